package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
)

func printed(t *testing.T, args ...string) string {
	t.Helper()
	var out, errors bytes.Buffer
	code := run(t.Context(), append([]string{"fixtures"}, args...), streams{out: &out, err: &errors, getenv: func(string) string { return "" }})
	require.Equal(t, exitOK, code, errors.String())
	return out.String()
}

func TestFixturesPrintsDeploymentsAsTheAPIReturnsThem(t *testing.T) {
	var deployments []struct {
		ID          int64
		Status      string
		Environment struct{ Name string }
		User        struct {
			URL string `json:"web_url"`
		}
	}
	require.NoError(t, json.Unmarshal([]byte(printed(t, "--count", "250", "--seed", "7")), &deployments))
	require.Len(t, deployments, 250)
	for i, d := range deployments {
		require.Equal(t, int64(i+1), d.ID)
	}
	assert.True(t, strings.HasPrefix(deployments[0].Environment.Name, "review/"))
	assert.True(t, strings.HasPrefix(deployments[0].User.URL, "https://gitlab.example.com/"))
	assert.Equal(t, "running", deployments[249].Status)
}

func TestFixturesFormatsAgree(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(printed(t, "--count", "120", "--format", "ndjson"), "\n"), "\n")
	require.Len(t, lines, 120)
	assert.JSONEq(t, printed(t, "--count", "120"), "["+strings.Join(lines, ",")+"]")

	dataset, err := fixtures.Read("printed.yaml", []byte(printed(t, "--count", "120", "--format", "dataset")))
	require.NoError(t, err)
	assert.Len(t, dataset.Projects[0].Deployments, 120)
}

func TestFixturesOfNothing(t *testing.T) {
	assert.Equal(t, "[]\n", printed(t, "--count", "0"))
	assert.Empty(t, printed(t, "--count", "0", "--format", "ndjson"))
}

func TestFixturesSeedDecides(t *testing.T) {
	four := printed(t, "--seed", "4")
	assert.Equal(t, four, printed(t, "--seed", "4"))
	assert.NotEqual(t, four, printed(t, "--seed", "5"))
}

func TestFixturesRefuses(t *testing.T) {
	for args, want := range map[string]string{
		"--seed 0":      "understudy: 0 is no seed; give any other number\n",
		"--count -1":    "understudy: -1 deployments cannot be made; give a count of 0 or more\n",
		"--format csv":  "understudy: --format \"csv\" does not exist: use json, ndjson or dataset\n",
		"more":          "understudy: unknown command \"more\" for \"understudy fixtures\"\n",
		"--count a-lot": "understudy: --count \"a-lot\" is not a whole number; see understudy fixtures --help\n",
		"--seed moon":   "understudy: --seed \"moon\" is not a whole number; see understudy fixtures --help\n",
	} {
		t.Run(args, func(t *testing.T) {
			var out, errors bytes.Buffer
			code := run(t.Context(), append([]string{"fixtures"}, strings.Fields(args)...), streams{out: &out, err: &errors})
			assert.Equal(t, exitUsage, code)
			assert.Equal(t, want, errors.String())
			assert.Empty(t, out.String())
		})
	}
}

// A reader that has gone must not end the process by a signal.
func TestFixturesEndsQuietlyInAPipe(t *testing.T) {
	command := exec.Command(binary(t), "fixtures", "--count", "3000")
	var errors bytes.Buffer
	command.Stderr = &errors
	out, err := command.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, command.Start())
	_, err = out.Read(make([]byte, 1))
	require.NoError(t, err)
	require.NoError(t, out.Close())
	require.NoError(t, command.Wait())
	assert.Empty(t, errors.String())
}

// head is a reader that goes away after the first bytes, as head(1) does.
type head struct{ written int }

func (h *head) Write(b []byte) (int, error) {
	if h.written > 0 {
		return 0, syscall.EPIPE
	}
	h.written += len(b)
	return len(b), nil
}

func TestFixturesEndsQuietlyWhenNobodyReadsOn(t *testing.T) {
	for _, format := range []string{"json", "ndjson", "dataset"} {
		var errors bytes.Buffer
		code := run(t.Context(), []string{"fixtures", "--count", "500", "--format", format}, streams{out: &head{}, err: &errors})
		assert.Equal(t, exitOK, code)
		assert.Empty(t, errors.String())
	}
}
