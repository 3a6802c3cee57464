// Command understudy is a stand-in for GitLab's Deployments API (serve), the examiner that tells whether anybody else
// behaves like it (verify), a source of realistic data (fixtures), and the document all of them keep to (contract).
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
)

// What the process exits with. Scripts rely on these numbers.
const (
	exitOK          = 0   // done; for verify: the target conforms
	exitFailed      = 1   // verify: the target breaks a rule
	exitUsage       = 2   // wrong flags, unreadable or invalid input, a port in use
	exitIncomplete  = 3   // verify: the target was not, or not completely, examined
	exitOutdated    = 4   // verify: the baseline is not true any more
	exitInterrupted = 130 // stopped by a signal before it was done
)

// exitError carries the exit code of a command that has something other than 0 to say. A nil err says nothing more on
// standard error.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// streams are the process's surroundings, handed down so that tests can put their own in.
type streams struct {
	in       io.Reader
	out, err io.Writer
	getenv   func(string) string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr, getenv: os.Getenv})
	stop()
	os.Exit(code)
}

// run executes one command line and returns its exit code.
func run(ctx context.Context, args []string, std streams) int {
	root := newRootCommand(std)
	help := &watched{Writer: std.out}
	root.SetOut(help)
	root.SetArgs(args)
	err := cmp.Or(root.ExecuteContext(ctx), help.err)
	if err == nil {
		return exitOK
	}
	if message := err.Error(); message != "" {
		fmt.Fprintln(std.err, "understudy:", message)
	}
	if exit, ok := errors.AsType[*exitError](err); ok {
		return exit.code
	}
	return exitUsage
}

// watched remembers that what it was given could not be written, of which cobra does not tell.
type watched struct {
	io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil && w.err == nil && !errors.Is(err, syscall.EPIPE) {
		w.err = fmt.Errorf("the output cannot be written: %w", err)
	}
	return n, err
}

func newRootCommand(std streams) *cobra.Command {
	root := &cobra.Command{
		Use:           "understudy",
		Short:         "A stand-in for GitLab's Deployments API, and the examiner that tells whether anybody else conforms to it",
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetErr(std.err)
	root.SetFlagErrorFunc(flagError)
	root.AddCommand(
		newServeCommand(std),
		newVerifyCommand(std),
		newCleanupCommand(std),
		newFixturesCommand(std),
		newRecordCommand(std),
		newRulesCommand(std),
		newExplainCommand(std),
		newDiffCommand(std),
		newMergeReportsCommand(std),
		newContractCommand(std),
		newProveCommand(std),
	)
	return root
}
