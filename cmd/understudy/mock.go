package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"understudy/fixtures"
	"understudy/fixtures/organisation"
	"understudy/mockserver"
	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// newMock makes the server that the flags describe. A dataset may come from standard input.
func newMock(ctx context.Context, f serveFlags, std streams, logger *slog.Logger) (*mockserver.Server, error) {
	profile, err := openapi.ParseProfile(f.profile)
	if err != nil {
		return nil, fmt.Errorf("--profile %q does not exist: use documented or gitlab-18.9", f.profile)
	}
	edition := gitlab.Edition(f.edition)
	if edition != gitlab.CommunityEdition && edition != gitlab.EnterpriseEdition {
		return nil, fmt.Errorf("--edition %q does not exist: use ce or ee", f.edition)
	}
	tier := gitlab.Tier(f.tier)
	if tier != gitlab.Free && tier != gitlab.Premium && tier != gitlab.Ultimate {
		return nil, fmt.Errorf("--tier %q does not exist: use free, premium or ultimate", f.tier)
	}
	if f.tierChosen {
		if err := sold(f.edition, f.tier); err != nil {
			return nil, err
		}
	}
	for _, host := range f.hookHosts {
		if !isHost(host) {
			return nil, fmt.Errorf("--allow-hook-hosts %q is not a host: use names or addresses without port, separated by commas", host)
		}
	}
	for _, host := range f.hosts {
		if !isHost(host) {
			return nil, fmt.Errorf("--allow-host %q is not a host: use names or addresses without port, separated by commas", host)
		}
	}
	controlToken, err := controlTokenOf(f)
	if err != nil {
		return nil, err
	}
	go func() { _, _ = openapi.Load(profile) }() // is kept, and takes as long as the dataset
	dataset, err := datasetOf(f, std.in)
	if err != nil {
		return nil, err
	}
	bar := newProgress(std.err, f.count)
	var huge sync.Once
	dataset.Watch(func(deployments int64) error {
		bar.report(deployments)
		if deployments > hugeDataset {
			huge.Do(func() { debug.SetGCPercent(hugeGCPercent) })
		}
		return ctx.Err()
	})
	server, err := mockserver.New(mockserver.Config{
		Dataset: &dataset, Profile: profile, Edition: edition, Tier: tier, Strict: f.strict, Logger: logger,
		HookHosts: f.hookHosts, Hosts: f.hosts, ControlToken: controlToken, Journal: f.journal.orNone(), SpaceTTL: f.spaceTTL,
		Async: f.async, Runner: f.runner.delay, Faults: faultsOf(f), Catalogue: catalogue,
	})
	bar.end()
	return server, err
}

// sold refuses a plan that an edition cannot have.
func sold(edition, tier string) error {
	if edition == string(gitlab.CommunityEdition) && tier != string(gitlab.Free) {
		return fmt.Errorf("--edition ce has no --tier %s: use --tier free, or --edition ee", tier)
	}
	return nil
}

// controlTokenOf reads the token of --control-token-file; none without it.
func controlTokenOf(f serveFlags) (string, error) {
	if f.controlToken == "" {
		return "", nil
	}
	content, err := readSmall(f.controlToken)
	if err != nil {
		return "", fmt.Errorf("--control-token-file: %w", err)
	}
	token := strings.TrimSpace(string(content))
	if token == "" {
		return "", fmt.Errorf("--control-token-file %s is empty: write a token into it", f.controlToken)
	}
	return token, nil
}

// isHost tells whether a URL could name that host, and nothing but that.
func isHost(text string) bool {
	if _, err := netip.ParseAddr(text); err == nil {
		return true
	}
	u, err := url.Parse("http://" + text)
	return err == nil && text != "" && u.Host == text && !strings.ContainsAny(text, ":*[]")
}

func datasetOf(f serveFlags, in io.Reader) (fixtures.Dataset, error) {
	switch {
	case f.data != "":
		return readDataset(f.data, in)
	case f.empty:
		return fixtures.Empty(), nil
	}
	if f.count > 0 {
		return organised(f)
	}
	dataset, err := fixtures.DefaultFrom(f.seed)
	dataset.EndingAt(time.Now())
	return dataset, err
}

// organised is an organisation whose history ends now.
func organised(f serveFlags) (fixtures.Dataset, error) {
	free := f.tier == string(gitlab.Free) || f.edition == string(gitlab.CommunityEdition)
	org, err := organisation.New(organisation.Options{Seed: f.seed, Count: f.count, Unguarded: free})
	if err != nil {
		return fixtures.Dataset{}, err
	}
	dataset := fixtures.Told(org)
	dataset.EndingAt(time.Now())
	return dataset, nil
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
