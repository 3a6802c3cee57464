package main

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"understudy/fixtures"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// newMock makes the server that the flags describe.
func newMock(std streams, f serveFlags, seeded bool) (*mockserver.Server, error) {
	profile, err := openapi.ParseProfile(f.profile)
	if err != nil {
		return nil, fmt.Errorf("--profile: %w", err)
	}
	edition := gitlab.Edition(f.edition)
	if edition != gitlab.CommunityEdition && edition != gitlab.EnterpriseEdition {
		return nil, fmt.Errorf("--edition %q does not exist: use ce or ee", f.edition)
	}
	tier := gitlab.Tier(f.tier)
	if tier != gitlab.Free && tier != gitlab.Premium && tier != gitlab.Ultimate {
		return nil, fmt.Errorf("--tier %q does not exist: use free, premium or ultimate", f.tier)
	}
	logger, err := newLogger(std.err, f.logLevel, f.logFormat)
	if err != nil {
		return nil, err
	}
	dataset, err := datasetOf(f, seeded)
	if err != nil {
		return nil, err
	}
	return mockserver.New(mockserver.Config{
		Dataset: &dataset, Profile: profile, Edition: edition, Tier: tier, Strict: f.strict, Logger: logger,
	})
}

func datasetOf(f serveFlags, seeded bool) (fixtures.Dataset, error) {
	switch {
	case f.data != "":
		content, err := os.ReadFile(f.data)
		if err != nil {
			return fixtures.Dataset{}, fmt.Errorf("--data: %w", err)
		}
		return fixtures.Read(f.data, content)
	case f.empty:
		return fixtures.Empty(), nil
	case seeded:
		return fixtures.DefaultFrom(f.seed)
	}
	return fixtures.Default(), nil
}

func newLogger(w io.Writer, level, format string) (*slog.Logger, error) {
	var threshold slog.Level
	if err := threshold.UnmarshalText([]byte(level)); err != nil {
		return nil, fmt.Errorf("--log-level %q does not exist: use debug, info, warn or error", level)
	}
	options := &slog.HandlerOptions{Level: threshold}
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, options)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, options)), nil
	}
	return nil, fmt.Errorf("--log-format %q does not exist: use text or json", format)
}

// ready is what the ready file says, for scripts that wait for the server.
type ready struct {
	URL      string            `json:"url"`
	PID      int               `json:"pid"`
	Tokens   map[string]string `json:"tokens"`
	Projects []readyProject    `json:"projects"`
}

type readyProject struct {
	ID   int64  `json:"id"`
	Path string `json:"path"`
}

func readyOf(url string, server *mockserver.Server) ready {
	r := ready{URL: url, PID: os.Getpid(), Tokens: map[string]string{}, Projects: []readyProject{}}
	for _, role := range server.Roles() {
		r.Tokens[role.Name] = role.Token
	}
	for p := range server.Instance().State().Projects() {
		r.Projects = append(r.Projects, readyProject{ID: p.ID, Path: p.Path})
	}
	return r
}

// writeReadyFile puts the file there in one step: who sees it can read it whole.
func writeReadyFile(path, url string, server *mockserver.Server) error {
	content, err := json.MarshalIndent(readyOf(url, server), "", "  ")
	if err != nil {
		return err
	}
	draft, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	_, err = draft.Write(append(content, '\n'))
	if closed := draft.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(draft.Name(), path)
	}
	if err != nil {
		os.Remove(draft.Name())
		return fmt.Errorf("--ready-file: %w", err)
	}
	return nil
}

// printBanner tells a person what there is to talk to.
func printBanner(w io.Writer, url string, server *mockserver.Server) {
	r := readyOf(url, server)
	fmt.Fprintf(w, "GitLab %s API at %s/api/v4\n", server.Version(), url)
	if len(r.Projects) > 0 {
		fmt.Fprintln(w, "\nProjects:")
		for _, p := range r.Projects {
			fmt.Fprintf(w, "  %4d  %s\n", p.ID, p.Path)
		}
	}
	fmt.Fprintln(w, "\nTokens:")
	for _, role := range server.Roles() {
		fmt.Fprintf(w, "  %-12s %s\n", role.Name, role.Token)
	}
	if len(r.Projects) > 0 && len(server.Roles()) > 0 {
		fmt.Fprintf(w, "\nTry:\n  curl --header \"PRIVATE-TOKEN: %s\" \"%s/api/v4/projects/%d/deployments?order_by=id&sort=desc&per_page=1\"\n",
			server.Roles()[0].Token, url, r.Projects[0].ID)
	}
	fmt.Fprintln(w, "\nStop with Ctrl-C.")
}
