package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// process is a running `understudy serve`.
type process struct {
	*exec.Cmd
	out *bufio.Reader
	err bytes.Buffer
}

// start runs `understudy serve` on a free port and returns once it has said what there is.
func start(t *testing.T, args ...string) (*process, string) {
	t.Helper()
	p := &process{Cmd: program(context.Background(), append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)}
	stdout, err := p.StdoutPipe()
	require.NoError(t, err)
	p.Stderr = &p.err
	p.out = bufio.NewReader(stdout)
	require.NoError(t, p.Start())
	t.Cleanup(func() { _ = p.Process.Kill() })
	var banner strings.Builder
	for !strings.Contains(banner.String(), "Stop with Ctrl-C.") {
		line, err := p.out.ReadString('\n')
		if err != nil {
			_ = p.Wait() // what it has written to standard error is whole only then
			require.NoError(t, err, p.err.String())
		}
		banner.WriteString(line)
	}
	return p, banner.String()
}

func (p *process) stop(t *testing.T, signal os.Signal) int {
	t.Helper()
	require.NoError(t, p.Process.Signal(signal))
	_ = p.Wait() // the code tells
	return p.ProcessState.ExitCode()
}

func TestServeTellsWhereItIsAndStops(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		file := filepath.Join(t.TempDir(), "ready.json")
		p, banner := start(t, "--ready-file", file)
		var announced ready
		require.NoError(t, json.Unmarshal([]byte(read(t, file)), &announced))
		assert.Equal(t, p.Process.Pid, announced.PID)
		assert.Equal(t, readyProject{ID: 1, Path: "acme/shop"}, announced.Projects[0])
		for _, role := range []string{"owner", "maintainer", "developer", "reporter", "guest", "outsider", "admin"} {
			assert.Contains(t, banner, announced.Tokens[role])
			assert.NotEmpty(t, announced.Tokens[role], role)
		}
		assert.Contains(t, banner, announced.URL+"/api/v4")
		assert.Equal(t, http.StatusOK, status(t, announced.URL+"/api/v4/projects/1/deployments?private_token="+announced.Tokens["reporter"]))

		assert.Equal(t, exitOK, p.stop(t, signal))
		assert.NoFileExists(t, file)
		log := p.err.String()
		assert.Equal(t, 1, strings.Count(log, "\n"), "one line per request: %s", log)
		assert.Contains(t, log, "operation=listProjectDeployments user=reporter")
		assert.NotContains(t, log, announced.Tokens["reporter"])
	}
}

func status(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	return response.StatusCode
}

func TestServeCurlLineWorks(t *testing.T) {
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the banner's line is for curl, and there is none on this machine: ", err)
	}
	_, banner := start(t, "--log-level", "warn")
	_, line, found := strings.Cut(banner, "Try:\n  ")
	require.True(t, found)
	line, _, _ = strings.Cut(line, "\n")
	output, err := exec.CommandContext(t.Context(), "sh", "-c", line+" --silent --fail").CombinedOutput()
	require.NoError(t, err, string(output))
	assert.True(t, json.Valid(output), string(output))
}

// serving runs serve in this process until its banner is out, and returns what it had printed by the time it was stopped.
func serving(t *testing.T, examine func(banner string), args ...string) (code int, errs string) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	reader, writer := io.Pipe()
	var stderr bytes.Buffer
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), streams{out: writer, err: &stderr, getenv: os.Getenv})
		writer.Close()
	}()
	var banner strings.Builder
	for lines := bufio.NewScanner(reader); lines.Scan(); {
		banner.WriteString(lines.Text() + "\n")
		if strings.HasPrefix(lines.Text(), "Stop with") {
			examine(banner.String())
			stop()
		}
	}
	stop()
	return <-done, stderr.String()
}

func urlIn(banner string) string {
	_, url, _ := strings.Cut(banner, "API at ")
	url, _, _ = strings.Cut(url, "/api/v4")
	return url
}

