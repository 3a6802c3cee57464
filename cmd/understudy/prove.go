package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"

	"github.com/spf13/cobra"
)

type proveFlags struct {
	only     string
	reports  []string
	parallel int
	every    bool
}

func newProveCommand(std streams) *cobra.Command {
	var f proveFlags
	command := &cobra.Command{
		Use:   "prove",
		Short: "Show that the examiner notices every fault and accuses nobody: examine servers that are wrong in one respect, and odd ones that are right",
		Long: `Show that the examiner notices every fault and accuses nobody.

Each server is a stand-in in this process with one fault, or an odd one that conforms; each is examined under both profiles.
A fault is noticed if the very rule that it breaks is found broken, and at most five others with it.

Exits with 1 if a fault survives, is never reached, or is noticed too widely, if a rule notices nothing, or if a conforming server is accused.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			if f.parallel < 1 {
				return fmt.Errorf("--parallel %d is no number of servers: give 1 or more", f.parallel)
			}
			return prove(c.Context(), std, f)
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.only, "only", "", "examine the faults and odd servers whose ids match this regular `expression`; rules that notice nothing are not looked for then")
	flags.StringArrayVar(&f.reports, "report", nil, "write a report: html=`PATH`, json=PATH or md=PATH; may be repeated")
	flags.IntVar(&f.parallel, "parallel", runtime.GOMAXPROCS(0), "how many servers are examined at a time")
	flags.BoolVar(&f.every, "every-case", false, "examine each server with every case, also with those to which its fault makes no difference; takes several times as long")
	return command
}

func prove(ctx context.Context, std streams, f proveFlags) error {
	only, err := regexp.Compile(f.only)
	if err != nil {
		return fmt.Errorf("--only: %w", err)
	}
	reports, err := createProofReports(f.reports)
	if err != nil {
		return err
	}
	proof, err := plan{only: only, everyCase: f.every, parallel: f.parallel}.examineAll(ctx, std.err)
	if ctx.Err() != nil {
		return &exitError{code: exitInterrupted, err: errors.New("interrupted before every server was examined: nothing is proved")}
	}
	if err != nil {
		return err
	}
	proof.Whole = f.only == ""
	if proof.Whole {
		proof.silentRules()
	}
	for _, report := range reports {
		if err := report.write(proof); err != nil {
			return err
		}
	}
	if err := output(std, func(w io.Writer) error { return writeProof(w, proof) }); err != nil {
		return err
	}
	if !proof.holds() {
		return &exitError{code: exitFailed}
	}
	return nil
}
