package main

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"strconv"
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

	loadingGCPercent = 60 // a big dataset is read once, and then only its rows are held
	hugeGCPercent    = 25 // from so many deployments on, whose rows fill a gigabyte:
	hugeDataset      = 600_000
)

type serveFlags struct {
	addr, profile, tier, edition string
	tierChosen                   bool // by the user; the Community Edition has but one
	data                         string
	seed                         uint64
	count                        int64
	empty, strict                bool
	tlsCert, tlsKey              string
	logLevel, logFormat          string
	readyFile                    string
	faults                       []string
	listFaults                   bool
	chaos                        uint64
	hookHosts                    []string
	async                        time.Duration
	runner                       optionalDelay
	hosts                        []string
	controlToken                 string
	journal                      size
	spaceTTL                     time.Duration
}

// serveArguments refuses words that are no flags, and says how the value of a flag that may go without one is written.
func serveArguments(c *cobra.Command, args []string) error {
	if len(args) > 0 && c.Flags().Changed("runner") {
		if _, err := time.ParseDuration(args[0]); err == nil {
			return fmt.Errorf("--runner takes its delay after an equals sign: --runner=%s", args[0])
		}
	}
	if len(args) > 0 && c.Flags().Changed("chaos") {
		if _, err := strconv.ParseUint(args[0], 10, 64); err == nil {
			return fmt.Errorf("--chaos takes its seed after an equals sign: --chaos=%s", args[0])
		}
	}
	return noArguments(c, args)
}