func TestServeOptions(t *testing.T) {
	path := filepath.Join(t.TempDir(), "shop.yaml")
	require.NoError(t, os.WriteFile(path, []byte("projects:\n  - path: mine/own\n    deployments:\n      - environment: staging\n"), 0o600))
	for name, tt := range map[string]struct {
		args     []string
		contains []string
	}{
		"community edition": {[]string{"--edition", "ce"}, []string{"GitLab 18.9.0 API"}},
		"own data":          {[]string{"--data", path}, []string{"1  mine/own"}},
		"empty":             {[]string{"--empty"}, []string{"admin"}},
		"another seed":      {[]string{"--seed", "7"}, []string{"acme/shop"}},
		"strict":            {[]string{"--strict", "--tier", "free", "--profile", "gitlab-18.9", "--log-format", "json"}, []string{"18.9.0-ee"}},
	} {
		t.Run(name, func(t *testing.T) {
			code, errs := serving(t, func(banner string) {
				for _, text := range tt.contains {
					assert.Contains(t, banner, text)
				}
				assert.Equal(t, http.StatusUnauthorized, status(t, urlIn(banner)+"/api/v4/projects/1/deployments"))
			}, tt.args...)
			assert.Equal(t, exitOK, code, errs)
		})
	}
}

func TestServeRefusesToStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	broken := filepath.Join(t.TempDir(), "broken.yaml")
	require.NoError(t, os.WriteFile(broken, []byte("projects:\n  - path: a/b\n    deployments:\n      - environment: qa\n        status: great\n"), 0o600))
	secret, unprintable := written(t, "hunter2 is the password\nof the door"), written(t, `projects: [{path: "acme/sh\0op"}]`)
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"port in use":            {[]string{"--addr", taken.Addr().String()}, taken.Addr().String() + " is in use"},
		"no address":             {[]string{"--addr", "8080"}, `--addr "8080" is not an address`},
		"unknown flag":           {[]string{"--fast"}, "unknown flag: --fast; see understudy serve --help"},
		"argument":               {[]string{"everything"}, `serve takes no arguments, and was given "everything"`},
		"unknown profile":        {[]string{"--profile", "gitlab-1"}, "--profile"},
		"unknown tier":           {[]string{"--tier", "gold"}, `--tier "gold"`},
		"no size":                {[]string{"--journal", "lots"}, `--journal "lots" is not a number of bytes like 64KiB; see understudy serve --help`},
		"unknown edition":        {[]string{"--edition", "xe"}, `--edition "xe"`},
		"unknown log level":      {[]string{"--log-level", "loud"}, `--log-level "loud"`},
		"unknown log format":     {[]string{"--log-format", "xml"}, `--log-format "xml"`},
		"no such file":           {[]string{"--data", "nowhere.yaml"}, "nowhere.yaml"},
		"invalid data":           {[]string{"--data", broken}, broken + ":5:17: "},
		"data and empty":         {[]string{"--data", broken, "--empty"}, "--data and --empty exclude each other"},
		"certificate alone":      {[]string{"--tls-cert", "cert.pem"}, "both --tls-cert and --tls-key"},
		"no such certificate":    {[]string{"--tls-cert", "cert.pem", "--tls-key", "key.pem"}, "cert.pem"},
		"unwritable ready file":  {[]string{"--ready-file", "/nowhere/ready.json", "--data", "/dev/zero"}, "--ready-file: there is no folder /nowhere: make it, or write elsewhere"},
		"seed zero is no secret": {[]string{"--seed", "0"}, "seed"},
		"seed that is no number": {[]string{"--seed", "abc"}, `--seed "abc" is not a whole number; see understudy serve --help`},
		"seed of own data":       {[]string{"--seed", "3", "--data", broken}, "--data and --seed exclude each other"},
		"data of unset variable": {[]string{"--data", ""}, "--data is empty"},
		"delay that is none":     {[]string{"--async", "soon"}, `--async "soon" is not a duration like 10s`},
		"delay before now":       {[]string{"--async=-1s"}, "--async -1s is negative"},
		"runner before now":      {[]string{"--runner=-1s"}, `--runner "-1s" is not a duration like 10s`},
		"runner, then a delay":   {[]string{"--runner", "5s"}, "--runner takes its delay after an equals sign: --runner=5s"},
		"hook host with a port":  {[]string{"--allow-hook-hosts", "ci.example.com,cd.example.com:80"}, `--allow-hook-hosts "cd.example.com:80" is not a host`},
		"hook hosts of a comma":  {[]string{"--allow-hook-hosts", "ci.example.com,"}, `--allow-hook-hosts "" is not a host`},
		"hook host as a URL":     {[]string{"--allow-hook-hosts", "http://ci.example.com"}, `--allow-hook-hosts "http://ci.example.com" is not a host`},
		"hook hosts by pattern":  {[]string{"--allow-hook-hosts", "*.example.com"}, `--allow-hook-hosts "*.example.com" is not a host`},
		"plan of an edition":     {[]string{"--edition", "ce", "--tier", "premium"}, "--edition ce has no --tier premium: use --tier free, or --edition ee"},
		"endless data":           {[]string{"--data", "/dev/zero"}, "--data: /dev/zero is not text; give YAML or JSON in UTF-8"},
		"data that is none":      {[]string{"--data", secret}, secret + ":1:1: keys and values are expected here, not a text; write it like users: VALUE\n"},
		"data of a directory":    {[]string{"--data", t.TempDir()}, "is a directory"},
		"path with a NUL":        {[]string{"--data", unprintable}, `the path "acme/sh\u0000op" is none that GitLab takes`},
		"port out of range":      {[]string{"--addr", "127.0.0.1:99999"}, "no port between"},
	} {
		t.Run(name, func(t *testing.T) {
			args := append([]string{"serve"}, tt.args...)
			if !strings.Contains(strings.Join(args, " "), "--addr") {
				args = append(args, "--addr", "127.0.0.1:0")
			}
			code, out, errs := command(t, nil, args...)
			assert.Equal(t, exitUsage, code)
			assert.Empty(t, out)
			assert.Contains(t, errs, tt.want)
			assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
		})
	}
}

