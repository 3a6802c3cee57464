package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"understudy/conformance"
	"understudy/conformance/report"
	"understudy/conformance/wire"
)

// output writes to standard output. A reader who has seen enough, as head has, is no error.
func output(std streams, write func(io.Writer) error) error {
	broken := make(chan os.Signal, 1)
	signal.Notify(broken, syscall.SIGPIPE) // or the write would end the process
	defer signal.Stop(broken)
	if err := write(std.out); err != nil && !errors.Is(err, syscall.EPIPE) {
		return fmt.Errorf("the output cannot be written: %w", err)
	}
	return nil
}

// reportFile is a file that --report asked for.
type reportFile struct {
	flag  string
	file  *os.File
	write report.Writer
	har   *report.HAR // of --report har, which is written while the run goes on
}

func reportNames() string {
	return strings.Join(slices.Sorted(maps.Keys(report.Writers())), ", ") + ", har"
}

// inputs are the files that the flags want read.
func (f *verifyFlags) inputs() []fileOf {
	files := []fileOf{{"--state", f.state}, {"--baseline", f.baseline}}
	for _, word := range f.tokenFiles {
		_, source := roleOf(word)
		files = append(files, fileOf{"--token-file", source})
	}
	return files
}

// reportsKeep refuses reports that would be written over each other, or over what is needed for something else.
func reportsKeep(reports []string, others ...fileOf) error {
	for _, word := range reports {
		format, path, _ := strings.Cut(word, "=")
		written := fileOf{"--report " + format, path}
		if err := written.keeps(others...); err != nil {
			return err
		}
		others = append(others, written)
	}
	return nil
}

// createReports makes the files before the run, so that a long run is not for nothing. What else is read it leaves alone.
func createReports(f verifyFlags, read ...fileOf) ([]reportFile, error) {
	read = append(read, f.inputs()...)
	journal := fileOf{"--journal", f.journal}
	if err := cmp.Or(journal.keeps(read...), reportsKeep(f.reports, append(read, journal)...)); err != nil {
		return nil, err
	}
	var files []reportFile
	for _, word := range f.reports {
		format, path, found := strings.Cut(word, "=")
		write := report.Writers()[format]
		if !found || path == "" || write == nil && format != "har" {
			return nil, fmt.Errorf("--report %s is not FORMAT=PATH: formats are %s", word, reportNames())
		}
		file, err := os.Create(path)
		if err != nil {
			return nil, fmt.Errorf("--report %s: %w", format, err)
		}
		made := reportFile{flag: "--report " + format, file: file, write: write}
		if format == "har" {
			made.har = report.NewHAR(file, version())
			made.write = func(io.Writer, conformance.Result) error { return made.har.Close() }
		}
		files = append(files, made)
	}
	return files, nil
}

// observers show every exchange to the reports that keep them; nil if none does.
func observers(files []reportFile) func(string, *wire.Exchange, *wire.Redactor) {
	var archives []*report.HAR
	for _, f := range files {
		if f.har != nil {
			archives = append(archives, f.har)
		}
	}
	if archives == nil {
		return nil
	}
	return func(caseID string, e *wire.Exchange, redactor *wire.Redactor) {
		for _, archive := range archives {
			archive.Observe(caseID, e, redactor)
		}
	}
}

func writeReports(files []reportFile, result conformance.Result) error {
	var failed error
	for _, f := range files {
		err := f.write(f.file, result)
		if closed := f.file.Close(); err == nil {
			err = closed
		}
		if err != nil && failed == nil { // one line is enough
			failed = fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	return failed
}

func (f *verifyFlags) style(std streams) report.Style {
	return report.Style{Colour: !f.plain && coloured(std), Quiet: f.quiet, Verbose: f.verbose}
}

// coloured tells whether standard output is a terminal that wants colours (https://no-color.org).
func coloured(std streams) bool {
	return isTerminal(std.out) && std.getenv("NO_COLOR") == ""
}

func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
