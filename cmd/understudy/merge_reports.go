package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/report"
)

func newMergeReportsCommand(std streams) *cobra.Command {
	var f verifyFlags
	command := &cobra.Command{
		Use:   "merge-reports SHARD.json...",
		Short: "Put the JSON reports of all shards of a run together (verify --shard)",
		Long: `Put the JSON reports of all shards of one run together, and say what verify would have said of the whole.

Exit status: as of verify, for the whole; 2 if a shard is missing, there twice, or of another run.`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("merge-reports takes the JSON reports of all shards, and was given none; see " + c.CommandPath() + " --help")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error { return mergeReports(std, f, args) },
	}
	f.outputFlags(command)
	f.baselineFlags(command)
	return command
}

func mergeReports(std streams, f verifyFlags, paths []string) error {
	for _, word := range f.reports {
		if strings.HasPrefix(word, "har=") {
			return &exitError{exitUsage, fmt.Errorf("--report %s: JSON reports do not hold every exchange; have each shard write its own with verify", word)}
		}
	}
	var parts []conformance.Result
	var shards []fileOf
	for _, path := range paths {
		part, err := readResult(path)
		if err != nil {
			return &exitError{exitUsage, err}
		}
		if part.Shard == "" {
			return &exitError{exitUsage, fmt.Errorf("%s is no part of a run: it was made without --shard", path)}
		}
		parts, shards = append(parts, part), append(shards, fileOf{"a shard", path})
	}
	result, err := conformance.Merge(parts)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	written, err := createReports(f, shards...)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if result, err = f.judge(result); err != nil {
		return &exitError{exitUsage, err}
	}
	unwritten := writeReports(written, result)
	if err := output(std, func(w io.Writer) error { return report.Console(w, result, f.style(std)) }); err != nil {
		return &exitError{exitUsage, err}
	}
	if unwritten != nil {
		return &exitError{exitUsage, unwritten}
	}
	return ended(result)
}
