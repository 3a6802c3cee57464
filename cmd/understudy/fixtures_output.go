package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
)

// toFile lets write fill a file that is there in full or not at all, or a stream. It ends quietly when nobody reads on.
func toFile(ctx context.Context, out io.Writer, path string, write func(context.Context, io.Writer) error) error {
	signal.Ignore(syscall.SIGPIPE) // writing to a reader that has gone is an error, not the end of the process
	target, finish, err := openOutput(out, path)
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--out: %w; give a file in a folder that can be written to", err)}
	}
	buffered := bufio.NewWriterSize(untilDone{ctx.Err, target}, 1<<18)
	err = write(ctx, buffered)
	if err == nil {
		err = buffered.Flush()
	}
	if err = finish(err); errors.Is(err, syscall.EPIPE) {
		return nil
	}
	if ctx.Err() != nil {
		return &exitError{exitInterrupted, nil}
	}
	return err
}

// untilDone takes nothing more once a context has ended, so that whoever writes ends too.
type untilDone struct {
	done func() error // the context's Err
	to   io.Writer
}

func (w untilDone) Write(p []byte) (int, error) {
	if err := w.done(); err != nil {
		return 0, err
	}
	return w.to.Write(p)
}

// openOutput opens what is written to. finish takes the error of writing and returns what came of it all.
func openOutput(out io.Writer, path string) (target io.Writer, finish func(error) error, err error) {
	if path == "" {
		return nil, nil, errors.New("no name is given")
	}
	if path == "-" {
		return out, func(err error) error { return err }, nil
	}
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return nil, nil, err
		}
		return file, func(err error) error { return errors.Join(err, file.Close()) }, nil
	}
	file, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if failed, ok := errors.AsType[*fs.PathError](err); ok {
		return nil, nil, fmt.Errorf("%s: %w", path, failed.Err)
	}
	return file, func(err error) error {
		err = errors.Join(err, file.Chmod(0o644), file.Close())
		if err == nil {
			err = os.Rename(file.Name(), path)
		}
		if err != nil {
			os.Remove(file.Name())
		}
		return err
	}, nil
}

// progress shows on a terminal how far the work is.
type progress struct {
	terminal io.Writer // nil: nobody looks
	total    int64
	begun    time.Time
	shown    time.Time
}

func newProgress(w io.Writer, total int64) *progress {
	p := &progress{total: total, begun: time.Now()}
	if file, ok := w.(*os.File); ok {
		if info, err := file.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
			p.terminal = w
		}
	}
	return p
}

// report shows so many deployments, not more often than anybody can read.
func (p *progress) report(done int64) {
	now := time.Now()
	if p.terminal == nil || now.Sub(p.shown) < 200*time.Millisecond {
		return
	}
	p.shown = now
	rate := float64(done) / max(0.001, now.Sub(p.begun).Seconds())
	if p.total == 0 {
		fmt.Fprintf(p.terminal, "\r%d deployments, %.0f a second\x1b[K", done, rate)
		return
	}
	fmt.Fprintf(p.terminal, "\r%d of %d deployments (%d %%), %.0f a second\x1b[K", done, p.total, done*100/p.total, rate)
}

// end takes the line away.
func (p *progress) end() {
	if !p.shown.IsZero() {
		fmt.Fprint(p.terminal, "\r\x1b[K")
	}
}
