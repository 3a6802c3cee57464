package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"understudy/conformance"
	"understudy/conformance/report"
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

// reportFile is a file that a flag asked for.
type reportFile struct {
	flag  string
	file  *os.File
	write func(w io.Writer, result conformance.Report, strict bool) error
}

// createReports makes the files before the run, so that a long run is not for nothing.
func createReports(f verifyFlags) ([]reportFile, error) {
	wanted := []struct {
		flag, path string
		write      func(io.Writer, conformance.Report, bool) error
	}{
		{"--junit", f.junit, report.JUnit},
		{"--json", f.json, func(w io.Writer, result conformance.Report, _ bool) error { return report.JSON(w, result) }},
	}
	var files []reportFile
	for _, want := range wanted {
		if want.path == "" {
			continue
		}
		file, err := os.Create(want.path)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", want.flag, err)
		}
		files = append(files, reportFile{want.flag, file, want.write})
	}
	return files, nil
}

func writeReports(files []reportFile, result conformance.Report, strict bool) error {
	var failed error
	for _, f := range files {
		err := f.write(f.file, result, strict)
		if closed := f.file.Close(); err == nil {
			err = closed
		}
		if err != nil && failed == nil { // one line is enough
			failed = fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	return failed
}

// coloured tells whether standard output is a terminal that wants colours (https://no-color.org).
func coloured(std streams) bool {
	file, ok := std.out.(*os.File)
	if !ok || std.getenv("NO_COLOR") != "" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
