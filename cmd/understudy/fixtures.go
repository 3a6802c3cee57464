package main

import (
	"bufio"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os/signal"
	"strconv"
	"syscall"

	"github.com/spf13/cobra"

	"understudy/fixtures"
	"understudy/mockserver"
)

type fixturesFlags struct {
	count  int
	seed   uint64
	format string
}

func newFixturesCommand(std streams) *cobra.Command {
	var f fixturesFlags
	command := &cobra.Command{
		Use:   "fixtures",
		Short: "Print realistic deployments, as GitLab's API returns them or as a dataset for serve --data",
		Long: `Print realistic deployments from a seed: the same flags print the same bytes.

Formats: json, an array of deployments as GitLab's list of deployments returns them; ndjson, the same with one deployment
to a line; dataset, the whole project in YAML for serve --data.`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return printFixtures(c.Context(), std.out, f) },
	}
	flags := command.Flags()
	flags.IntVar(&f.count, "count", 100, "how many deployments")
	flags.Uint64Var(&f.seed, "seed", 1, "what decides the data; not 0")
	flags.StringVar(&f.format, "format", "json", "json, ndjson or dataset")
	return command
}

// printFixtures ends quietly when nobody reads on.
func printFixtures(ctx context.Context, out io.Writer, f fixturesFlags) error {
	dataset, err := fixtures.Generate(fixtures.Options{Seed: f.seed, Count: int64(f.count)})
	if err != nil {
		return &exitError{exitUsage, err}
	}
	signal.Ignore(syscall.SIGPIPE) // writing to a reader that has gone is an error, not the end of the process
	buffered := bufio.NewWriterSize(out, 1<<16)
	switch f.format {
	case "json":
		err = printDeployments(ctx, buffered, dataset, list{"[\n", ",\n", "\n]\n", "[]\n"})
	case "ndjson":
		err = printDeployments(ctx, buffered, dataset, list{between: "\n", after: "\n"})
	case "dataset":
		err = dataset.WriteYAML(buffered)
	default:
		return &exitError{exitUsage, fmt.Errorf("--format %q does not exist: use json, ndjson or dataset", f.format)}
	}
	if err == nil {
		err = buffered.Flush()
	}
	if errors.Is(err, syscall.EPIPE) {
		return nil
	}
	if ctx.Err() != nil {
		return &exitError{exitInterrupted, nil}
	}
	return err
}

// list is what stands around the deployments, and what stands there if there are none.
type list struct{ before, between, after, empty string }

// printDeployments prints the dataset's deployments as a list. It asks the mock server for them page by page, so that what
// is printed is what a client would get, checked against the contract.
func printDeployments(ctx context.Context, out *bufio.Writer, dataset fixtures.Dataset, l list) error {
	server, err := mockserver.New(mockserver.Config{Dataset: &dataset})
	if err != nil {
		return err
	}
	printed := 0
	for page := 1; ctx.Err() == nil; page++ {
		deployments, err := deploymentsPage(ctx, server, page)
		if err != nil {
			return err
		}
		for _, d := range deployments {
			if printed == 0 {
				out.WriteString(l.before)
			} else {
				out.WriteString(l.between)
			}
			if _, err := out.Write(d); err != nil {
				return err
			}
			printed++
		}
		if len(deployments) < pageSize {
			break
		}
	}
	if printed == 0 {
		out.WriteString(l.empty)
	} else {
		out.WriteString(l.after)
	}
	return ctx.Err()
}

const pageSize = 100

func deploymentsPage(ctx context.Context, server http.Handler, page int) ([]json.RawMessage, error) {
	url := "https://gitlab.example.com/api/v4/projects/1/deployments?per_page=" + strconv.Itoa(pageSize) + "&page=" + strconv.Itoa(page)
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	request.TLS = new(tls.ConnectionState) // makes the URLs in the answer https
	request.Header.Set("PRIVATE-TOKEN", "admin-token")
	var answer answer
	server.ServeHTTP(&answer, request)
	if answer.status != http.StatusOK {
		return nil, fmt.Errorf("the list of deployments answered %d: %s", answer.status, answer.body)
	}
	var deployments []json.RawMessage
	return deployments, json.Unmarshal(answer.body, &deployments)
}

// answer collects a handler's response in memory.
type answer struct {
	status int
	header http.Header
	body   []byte
}

func (a *answer) Header() http.Header {
	if a.header == nil {
		a.header = http.Header{}
	}
	return a.header
}

func (a *answer) WriteHeader(status int) { a.status = status }

func (a *answer) Write(b []byte) (int, error) {
	a.body = append(a.body, b...)
	return len(b), nil
}
