package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/world"
)

type cleanupFlags struct {
	journal string
	token   verifyFlags // its flags for the maintainer's token
}

func newCleanupCommand(std streams) *cobra.Command {
	var f cleanupFlags
	command := &cobra.Command{
		Use:   "cleanup --journal FILE",
		Short: "Remove what an interrupted verify left on its target",
		Long: `Remove what an interrupted verify left on its target, as the journal of that run tells.

Exit status: 0 nothing is left, 2 wrong usage, 3 something has to stay.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return cleanup(c.Context(), std, f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.journal, "journal", "", "the `file` that the run wrote")
	flags.StringArrayVar(&f.token.tokenFiles, "token-file", nil, "`FILE` with a token of whoever ran verify")
	flags.StringArrayVar(&f.token.tokenEnvs, "token-env", nil, "`NAME` of an environment variable with that token")
	return command
}

func cleanup(ctx context.Context, std streams, f cleanupFlags) error {
	if f.journal == "" {
		return &exitError{exitUsage, errors.New("--journal is missing: name the file that verify wrote")}
	}
	file, err := os.Open(f.journal)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--journal: %w", err)}
	}
	runs, err := world.ReadJournal(file)
	_ = file.Close() // it was only read
	if err != nil || len(runs) == 0 {
		return &exitError{exitUsage, fmt.Errorf("--journal %s is no journal of a run", f.journal)}
	}
	token := map[conformance.Role]string{}
	if err := tokens(std, f.token, token); err != nil {
		return &exitError{exitUsage, err}
	}
	journal, err := world.CreateJournal(f.journal)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--journal: %w", err)}
	}
	defer journal.Close()
	stays := 0
	for _, run := range runs {
		left, err := conformance.Recover(ctx, conformance.Target{URL: run.Target, Tokens: token}, run, conformance.Options{Version: version(), Journal: journal})
		if err != nil {
			return &exitError{exitInterrupted, err}
		}
		stays += len(left)
		if err := output(std, func(w io.Writer) error { return tellLeft(w, run, left) }); err != nil {
			return &exitError{exitUsage, err}
		}
	}
	if stays > 0 {
		return &exitError{exitIncomplete, nil}
	}
	return nil
}

func tellLeft(w io.Writer, run world.Entry, left []world.Left) error {
	if len(left) == 0 {
		_, err := fmt.Fprintf(w, "run %s on %s: nothing is left\n", run.RunID, run.Target)
		return err
	}
	for _, l := range left {
		if _, err := fmt.Fprintf(w, "run %s on %s: %s stays: %s\n", run.RunID, run.Target, l.Thing, l.Reason); err != nil {
			return err
		}
	}
	return nil
}
