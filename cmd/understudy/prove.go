package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"strings"

	"github.com/spf13/cobra"
)

type proveFlags struct {
	only     string
	reports  []string
	known    string
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
	flags.StringVar(&f.known, "known", "", "exit with 0 if what is wrong is exactly what this `file` lists: PROFILE ID REASON on each line")
	flags.IntVar(&f.parallel, "parallel", runtime.GOMAXPROCS(0), "how many servers are examined at a time")
	flags.BoolVar(&f.every, "every-case", false, "examine each server with every case, also with those to which its fault makes no difference; takes several times as long")
	return command
}

func prove(ctx context.Context, std streams, f proveFlags) error {
	only, err := regexp.Compile(f.only)
	if err != nil {
		return fmt.Errorf("--only: %w", err)
	}
	known, err := readKnown(f.known)
	if err != nil {
		return err
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
	if f.known != "" {
		return known.compare(proof)
	}
	if !proof.holds() {
		return &exitError{code: exitFailed}
	}
	return nil
}

// knownFlaws are what is known to be wrong with the proof, by profile and id.
type knownFlaws map[string]bool

func readKnown(path string) (knownFlaws, error) {
	known := knownFlaws{}
	if path == "" {
		return known, nil
	}
	content, err := readSmall(path)
	if err != nil {
		return nil, fmt.Errorf("--known: %w", err)
	}
	for i, line := range strings.Split(string(content), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		words := strings.Fields(line)
		if len(words) < 3 {
			return nil, fmt.Errorf("--known: line %d of %s is not PROFILE ID REASON", i+1, path)
		}
		known[words[0]+" "+words[1]] = true
	}
	return known, nil
}

// compare refuses what is wrong and not known, and what is known and no longer wrong.
func (k knownFlaws) compare(p proof) error {
	var news, mended []string
	for _, flaw := range p.flaws() {
		if !k[flaw] {
			news = append(news, flaw)
		}
		delete(k, flaw)
	}
	for flaw := range k {
		mended = append(mended, flaw)
	}
	var problems []error
	if len(news) > 0 {
		problems = append(problems, fmt.Errorf("not known: %s", strings.Join(news, ", ")))
	}
	if len(mended) > 0 && p.Whole {
		problems = append(problems, fmt.Errorf("known, and no longer wrong; take them from the list: %s", strings.Join(mended, ", ")))
	}
	if len(problems) > 0 {
		return &exitError{code: exitFailed, err: errors.Join(problems...)}
	}
	return nil
}