func newServeCommand(std streams) *cobra.Command {
	f := serveFlags{journal: mockserver.DefaultJournal}
	command := &cobra.Command{
		Use:   "serve",
		Short: "Run a GitLab on localhost whose Deployments API remembers, refuses and answers as GitLab does",
		Args:  serveArguments,
		RunE: func(c *cobra.Command, _ []string) error {
			flags := c.Flags()
			for _, err := range []error{
				notEmpty(flags, "data", "ready-file", "tls-cert", "tls-key", "control-token-file"), oneOf(flags, "data", "empty", "seed"),
				oneOf(flags, "data", "empty", "count"), positive(flags, "count"), notNegative("async", f.async), notNegative("space-ttl", f.spaceTTL),
			} {
				if err != nil {
					return err
				}
			}
			f.tierChosen = flags.Changed("tier")
			if f.listFaults {
				return output(std, listFaults)
			}
			return serve(c.Context(), std, f)
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one, no host means loopback")
	flags.StringVar(&f.profile, "profile", "documented", "where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.StringVar(&f.tier, "tier", "premium", "plan of the instance: free, premium or ultimate")
	flags.StringVar(&f.edition, "edition", "ee", "build of the instance: ce or ee")
	flags.StringVar(&f.data, "data", "", "serve the dataset in this YAML or JSON `file`; - is standard input")
	flags.Uint64Var(&f.seed, "seed", 1, "make the default dataset, or that of --count, from another seed")
	flags.Int64Var(&f.count, "count", 0, "serve an organisation with so many deployments, as fixtures makes it")
	flags.BoolVar(&f.empty, "empty", false, "start with an administrator and nothing else")
	flags.BoolVar(&f.strict, "strict", false, "check every byte of every response against the contract")
	flags.StringVar(&f.tlsCert, "tls-cert", "", "serve HTTPS with this certificate `file` (needs --tls-key)")
	flags.StringVar(&f.tlsKey, "tls-key", "", "the certificate's private key `file`")
	flags.StringVar(&f.logLevel, "log-level", "info", "debug, info (a line per request), warn or error")
	flags.StringVar(&f.logFormat, "log-format", "text", "text or json, on standard error")
	flags.DurationVar(&f.async, "async", 0, "how long GitLab's background work takes: pipelines, deployments of jobs, linking, hooks")
	flags.Var(&f.runner, "runner", "run CI jobs: each starts after this `delay` and ends after it once more; --runner alone means 1s")
	flags.Lookup("runner").NoOptDefVal = "1s"
	flags.StringArrayVar(&f.faults, "fault", nil, "be wrong in this respect, to try a client or a suite on; `id` as in --list-faults; may be repeated")
	flags.BoolVar(&f.listFaults, "list-faults", false, "list the faults there are, and end")
	flags.Uint64Var(&f.chaos, "chaos", 0, "have a bad day, to try a client on: slow, refusing, failing and breaking off by chance, from this `seed`; --chaos alone means 1")
	flags.Lookup("chaos").NoOptDefVal = "1"
	flags.StringVar(&f.readyFile, "ready-file", "", "write url, pid, tokens and projects to this JSON `file` once listening; removed at exit")
	flags.StringSliceVar(&f.hookHosts, "allow-hook-hosts", nil, "let hooks reach these `hosts` too, names or addresses; without it only this machine")
	flags.StringSliceVar(&f.hosts, "allow-host", nil, "let clients, and web pages, call this server by these `hosts` on a loopback address")
	flags.StringVar(&f.controlToken, "control-token-file", "", "where other machines reach the server, the token in this `file` opens its control interface")
	flags.Var(&f.journal, "journal", "keep so many `bytes` of requests and answers to look at, such as 4MiB; 0 keeps none")
	flags.DurationVar(&f.spaceTTL, "space-ttl", time.Hour, "end a space after so long without a request; 0 never does")
	return command
}

// serve runs until the context ends. Whatever keeps it from starting is a usage error.
func serve(ctx context.Context, std streams, f serveFlags) error {
	logger, err := newLogger(std.err, f.logLevel, f.logFormat)
	if err != nil {
		return err
	}
	if err := forgetReadyFile(f); err != nil {
		return err
	}
	if err := knownFaults(f.faults); err != nil {
		return err
	}
	debug.SetGCPercent(mockserver.GCPercent)
	mayBeBig := f.data != "" || f.count > 0
	if mayBeBig {
		debug.SetGCPercent(loadingGCPercent)
	}
	server, err := load(ctx, f, std, logger)
	debug.SetGCPercent(mockserver.GCPercent)
	if err != nil {
		return err
	}
	defer server.Close()
	listener, err := listen(f)
	if err != nil {
		return err
	}
	announced := readyOf(baseURL(listener, f.tlsCert != ""), server)
	if f.readyFile != "" {
		file := readyFile{path: f.readyFile}
		if err := file.write(announced); err != nil {
			listener.Close()
			return err
		}
		defer file.remove()
	}
	if exposed(listener) {
		fmt.Fprintf(std.err, "understudy: warning: %s can be reached from other machines, and its tokens are no secret\n", f.addr)
	}
	printBanner(std.out, announced, server)
	if mayBeBig {
		go debug.FreeOSMemory() // reading a dataset takes several times the memory of keeping it
	}
	web := newWebServer(server, logger)
	web.RegisterOnShutdown(server.EndStreams)
	return untilStopped(ctx, web, listener)
}

// load makes the server, unless it is interrupted: a big dataset takes its time, and standard input may never end.
func load(ctx context.Context, f serveFlags, std streams, logger *slog.Logger) (*mockserver.Server, error) {
	type loaded struct {
		server *mockserver.Server
		err    error
	}
	done := make(chan loaded, 1)
	go func() {
		server, err := newMock(ctx, f, std, logger)
		done <- loaded{server, err}
	}()
	select {
	case l := <-done:
		return l.server, l.err
	case <-ctx.Done():
		return nil, &exitError{code: exitInterrupted}
	}
}

func newWebServer(handler http.Handler, logger *slog.Logger) *http.Server {
	return &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: readHeaderTimeout,
		ReadTimeout:       requestTimeout,
		WriteTimeout:      requestTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    maxHeaderBytes,
		ErrorLog:          slog.NewLogLogger(logger.Handler(), slog.LevelWarn),
	}
}

// untilStopped serves until the context ends, then gives the requests under way some time to finish.
func untilStopped(ctx context.Context, web *http.Server, listener net.Listener) error {
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTimeout)
	defer cancel()
	if err := web.Shutdown(stopping); err != nil {
		web.ErrorLog.Printf("stopped although a request was under way for more than %s", shutdownTimeout)
		return web.Close()
	}
	return nil
}
