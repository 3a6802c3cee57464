package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"strings"

	"understudy/conformance"
	"understudy/openapi"
)

// roles are those that --role-token can name.
var roles = []conformance.Role{
	conformance.Developer, conformance.Reporter, conformance.Guest, conformance.Outsider, conformance.Approver, conformance.Bystander,
}

func roleNames() string {
	var names []string
	for _, role := range roles {
		names = append(names, string(role))
	}
	return strings.Join(names, ", ")
}

// targetOf is the target that the flags name, or the built-in server started for the occasion. stop ends the latter.
func targetOf(ctx context.Context, std streams, f verifyFlags) (target conformance.Target, stop func(), err error) {
	profile, err := openapi.ParseProfile(f.profile)
	if err != nil {
		return target, nil, fmt.Errorf("--profile: %w", err)
	}
	if f.target == "" {
		target, stop, err = builtIn(ctx, std, f)
	} else {
		target, err = remote(std, f)
		stop = func() {}
	}
	target.Profile = profile
	return target, stop, err
}

func remote(std streams, f verifyFlags) (conformance.Target, error) {
	target := conformance.Target{URL: f.target, Project: f.project, Ref: f.ref, SHA: f.sha, Tokens: map[conformance.Role]string{}}
	if _, err := target.Root(); err != nil {
		return target, err
	}
	if f.project == "" {
		return target, errors.New("--project is missing: name one that may be written to, by id or path")
	}
	token, err := mainToken(std, f)
	if err != nil {
		return target, err
	}
	target.Tokens[conformance.Maintainer] = token
	for _, given := range f.roleTokens {
		role, token, err := roleToken(std, given)
		if err != nil {
			return target, err
		}
		target.Tokens[role] = token
	}
	return target, nil
}

func mainToken(std streams, f verifyFlags) (string, error) {
	if f.givenTokens() > 1 {
		return "", errors.New("give only one of --token, --token-file, --token-env")
	}
	switch {
	case f.token != "":
		return f.token, nil
	case f.tokenFile != "":
		token, err := tokenFrom(std, f.tokenFile)
		if err != nil {
			return "", fmt.Errorf("--token-file: %w: give the name of a file that holds the token", err)
		}
		return token, nil
	case f.tokenEnv != "":
		token, err := tokenFrom(std, "env:"+f.tokenEnv)
		if err != nil {
			return "", fmt.Errorf("--token-env: %w: give the name of one that holds the token", err)
		}
		return token, nil
	}
	return "", errors.New("a token is missing: give --token-file, --token-env or --token")
}

func (f verifyFlags) givenTokens() int {
	given := 0
	for _, value := range []string{f.token, f.tokenFile, f.tokenEnv} {
		if value != "" {
			given++
		}
	}
	return given
}

func roleToken(std streams, given string) (conformance.Role, string, error) {
	name, source, found := strings.Cut(given, "=")
	if !found {
		return "", "", errors.New("--role-token takes ROLE=FILE or ROLE=env:NAME, never the token itself")
	}
	for _, role := range roles {
		if string(role) == name {
			token, err := tokenFrom(std, source)
			if err != nil {
				return "", "", fmt.Errorf("--role-token %s: %w: give %s=FILE or %s=env:NAME, never the token itself", role, err, role, role)
			}
			return role, token, nil
		}
	}
	return "", "", fmt.Errorf("--role-token: no such role: use one of %s, as ROLE=FILE or ROLE=env:NAME", roleNames())
}

// tokenFrom reads a token from a file, or from an environment variable given as env:NAME. Errors do not repeat the source:
// it may be the token itself, given in the wrong place.
func tokenFrom(std streams, source string) (string, error) {
	if name, ok := strings.CutPrefix(source, "env:"); ok {
		if token := strings.TrimSpace(std.getenv(name)); token != "" {
			return token, nil
		}
		return "", errors.New("the environment variable is not set, or empty")
	}
	content, err := os.ReadFile(source)
	if err != nil {
		if failed, ok := errors.AsType[*fs.PathError](err); ok {
			err = failed.Err
		}
		return "", fmt.Errorf("the file cannot be read: %w", err)
	}
	if token := strings.TrimSpace(string(content)); token != "" {
		return token, nil
	}
	return "", errors.New("the file is empty")
}

// builtIn starts the mock with its default dataset on a loopback port.
func builtIn(ctx context.Context, std streams, f verifyFlags) (conformance.Target, func(), error) {
	if f.givenTokens() > 0 || len(f.roleTokens) > 0 {
		return conformance.Target{}, nil, errors.New("a token needs --target: the built-in server has its own")
	}
	logger := slog.New(slog.NewTextHandler(std.err, &slog.HandlerOptions{Level: slog.LevelError}))
	server, err := newMock(serveFlags{profile: f.profile, tier: "premium", edition: "ee", seed: 1, strict: true}, logger)
	if err != nil {
		return conformance.Target{}, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return conformance.Target{}, nil, err
	}
	serving, cancel := context.WithCancel(context.WithoutCancel(ctx)) // clean-up after an interrupt still needs it
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = untilStopped(serving, newWebServer(server, logger), listener)
	}()
	url := baseURL(listener, false)
	mock := readyOf(url, server)
	target := conformance.Target{URL: url, Project: f.project, Ref: f.ref, SHA: f.sha, Tokens: map[conformance.Role]string{}}
	if target.Project == "" {
		target.Project = mock.Projects[0].Path
	}
	for role, token := range mock.Tokens {
		target.Tokens[conformance.Role(role)] = token
	}
	// In the default dataset the approval rules name QA and the maintainers.
	target.Tokens[conformance.Approver] = mock.Tokens["maintainer2"]
	target.Tokens[conformance.Bystander] = mock.Tokens["developer"]
	return target, func() { cancel(); <-stopped; server.Close() }, nil
}
