package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/report"
)

type verifyFlags struct {
	target                 string
	tokenFiles, tokenEnvs  []string
	project, ref, sha      string
	profile, tier, edition string
	without                []string
	state                  string
	safe                   bool
	selected, skipped      []string
	list, plan             bool
	parallel               int
	rate                   float64
	timeout, deadline      time.Duration
	retries                int
	seed                   uint64
	shuffle                bool
	repeat                 int
	failOn                 string
	reports                []string
	quiet, verbose, plain  bool
	journal                string
	owned                  string
	insecureHTTP           bool
	shard                  string
	baseline               string
	updateBaseline         bool
	minCoverage            float64
}

func newVerifyCommand(std streams) *cobra.Command {
	var f verifyFlags
	command := &cobra.Command{
		Use:   "verify",
		Short: "Examine a server against GitLab's Deployments API; without --target, the built-in one",
		Long: `Examine a server against GitLab's Deployments API, through its own API alone.

The run arranges what it needs in projects of its own, and deletes them at the end; with --project it makes environments of
its own in an existing project instead. It never writes to anything that it has not made.

Exit status, the first that applies: 2 wrong usage, or no case selected; 1 the target breaks a rule that is a MUST (with
--fail-on should also a SHOULD); 4 the baseline is not true any more; 3 it was not or not completely examined; 0 it conforms; 130 interrupted, after clean-up.`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return verify(c.Context(), std, f) },
	}
	f.targetFlags(command)
	f.caseFlags(command)
	f.engineFlags(command)
	f.outputFlags(command)
	f.baselineFlags(command)
	return command
}

func (f *verifyFlags) targetFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.target, "target", "", "`URL` of the server, without /api/v4")
	flags.StringArrayVar(&f.tokenFiles, "token-file", nil, "`[ROLE=]FILE` with a token, by default of a maintainer or owner; other roles: "+roleNames())
	flags.StringArrayVar(&f.tokenEnvs, "token-env", nil, "`[ROLE=]NAME` of an environment variable with a token")
	flags.StringVar(&f.project, "project", "", "id or path of an existing project to deploy in (default: projects of the run's own)")
	flags.StringVar(&f.ref, "ref", "", "an existing branch of that project (default: its default branch)")
	flags.StringVar(&f.sha, "sha", "", "an existing commit of that project (default: that of the branch)")
	flags.StringVar(&f.state, "state", "", "YAML `file` that says what was arranged beforehand: project, ref, sha, tokens by role")
	flags.BoolVar(&f.safe, "safe", false, "run only what changes nothing")
	flags.StringVar(&f.profile, "profile", "documented", "where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.StringVar(&f.tier, "tier", "", "the tier that the target is to be held to: free, premium or ultimate")
	flags.StringVar(&f.edition, "edition", "", "the edition that the target is to be held to: ce or ee")
	flags.StringSliceVar(&f.without, "without", nil, "what the target does without: "+needNames())
	flags.StringVar(&f.owned, "i-own-this-project", "", "the `path` given with --project, once more: needed on gitlab.com")
	flags.BoolVar(&f.insecureHTTP, "insecure-http", false, "send tokens over plain http to a host that is not this machine")
}

func (f *verifyFlags) caseFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringSliceVar(&f.selected, "select", nil, "only these cases: ids of cases or rules, sections, levels, or `regexps` for ids")
	flags.StringSliceVar(&f.skipped, "skip", nil, "not these cases, named in the same ways")
	flags.BoolVar(&f.list, "list", false, "list the cases and stop")
	flags.BoolVar(&f.plan, "plan", false, "tell what the run would need, make and leave, and stop")
	flags.StringVar(&f.failOn, "fail-on", "must", "what makes the target non-conformant: must, or should as well")
	flags.StringVar(&f.shard, "shard", "", "examine part `I/N` of the selected cases; understudy merge-reports puts the parts together")
}

func (f *verifyFlags) outputFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringArrayVar(&f.reports, "report", nil, "write a report as `FORMAT=PATH`; formats: "+reportNames())
	flags.BoolVar(&f.quiet, "quiet", false, "say what is wrong only")
	flags.BoolVar(&f.verbose, "verbose", false, "say every case and check too")
	flags.BoolVar(&f.plain, "no-color", false, "no colors on a terminal")
}

func (f *verifyFlags) engineFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.IntVar(&f.parallel, "parallel", 8, "cases at a time")
	flags.Float64Var(&f.rate, "rate", 0, "requests a second at most (default: any number)")
	flags.DurationVar(&f.timeout, "timeout", 10*time.Second, "the longest one answer may take")
	flags.IntVar(&f.retries, "retries", 5, "how often a request is repeated that the target puts off (429, or 503 with Retry-After)")
	flags.DurationVar(&f.deadline, "deadline", 0, "the longest the run may take, without clean-up (default: any time)")
	flags.Uint64Var(&f.seed, "seed", 0, "repeat the order of an earlier --shuffle")
	flags.BoolVar(&f.shuffle, "shuffle", false, "examine in random order")
	flags.IntVar(&f.repeat, "repeat", 1, "examine so many times, and tell what is not the same each time")
	flags.StringVar(&f.journal, "journal", "", "keep the journal for understudy cleanup in this `file` (default: one in the directory for temporary files)")
}

