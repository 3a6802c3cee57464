package main

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/report"
)

func newDiffCommand(std streams) *cobra.Command {
	return &cobra.Command{
		Use:   "diff BEFORE.json AFTER.json",
		Short: "Compare two JSON reports of verify, rule by rule: two runs, or two targets",
		Long: `Compare two JSON reports of verify, rule by rule: two runs of one target, or runs of two targets.

Exit status: 0 every rule ended the same way; 1 some did not; 2 a file cannot be read.`,
		Args: files(2),
		RunE: func(_ *cobra.Command, args []string) error {
			before, err := readResult(args[0])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			after, err := readResult(args[1])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			if err := output(std, func(w io.Writer) error { return report.Diff(w, before, after) }); err != nil {
				return &exitError{exitUsage, err}
			}
			if len(report.Changes(before, after)) > 0 {
				return &exitError{exitFailed, nil}
			}
			return nil
		},
	}
}

// files refuses any other number of arguments, in words that say what they are.
func files(n int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if len(args) == n {
			return nil
		}
		return fmt.Errorf("%s takes %d files, and was given %d; see %s --help", c.Name(), n, len(args), c.CommandPath())
	}
}

// readResult reads a JSON report of verify.
func readResult(path string) (conformance.Result, error) {
	data, err := readSmall(path)
	if err != nil {
		return conformance.Result{}, err
	}
	var result conformance.Result
	if err := json.Unmarshal(data, &result); err != nil {
		return conformance.Result{}, fmt.Errorf("%s is no JSON report of understudy verify: %w", path, err)
	}
	if result.Outcome == "" && result.Schema == conformance.SchemaVersion {
		return conformance.Result{}, fmt.Errorf("%s is no JSON report of understudy verify: it has no outcome", path)
	}
	if result.Schema != conformance.SchemaVersion {
		return conformance.Result{}, fmt.Errorf("%s has schema %q, and this understudy reads %s: write it anew with verify --report json=%s", path, result.Schema, conformance.SchemaVersion, path)
	}
	return result, nil
}
