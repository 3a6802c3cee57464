package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"understudy/conformance"
	"understudy/openapi"
)

func roleNames() string {
	var names []string
	for _, role := range conformance.TokenRoles() {
		if role != conformance.Maintainer {
			names = append(names, string(role))
		}
	}
	return strings.Join(names, ", ")
}

func needNames() string {
	var names []string
	for _, need := range conformance.Needs() {
		names = append(names, string(need))
	}
	return strings.Join(names, ", ")
}

// targetOf is the target that the flags name, or the built-in server. stop ends the latter.
func targetOf(std streams, f verifyFlags) (target conformance.Target, stop func(), err error) {
	target = conformance.Target{
		URL: f.target, Project: f.project, Ref: f.ref, SHA: f.sha, Tier: f.tier, Edition: f.edition, Tokens: map[conformance.Role]string{},
	}
	stop = func() {}
	if target.Profile, err = openapi.ParseProfile(f.profile); err != nil {
		return target, stop, fmt.Errorf("--profile %q does not exist: use documented or gitlab-18.9", f.profile)
	}
	if err := declared(&target, f); err != nil {
		return target, stop, err
	}
	if f.target == "" {
		stop, err = builtIn(&target, std, f)
		return target, stop, err
	}
	if _, err := target.Root(); err != nil {
		return target, stop, fmt.Errorf("--target: %w", err)
	}
	if err := readState(std, f.state, &target); err != nil {
		return target, stop, err
	}
	if err := tokens(std, f, target.Tokens); err != nil {
		return target, stop, err
	}
	return target, stop, harmless(f, target)
}

// declared checks what the flags say of the target.
func declared(target *conformance.Target, f verifyFlags) error {
	if !slices.Contains([]string{"", "free", "premium", "ultimate"}, f.tier) {
		return fmt.Errorf("--tier %q does not exist: use free, premium or ultimate", f.tier)
	}
	if !slices.Contains([]string{"", "ce", "ee"}, f.edition) {
		return fmt.Errorf("--edition %q does not exist: use ce or ee", f.edition)
	}
	if f.tier != "" {
		if err := sold(f.edition, f.tier); err != nil {
			return err
		}
	}
	for _, name := range f.without {
		if !slices.Contains(conformance.Needs(), conformance.Need(name)) {
			return fmt.Errorf("--without %q does not exist: use any of %s", name, needNames())
		}
		target.Without = append(target.Without, conformance.Need(name))
	}
	return nil
}

// harmless refuses targets where a mistake would cost more than a run is worth.
func harmless(f verifyFlags, target conformance.Target) error {
	u, err := url.Parse(f.target)
	if err != nil {
		return err
	}
	host := strings.ToLower(u.Hostname())
	if err := guarded(f.target, f.insecureHTTP); err != nil {
		return err
	}
	if (host == "gitlab.com" || strings.HasSuffix(host, ".gitlab.com")) && !f.safe && (target.Project == "" || f.owned != target.Project) {
		return errors.New("--target is gitlab.com: name a project of yours with --project, and once more with --i-own-this-project")
	}
	if f.safe && target.Project == "" {
		return errors.New("--safe makes no project: name one that has deployments with --project")
	}
	return nil
}

// guarded refuses to send tokens to another machine so that anybody between can read them.
func guarded(target string, insecure bool) error {
	u, err := url.Parse(target)
	if err != nil {
		return err
	}
	if u.Scheme == "http" && !insecure && !isLoopback(strings.ToLower(u.Hostname())) {
		return fmt.Errorf("--target %s would get tokens over plain http: use https, or say --insecure-http", target)
	}
	return nil
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip != nil && ip.IsLoopback()
}