func verify(ctx context.Context, std streams, f verifyFlags) error {
	options, err := f.options()
	if err == nil {
		err = f.checkJudgement()
	}
	if err != nil {
		return refused(f, options, err)
	}
	selected, err := options.Selected()
	if err != nil {
		return refused(f, options, fmt.Errorf("%w; see understudy verify --list", err))
	}
	if f.list {
		return listCases(std, selected)
	}
	target, stop, err := targetOf(std, f)
	if err != nil {
		return refused(f, options, err)
	}
	defer stop()
	if f.plan {
		return output(std, func(w io.Writer) error { return writePlan(w, target, selected) })
	}
	return examine(ctx, std, f, target, options, len(selected))
}

// refused writes what was asked for wrongly into the reports too: whoever reads them alone must not find none, or an old one.
func refused(f verifyFlags, options conformance.Options, err error) error {
	if files, unmade := createReports(f); unmade == nil {
		_ = writeReports(files, conformance.Refused(conformance.Target{URL: f.target, Project: f.project}, options, err)) // the first error is told
	}
	return &exitError{exitUsage, err}
}

func examine(ctx context.Context, std streams, f verifyFlags, target conformance.Target, options conformance.Options, selected int) error {
	files, err := createReports(f)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	journal, err := openJournal(f, target)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	options.Journal = journal.journal
	told := newCaseProgress(std, f, selected)
	options.Begun = func(result conformance.Result) { told.begin(target.Handler != nil, f.safe, result) }
	options.Progress = told.done
	options.Observe = observers(files)
	result, problem := conformance.Execute(ctx, target, options)
	told.end()
	result, unjudged := f.judge(result)
	unkept := journal.close(std, result)
	unwritten := writeReports(files, result)
	var unshown error
	if len(result.Cases) > 0 {
		unshown = output(std, func(w io.Writer) error { return report.Console(w, result, f.style(std)) })
	}
	if problem != nil {
		return &exitError{codeOf(result, problem), advised(problem, f)}
	}
	if err := errors.Join(unjudged, unshown, unwritten, unkept); err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n") // one is enough
		return &exitError{exitUsage, errors.New(line)}
	}
	return ended(result)
}

// ended is how a run ends that was written down.
func ended(result conformance.Result) error {
	code := result.Outcome.ExitCode()
	switch {
	case code == exitOK:
		return nil
	case result.Problem != "":
		return &exitError{code, errors.New(result.Problem)}
	}
	return &exitError{code, nil}
}

func codeOf(result conformance.Result, problem error) int {
	if errors.Is(problem, conformance.ErrUsage) {
		return exitUsage
	}
	return result.Outcome.ExitCode()
}

func (f *verifyFlags) options() (conformance.Options, error) {
	o := conformance.Options{
		Cases: cases.All(), Selection: conformance.Selection{Select: f.selected, Skip: f.skipped}, ReadOnly: f.safe,
		Parallel: f.parallel, Rate: f.rate, Timeout: f.timeout, Retries: f.retries, Deadline: f.deadline,
		Seed: f.seed, Shuffle: f.shuffle, Repeat: f.repeat, Version: version(),
	}
	if f.retries == 0 {
		o.Retries = -1 // zero is the default, and here somebody said none
	}
	if f.shard != "" {
		var err error
		if o.Shard, err = conformance.ParseShard(f.shard); err != nil {
			return o, fmt.Errorf("--shard: %w", err)
		}
	}
	switch f.failOn {
	case "must":
		o.FailOn = conformance.Must
	case "should":
		o.FailOn = conformance.Should
	default:
		return o, fmt.Errorf("--fail-on %q does not exist: use must or should", f.failOn)
	}
	switch {
	case f.timeout <= 0:
		return o, fmt.Errorf("--timeout %s is no time: use a duration like 10s", f.timeout)
	case f.parallel < 1:
		return o, fmt.Errorf("--parallel %d is too few: use 1 or more", f.parallel)
	case f.repeat < 1:
		return o, fmt.Errorf("--repeat %d is too few: use 1 or more", f.repeat)
	case f.rate < 0:
		return o, fmt.Errorf("--rate %g is negative: use requests a second, like 10", f.rate)
	}
	return o, notNegative("deadline", f.deadline)
}

func listCases(std streams, selected []conformance.Case) error {
	return output(std, func(w io.Writer) error {
		for _, c := range selected {
			if _, err := fmt.Fprintf(w, "%s  %s  [%s]\n", c.ID, c.Title, strings.Join(c.Rules, " ")); err != nil {
				return err
			}
		}
		return nil
	})
}
