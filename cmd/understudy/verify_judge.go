package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/baseline"
)

// baselineFlags are about what is asked of a result beyond its verdicts.
func (f *verifyFlags) baselineFlags(command *cobra.Command) {
	flags := command.Flags()
	flags.StringVar(&f.baseline, "baseline", "", "YAML `file` of the rules that the target is known to break, with reasons")
	flags.BoolVar(&f.updateBaseline, "update-baseline", false, "write what the run found into the file of --baseline")
	flags.Float64Var(&f.minCoverage, "min-coverage", 0, "the run is incomplete if it reached less than this `percentage` of the contract")
}

// judge holds a result against the baseline and the coverage that was asked for.
func (f *verifyFlags) judge(result conformance.Result) (conformance.Result, error) {
	if f.baseline != "" {
		var err error
		if result, err = f.compare(result); err != nil {
			return result, err
		}
	}
	if reached := result.Coverage.Percent(); reached < f.minCoverage && result.Problem == "" {
		result.Problem = fmt.Sprintf("the run reached %.1f %% of the contract, less than --min-coverage %g: see --verbose for what it did not, first %s",
			reached, f.minCoverage, result.Coverage.Unreached[0])
		if result.Outcome == conformance.Conformant {
			result.Outcome = conformance.Incomplete
		}
	}
	return result, nil
}

func (f *verifyFlags) compare(result conformance.Result) (conformance.Result, error) {
	list, err := f.readBaseline()
	if err != nil {
		return result, err
	}
	today := time.Now()
	if f.updateBaseline && result.Outcome != conformance.Interrupted && result.Problem == "" {
		list = list.Update(result, today)
		if err := writeBaseline(f.baseline, list); err != nil {
			return result, err
		}
	}
	return list.Apply(result, today), nil
}

func (f *verifyFlags) readBaseline() (baseline.Baseline, error) {
	data, err := readSmall(f.baseline)
	if errors.Is(err, fs.ErrNotExist) && f.updateBaseline {
		return nil, fileOf{"--baseline", f.baseline}.hasFolder() // it is made now
	}
	if err != nil {
		return nil, fmt.Errorf("--baseline: %w", err)
	}
	list, err := baseline.Read(data)
	if err != nil {
		return nil, fmt.Errorf("--baseline %s: %w", f.baseline, err)
	}
	return list, nil
}

// writeBaseline replaces the file in one step.
func writeBaseline(path string, list baseline.Baseline) error {
	part := path + ".part"
	file, err := os.Create(part)
	if err != nil {
		return fmt.Errorf("--update-baseline: %w", err)
	}
	err = list.Write(file)
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		os.Remove(part)
		return fmt.Errorf("--update-baseline: %w", err)
	}
	return nil
}

// checkJudgement refuses flags before the run that would make it one for nothing.
func (f *verifyFlags) checkJudgement() error {
	switch {
	case f.updateBaseline && f.baseline == "":
		return errors.New("--update-baseline needs --baseline FILE: say which file")
	case f.minCoverage < 0 || f.minCoverage > 100:
		return fmt.Errorf("--min-coverage %g is no percentage: use 0 to 100", f.minCoverage)
	case f.baseline == "":
		return nil
	}
	_, err := f.readBaseline()
	return err
}