// tokens reads those of --token-file and --token-env.
func tokens(std streams, f verifyFlags, into map[conformance.Role]string) error {
	for flag, given := range map[string][]string{"--token-file": f.tokenFiles, "--token-env": f.tokenEnvs} {
		for _, word := range given {
			role, source := roleOf(word)
			if flag == "--token-env" {
				source = "env:" + source
			}
			token, err := tokenFrom(std, source)
			if err != nil {
				return fmt.Errorf("%s: role %s: %w", flag, role, err)
			}
			if into[role] != "" {
				return fmt.Errorf("%s: role %s has two tokens: leave one out", flag, role)
			}
			into[role] = token
		}
	}
	if into[conformance.Maintainer] == "" {
		return errors.New("a token is missing: give --token-file or --token-env")
	}
	return nil
}

// roleOf splits ROLE=SOURCE; without a role that exists it is all source.
func roleOf(word string) (conformance.Role, string) {
	name, source, found := strings.Cut(word, "=")
	if found && slices.Contains(conformance.TokenRoles(), conformance.Role(name)) {
		return conformance.Role(name), source
	}
	return conformance.Maintainer, word
}

// tokenFrom reads a token from a file, or from an environment variable given as env:NAME. Errors do not repeat the source:
// it may be the token itself, given in the wrong place.
func tokenFrom(std streams, source string) (string, error) {
	if name, ok := strings.CutPrefix(source, "env:"); ok {
		if token := strings.TrimSpace(std.getenv(name)); token != "" {
			return token, nil
		}
		return "", errors.New("the environment variable is not set, or empty: give the name of one that holds the token")
	}
	content, err := readSmall(source)
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		if errors.Is(err, errEndless) {
			err = errEndless // without what it advises
		}
		return "", fmt.Errorf("the file cannot be read: %w: give the name of a file that holds the token", err)
	}
	if token := strings.TrimSpace(string(content)); token != "" {
		return token, nil
	}
	return "", errors.New("the file is empty: give the name of a file that holds the token")
}

// state is the file of --state.
type state struct {
	Project string            `yaml:"project"`
	Ref     string            `yaml:"ref"`
	SHA     string            `yaml:"sha"`
	Tokens  map[string]string `yaml:"tokens"` // by role: FILE or env:NAME
}

func readState(std streams, path string, target *conformance.Target) error {
	if path == "" {
		return nil
	}
	content, err := readSmall(path)
	if err != nil {
		return fmt.Errorf("--state: %w", err)
	}
	var s state
	if err := yaml.UnmarshalWithOptions(content, &s, yaml.Strict()); err != nil {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return fmt.Errorf("--state %s: %s", path, line)
	}
	for into, value := range map[*string]string{&target.Project: s.Project, &target.Ref: s.Ref, &target.SHA: s.SHA} {
		if *into == "" {
			*into = value
		}
	}
	for name, source := range s.Tokens {
		role := conformance.Role(name)
		if !slices.Contains(conformance.TokenRoles(), role) {
			return fmt.Errorf("--state %s: tokens: there is no role %q: use maintainer, %s", path, name, roleNames())
		}
		if target.Tokens[role], err = tokenFrom(std, source); err != nil {
			return fmt.Errorf("--state %s: tokens: role %s: %w", path, role, err)
		}
	}
	return nil
}

// builtIn makes the built-in server the target, of the tier and edition that the flags declare.
func builtIn(target *conformance.Target, std streams, f verifyFlags) (stop func(), err error) {
	if len(f.tokenFiles)+len(f.tokenEnvs) > 0 || f.state != "" {
		return func() {}, errors.New("a token needs --target: the built-in server has its own")
	}
	logger := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelError}))
	server, err := newMock(context.Background(), serveFlags{profile: f.profile, tier: orDefault(f.tier, "premium"), edition: orDefault(f.edition, "ee"), seed: 1, strict: true}, std, logger)
	if err != nil {
		return func() {}, err
	}
	target.Handler = server
	for _, role := range server.Roles() {
		if role.Name == "owner" {
			target.Tokens[conformance.Maintainer] = role.Token
		}
	}
	return server.Close, nil
}

func orDefault(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}
