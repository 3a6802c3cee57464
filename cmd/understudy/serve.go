package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"understudy/mockserver"
)

const (
	readHeaderTimeout = 10 * time.Second
	requestTimeout    = 30 * time.Second
	idleTimeout       = 2 * time.Minute
	shutdownTimeout   = 5 * time.Second
	maxHeaderBytes    = 64 << 10
)

type serveFlags struct {
	addr, profile, tier, edition string
	data                         string
	seed                         uint64
	empty, strict                bool
	tlsCert, tlsKey              string
	logLevel, logFormat          string
	readyFile                    string
}

func newServeCommand(std streams) *cobra.Command {
	var f serveFlags
	command := &cobra.Command{
		Use:   "serve",
		Short: "Run a GitLab on localhost whose Deployments API remembers, refuses and answers as GitLab does",
		Args:  cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			return serve(c.Context(), std, f, c.Flags().Changed("seed"))
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one, no host means loopback")
	flags.StringVar(&f.profile, "profile", "documented", "where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.StringVar(&f.tier, "tier", "premium", "plan of the instance: free, premium or ultimate")
	flags.StringVar(&f.edition, "edition", "ee", "build of the instance: ce or ee")
	flags.StringVar(&f.data, "data", "", "serve the dataset in this YAML or JSON `file`")
	flags.Uint64Var(&f.seed, "seed", 1, "make the default dataset from another seed")
	flags.BoolVar(&f.empty, "empty", false, "start with an administrator and nothing else")
	flags.BoolVar(&f.strict, "strict", false, "check every byte of every response against the contract")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "serve HTTPS with this certificate `file` (needs --tls-key)")
	flags.StringVar(&f.tlsKey, "tls-key", "", "the certificate's private key `file`")
	flags.StringVar(&f.logLevel, "log-level", "info", "debug, info (a line per request), warn or error")
	flags.StringVar(&f.logFormat, "log-format", "text", "text or json, on standard error")
	flags.StringVar(&f.readyFile, "ready-file", "", "write url, pid, tokens and projects to this JSON `file` once listening; removed at exit")
	command.MarkFlagsMutuallyExclusive("data", "empty")
	command.MarkFlagsRequiredTogether("tls-cert", "tls-key")
	return command
}

// serve runs until the context ends. Whatever keeps it from starting is a usage error.
func serve(ctx context.Context, std streams, f serveFlags, seeded bool) error {
	server, err := newMock(std, f, seeded)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	listener, err := listen(f)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	url := baseURL(listener, f.tlsCert != "")
	if f.readyFile != "" {
		if err := writeReadyFile(f.readyFile, url, server); err != nil {
			listener.Close()
			return &exitError{exitUsage, err}
		}
		defer os.Remove(f.readyFile)
	}
	if exposed(listener) {
		fmt.Fprintf(std.err, "understudy: warning: %s can be reached from other machines, and its tokens are no secret\n", listener.Addr())
	}
	printBanner(std.out, url, server)
	return untilStopped(ctx, server, listener)
}

// untilStopped serves until the context ends, then lets the requests under way finish.
func untilStopped(ctx context.Context, server *mockserver.Server, listener net.Listener) error {
	web := &http.Server{
		Handler:           server,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      requestTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	return web.Shutdown(stopping)
}

// listen opens the address. An address without a host is loopback: to be reached from outside, name it.
func listen(f serveFlags) (net.Listener, error) {
	host, port, err := net.SplitHostPort(f.addr)
	if err != nil {
		return nil, fmt.Errorf("--addr %q is not an address: use HOST:PORT, like 127.0.0.1:8080", f.addr)
	}
	if host == "" {
		host = "127.0.0.1"
	}
	listener, err := net.Listen("tcp", net.JoinHostPort(host, port))
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("--addr %s is in use: choose another, or port 0 for any free one", f.addr)
	case err != nil:
		return nil, fmt.Errorf("cannot listen on --addr %s: %w", f.addr, err)
	case f.tlsCert == "":
		return listener, nil
	}
	certificate, err := tls.LoadX509KeyPair(f.tlsCert, f.tlsKey)
	if err != nil {
		listener.Close()
		return nil, fmt.Errorf("cannot use --tls-cert %s with --tls-key %s: %w", f.tlsCert, f.tlsKey, err)
	}
	return tls.NewListener(listener, &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}), nil
}

func exposed(listener net.Listener) bool {
	address, ok := listener.Addr().(*net.TCPAddr)
	return ok && !address.IP.IsLoopback()
}

// baseURL is where clients on this machine reach the listener.
func baseURL(listener net.Listener, secure bool) string {
	host := listener.Addr().String()
	if address := listener.Addr().(*net.TCPAddr); address.IP.IsUnspecified() {
		host = net.JoinHostPort("127.0.0.1", fmt.Sprint(address.Port))
	}
	if secure {
		return "https://" + host
	}
	return "http://" + host
}
