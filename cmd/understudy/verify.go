package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/report"
)

type verifyFlags struct {
	target                     string
	token, tokenFile, tokenEnv string
	roleTokens                 []string
	project, ref, sha, profile string
	run                        string
	list, strict               bool
	timeout                    time.Duration
	junit, json                string
}

func newVerifyCommand(std streams) *cobra.Command {
	var f verifyFlags
	command := &cobra.Command{
		Use:   "verify",
		Short: "Examine a server against GitLab's Deployments API; without --target, the built-in one",
		Long: `Examine a server against GitLab's Deployments API, through its own API alone.

The project is written to: deployments are made in environments named conformance-…, and removed as far as the API allows.

Exit status: 0 the target conforms, 1 it breaks a rule (with --strict also one that is only a SHOULD), 2 wrong usage,
3 it could not be examined, or not wholly, 130 interrupted.`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return errors.New("verify takes flags only, see understudy verify --help")
			}
			return nil
		},
		RunE: func(c *cobra.Command, _ []string) error { return verify(c.Context(), std, f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.target, "target", "", "`URL` of the server, without /api/v4")
	flags.StringVar(&f.token, "token", "", "token of a maintainer or owner of the project (other users of this machine may see it: prefer a file)")
	flags.StringVar(&f.tokenFile, "token-file", "", "`file` that holds that token")
	flags.StringVar(&f.tokenEnv, "token-env", "", "environment `variable` that holds that token")
	flags.StringArrayVar(&f.roleTokens, "role-token", nil, "another identity, as `ROLE=FILE` or ROLE=env:NAME; roles: "+roleNames())
	flags.StringVar(&f.project, "project", "", "id or path of the project to examine on")
	flags.StringVar(&f.ref, "ref", "", "an existing branch to deploy (default: the project's default branch)")
	flags.StringVar(&f.sha, "sha", "", "an existing commit to deploy (default: that of an existing deployment, or of the branch)")
	flags.StringVar(&f.profile, "profile", "documented", "where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.StringVar(&f.run, "run", "", "only cases whose id matches this `regexp`")
	flags.BoolVar(&f.list, "list", false, "list the cases and stop")
	flags.BoolVar(&f.strict, "strict", false, "a broken SHOULD counts like a broken MUST")
	flags.DurationVar(&f.timeout, "timeout", 30*time.Second, "the longest a single case may take")
	flags.StringVar(&f.junit, "junit", "", "write a JUnit XML report to this `file`")
	flags.StringVar(&f.json, "json", "", "write a JSON report to this `file`")
	command.SetFlagErrorFunc(func(_ *cobra.Command, err error) error {
		text, _, found := strings.Cut(err.Error(), `" flag: `) // what follows is Go's own wording
		if found {
			text += `"`
		}
		return fmt.Errorf("%s, see understudy verify --help", text)
	})
	return command
}

func verify(ctx context.Context, std streams, f verifyFlags) error {
	options, err := optionsOf(f)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	if f.list {
		return listCases(std, f, options)
	}
	target, stop, err := targetOf(ctx, std, f)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	defer stop()
	if len(options.Selected()) == 0 {
		return &exitError{exitUsage, noneMatches(f)}
	}
	files, err := createReports(f)
	if err != nil {
		return &exitError{exitUsage, err}
	}

	result, problem := conformance.Execute(ctx, target, options)
	unwritten := writeReports(files, result, f.strict)
	if problem != nil {
		return &exitError{codeOf(result, problem), advised(problem, f)}
	}
	unshown := output(std, func(w io.Writer) error { return report.Console(w, result, coloured(std)) })
	if err := cmp.Or(unshown, unwritten); err != nil {
		return &exitError{exitUsage, err}
	}
	if code := result.Outcome.ExitCode(); code != exitOK {
		return &exitError{code, nil}
	}
	return nil
}

func codeOf(result conformance.Report, problem error) int {
	if errors.Is(problem, conformance.ErrUsage) {
		return exitUsage
	}
	return result.Outcome.ExitCode()
}

func optionsOf(f verifyFlags) (conformance.Options, error) {
	options := conformance.Options{Cases: cases.All(), Strict: f.strict, Timeout: f.timeout, Version: version()}
	if f.timeout <= 0 {
		return options, fmt.Errorf("--timeout must be longer than nothing, like 30s")
	}
	selected, err := regexp.Compile(f.run)
	if err != nil {
		return options, fmt.Errorf("--run is not a regular expression: %w", err)
	}
	options.Select = selected
	return options, nil
}

func noneMatches(f verifyFlags) error {
	return fmt.Errorf("%w: --run %s matches no case, see understudy verify --list", conformance.ErrUsage, f.run)
}

func listCases(std streams, f verifyFlags, options conformance.Options) error {
	if len(options.Selected()) == 0 {
		return &exitError{exitUsage, noneMatches(f)}
	}
	return output(std, func(w io.Writer) error {
		for _, c := range options.Selected() {
			if _, err := fmt.Fprintf(w, "%-6s %s  %s\n", c.Level, c.ID, c.Title); err != nil {
				return err
			}
		}
		return nil
	})
}