func TestServeWarnsWhenOthersCanReachIt(t *testing.T) {
	code, errs := serving(t, func(banner string) {
		assert.Contains(t, banner, "http://127.0.0.1:")
	}, "--addr", "0.0.0.0:0")
	assert.Equal(t, exitOK, code)
	assert.Contains(t, errs, "warning")

	code, errs = serving(t, func(string) {}, "--addr", ":0")
	assert.Equal(t, exitOK, code)
	assert.Empty(t, errs, "without a host it stays on loopback")
}

func TestServeLetsHooksReachTheHostsThatAreAllowed(t *testing.T) {
	told := make(chan string, 1)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { told <- r.Header.Get("X-Gitlab-Instance") }))
	defer receiver.Close()
	_, port, err := net.SplitHostPort(receiver.Listener.Addr().String())
	require.NoError(t, err)
	try := func(banner string) int {
		api := urlIn(banner) + "/api/v4/projects/1/hooks"
		require.Equal(t, http.StatusCreated, post(t, api+"?url=http://0.0.0.0:"+port))
		return post(t, api+"/1/test/deployment_events?")
	}
	_, errs := serving(t, func(banner string) {
		assert.Equal(t, http.StatusUnprocessableEntity, try(banner))
	}, "--log-level", "warn")
	assert.Equal(t, 1, strings.Count(errs, "\n"), errs)
	assert.Contains(t, errs, "0.0.0.0 is not this machine: name it in --allow-hook-hosts")
	_, errs = serving(t, func(banner string) {
		assert.Equal(t, http.StatusCreated, try(banner))
		assert.Equal(t, urlIn(banner), <-told)
	}, "--log-level", "warn", "--allow-hook-hosts", "ci.example.com,0.0.0.0", "--allow-hook-hosts", "::1")
	assert.Empty(t, errs)
}

// Nobody asks while the pipeline runs: its deployment is told of all the same.
func TestServeRunsPipelinesByItself(t *testing.T) {
	told := make(chan string, 2)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var event struct{ Status, Environment string }
		if err := json.NewDecoder(r.Body).Decode(&event); err == nil {
			told <- event.Environment + " " + event.Status
		}
	}))
	defer receiver.Close()
	_, errs := serving(t, func(banner string) {
		project := urlIn(banner) + "/api/v4/projects/1"
		require.Equal(t, http.StatusCreated, post(t, project+"/hooks?deployment_events=true&url="+receiver.URL))
		require.Equal(t, http.StatusCreated, post(t, project+"/pipeline?ref=main"))
		assert.Equal(t, "staging running", <-told)
		assert.Equal(t, "staging success", <-told)
	}, "--log-level", "warn", "--runner=1ms", "--async=1ms")
	assert.Empty(t, errs)
}

func post(t *testing.T, url string) int {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, nil)
	require.NoError(t, err)
	request.Header.Set("PRIVATE-TOKEN", "maintainer-token")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	return response.StatusCode
}

func TestServeHTTPS(t *testing.T) {
	cert, key := certificate(t)
	code, errs := serving(t, func(banner string) {
		url := urlIn(banner)
		assert.True(t, strings.HasPrefix(url, "https://"), url)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/v4/user", nil)
		require.NoError(t, err)
		request.Header.Set("PRIVATE-TOKEN", "reporter-token")
		response, err := client.Do(request)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		assert.Contains(t, string(body), `"web_url":"`+url)
	}, "--tls-cert", cert, "--tls-key", key)
	assert.Equal(t, exitOK, code, errs)
}
