package main

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/fixtures"
	"understudy/fixtures/record"
)

type recordFlags struct {
	target, project, tokenFile, out string
	anonymise, insecureHTTP         bool
}

// partial is what the name of the file ends in that holds what was read so far.
const partial = ".partial"

func newRecordCommand(std streams) *cobra.Command {
	var f recordFlags
	command := &cobra.Command{
		Use:   "record",
		Short: "Record a project of a GitLab into a dataset for serve --data",
		Long: `Record a project of a GitLab, through its API, into a dataset for serve --data: people, environments and their protection, deployments, approvals,
merge requests, jobs, branches, tags and commits. It only reads; the token needs the scope read_api. It waits when the target asks for it. If it is
cut short, the same command goes on where it was: until the recording is done, what was read lies beside the file, in FILE.partial. A FILE whose name
ends in .json gets JSON, another YAML.`,
		Example: `  understudy record --target https://gitlab.example.com --project acme/shop --token-file token.txt --out shop.yaml
  understudy record --target https://gitlab.example.com --project 42 --token-file token.txt --anonymise --out nobody.json
  understudy serve --data nobody.json`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return recordProject(c.Context(), std, f) },
	}
	flags := command.Flags()
	flags.StringVar(&f.target, "target", "", "base `url` of the GitLab")
	flags.StringVar(&f.project, "project", "", "the project's `id` or path")
	flags.StringVar(&f.tokenFile, "token-file", "", "`file` that holds a token with the scope read_api, or env:NAME")
	flags.StringVarP(&f.out, "out", "o", "", "write to this `file`, YAML or, if its name ends in .json, JSON; it is there in full or not at all")
	flags.BoolVar(&f.anonymise, "anonymise", false, "replace names, texts, URLs and SHAs, the same by the same, and move all times by whole weeks")
	flags.BoolVar(&f.insecureHTTP, "insecure-http", false, "send the token over plain http to a host that is not this machine")
	return command
}

func recordProject(ctx context.Context, std streams, f recordFlags) error {
	from, err := recordSource(std, f)
	if err != nil {
		return err
	}
	journal, err := record.OpenJournal(f.out+partial, "GET "+from.Root+"/projects/"+f.project)
	if _, failed := errors.AsType[*fs.PathError](err); failed {
		err = fmt.Errorf("%w; give a file in a folder that can be written to", err)
	}
	if err != nil {
		return &exitError{exitUsage, fmt.Errorf("--out: %w", err)}
	}
	if kept := journal.Kept(); kept > 0 {
		fmt.Fprintf(std.err, "understudy: going on with %s, which has %d answers\n", f.out+partial, kept)
	}
	recording, err := recorded(ctx, std, from, journal)
	if err == nil {
		err = writeRecording(ctx, f, recording.Dataset)
	}
	if err != nil {
		return notRecorded(ctx, f, journal, err)
	}
	summarise(std.err, f.out, recording)
	return journal.Remove()
}

// recordSource is what the flags name.
func recordSource(std streams, f recordFlags) (record.Source, error) {
	for _, flag := range []struct{ name, value, what string }{
		{"target", f.target, "the URL of a GitLab, such as https://gitlab.example.com"}, {"project", f.project, "the id or path of a project"},
		{"token-file", f.tokenFile, "a file that holds a token"}, {"out", f.out, "the file to write"},
	} {
		if flag.value == "" {
			return record.Source{}, fmt.Errorf("--%s is missing: give %s", flag.name, flag.what)
		}
	}
	if err := recordable(f); err != nil {
		return record.Source{}, err
	}
	target := conformance.Target{URL: f.target}
	root, err := target.Root()
	if err != nil {
		return record.Source{}, fmt.Errorf("--target: %w", err)
	}
	if err := guarded(f.target, f.insecureHTTP); err != nil {
		return record.Source{}, err
	}
	token, err := tokenFrom(std, f.tokenFile)
	if err != nil {
		return record.Source{}, fmt.Errorf("--token-file: %w", err)
	}
	return record.Source{
		Root: root, Token: token, Project: f.project, HTTP: &http.Client{Timeout: requestTimeout}, Now: time.Now, Sleep: sleep,
	}, nil
}

// recordable tells before anything is read whether a recording could be written at its end.
func recordable(f recordFlags) error {
	if info, err := os.Stat(f.out); f.out == "-" || err == nil && !info.Mode().IsRegular() {
		return fmt.Errorf("--out %s is no file: a recording goes on from one when it was cut short", f.out)
	}
	out, token := fileOf{"--out", f.out}, fileOf{"--token-file", f.tokenFile}
	return cmp.Or(out.hasFolder(), out.keeps(token), fileOf{"--out: what lies beside it,", f.out + partial}.keeps(token))
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func recorded(ctx context.Context, std streams, from record.Source, journal *record.Journal) (record.Recording, error) {
	bar := newProgress(std.err, 0)
	defer bar.end()
	return record.Record(ctx, from, journal, func(done, total int64) {
		bar.total = total
		bar.report(done)
	})
}

// writeRecording makes sure that what it writes can be served.
func writeRecording(ctx context.Context, f recordFlags, dataset fixtures.Dataset) error {
	if f.anonymise {
		key := make([]byte, 32)
		rand.Read(key)
		dataset = record.Anonymise(dataset, key)
	}
	write := dataset.WriteYAML
	if strings.HasSuffix(strings.ToLower(f.out), ".json") {
		write = dataset.WriteJSON
	}
	var file bytes.Buffer
	if err := write(&file); err != nil {
		return err
	}
	if _, err := fixtures.Read(f.out, file.Bytes()); err != nil {
		return fmt.Errorf("what was recorded cannot be served: %w", err)
	}
	return toFile(ctx, io.Discard, f.out, func(_ context.Context, w io.Writer) error {
		_, err := w.Write(file.Bytes())
		return err
	})
}

// notRecorded says how to go on, and leaves nothing behind that helps nobody.
func notRecorded(ctx context.Context, f recordFlags, journal *record.Journal, err error) error {
	hidden := errors.Is(err, record.ErrHidden) // what another token was told is of no use then
	if journal.Kept() == 0 || hidden {
		err = errors.Join(err, journal.Remove())
	} else {
		err = errors.Join(err, journal.Close())
	}
	switch {
	case ctx.Err() != nil:
		return &exitError{exitInterrupted, errors.New("stopped; the same command goes on from here")}
	case errors.Is(err, record.ErrRefused):
		err = fmt.Errorf("--token-file: %w: give one that is valid and has the scope read_api", err)
		if journal.Kept() > 0 {
			err = fmt.Errorf("%w; the same command goes on from here", err)
		}
		return err
	case errors.Is(err, record.ErrNothing):
		return fmt.Errorf("--project %s: %w", f.project, err)
	case hidden:
		return fmt.Errorf("--token-file: %w: give one of somebody who may see them", err)
	case journal.Kept() > 0:
		return &exitError{exitIncomplete, fmt.Errorf("%w; the same command goes on from here", err)}
	}
	return &exitError{exitIncomplete, err}
}

func summarise(w io.Writer, out string, r record.Recording) {
	p := r.Dataset.Projects[0]
	fmt.Fprintf(w, "understudy: %s has %d deployments in %d environments, %d merge requests, %d commits and %d people of %s\n",
		out, len(p.Deployments), len(p.Environments), len(p.MergeRequests), len(p.Commits), len(r.Dataset.Users), p.Path)
	if len(r.LeftOut) > 0 {
		fmt.Fprintf(w, "understudy: left out: %s\n", strings.Join(r.LeftOut, ", "))
	}
}
