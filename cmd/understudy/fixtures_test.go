package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/fixtures"
	"understudy/fixtures/organisation"
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
		"--seed 0":                          "understudy: 0 is no seed; give any other number\n",
		"--count -1":                        "understudy: -1 deployments cannot be made; give a count of 0 or more\n",
		"--format xml":                      "understudy: --format \"xml\" does not exist: use json, ndjson, csv, sql, parquet, har, html, dataset or dataset-json\n",
		"more":                              "understudy: fixtures takes no arguments, and was given \"more\"; see understudy fixtures --help\n",
		"--count a-lot":                     "understudy: --count \"a-lot\" is not a whole number; see understudy fixtures --help\n",
		"--entity hook":                     "understudy: --entity \"hook\" does not exist: use deployment-list, deployment, merge-request, environment, job, pipeline, approval, user or hook-event\n",
		"--part 3/2 --format ndjson":        "understudy: --part \"3/2\" is no part: write it like 3/16, the third of sixteen\n",
		"--part 1/2":                        "understudy: --format json cannot be made in parts: use ndjson, csv, sql or parquet\n",
		"--format dataset --entity job":     "understudy: --format dataset is the whole organisation: leave --entity out\n",
		"--dora good":                       "understudy: --dora \"good\" does not exist: use elite, high, medium or low\n",
		"--format csv --entity job":         "understudy: --format csv has no table of --entity job: use deployment-list, deployment, merge-request, environment, approval or user\n",
		"--days -3":                         "understudy: --days -3 makes no organisation: give more than 0, or leave the flag out\n",
		"--teams 5 --projects 2":            "understudy: 5 teams cannot share 2 projects; give each team a project at least\n",
		"--count 10 --projects 5000":        "understudy: 10 deployments do not go round among 5000 projects; give a higher count, or fewer projects\n",
		"--projects 30000":                  "understudy: an organisation has up to 20000 projects, no more teams, and 100000 people; give numbers in that range\n",
		"--schema --format har":             "understudy: --schema describes an entity, and --format har is the whole organisation: leave one out\n",
		"--schema --dataset-schema":         "understudy: --schema and --dataset-schema print different things: leave one out\n",
		"--out /proc/x.json":                "understudy: --out: /proc/x.json: no such file or directory; give a file in a folder that can be written to\n",
		"--from soon":                       "understudy: --from \"soon\" is no time from 1971 to 2499: write it like 2026-01-05, 2026-01-05T09:00:00Z or now\n",
		"--from 2026-03-01 --to 2026-02-01": "understudy: the history ends less than a day after it begins; give it a day at least\n",
		"--to now --until now":              "understudy: --to and --until are the same: leave one out\n",
		"--from 2026-01-01 --to 2026-02-01 --days 3": "understudy: --from, --to and --days say it twice: leave one out\n",
		"--frequency 40 --days 30 --count 50":        "understudy: so many production deployments need more deployments in all; give a higher --count, a lower frequency, fewer projects or days\n",
		"--failure-rate 0.9":                         "understudy: up to 0.6 of the deployments can fail; give a failure rate from 0 to 0.6\n",
		"--lead-time soon":                           "understudy: --lead-time \"soon\" is not a duration like 10s; see understudy fixtures --help\n",
		"--out /nowhere/x.json":                      "understudy: --out: /nowhere/x.json: no such file or directory; give a file in a folder that can be written to\n",
		"--count 2000000000000":                      "understudy: 2000000000000 deployments are more than anybody can tell apart; give a count of 1000000000000 or less\n",
		"--days 21000":                               "understudy: so long a history would begin before 1970; give fewer days, or a later end\n",
		"--days 100000000000":                        "understudy: --days 100000000000 is more than any history has: give 36500 at most\n",
		"--to 1971-01-02 --count 100000000":          "understudy: so long a history would begin before 1970; give fewer days, or a later end\n",
		"--teams 1000000":                            "understudy: an organisation has up to 20000 projects, no more teams, and 100000 people; give numbers in that range\n",
		"--people 14 --teams 2":                      "understudy: 14 people are too few for the roles in the first team and three to each other one; give 15 at least\n",
		"--lead-time 0":                              "understudy: --lead-time 0 makes no organisation: give more than 0, or leave the flag out\n",
		"--frequency 1e-300":                         "understudy: a project is deployed to production 0.001 to 500 times a day; give a frequency in that range\n",
		"--frequency 1e300 --days 10":                "understudy: a project is deployed to production 0.001 to 500 times a day; give a frequency in that range\n",
		"--dora=":                                    "understudy: --dora \"\" does not exist: use elite, high, medium or low\n",
		"--out=":                                     "understudy: --out: no name is given; give a file in a folder that can be written to\n",
		"--base-url javascript:alert(1)":             "understudy: --base-url \"javascript:alert(1)\" is no address: write it like https://gitlab.example.com\n",
		"--seed moon":                                "understudy: --seed \"moon\" is not a whole number; see understudy fixtures --help\n",
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

// Who is interrupted writes nothing more, and leaves what was there.
func TestInterruptedFixturesLeaveTheFileThatWas(t *testing.T) {
	t.Parallel()
	for _, format := range formats {
		t.Run(format.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "out")
			require.NoError(t, os.WriteFile(path, []byte("before"), 0o600))
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			var out, errors bytes.Buffer
			code := run(ctx, []string{"fixtures", "--count", "3000", "--format", format.name, "--out", path}, streams{out: &out, err: &errors})
			assert.Equal(t, exitInterrupted, code)
			assert.Empty(t, errors.String())
			left, err := os.ReadFile(path)
			require.NoError(t, err)
			assert.Equal(t, "before", string(left))
			files, err := os.ReadDir(filepath.Dir(path))
			require.NoError(t, err)
			assert.Len(t, files, 1)
		})
	}
}

// Without failures nothing has to be remedied.
func TestNothingFails(t *testing.T) {
	t.Parallel()
	org, err := organisation.New(organisation.Options{Seed: 1, Count: 3000, Rates: organisation.Rates{Frequency: 1, FailureRate: leastRate}})
	require.NoError(t, err)
	var c organisation.Cell
	for number := range org.Cells() {
		org.Fill(&c, number)
		for i := range c.Deployments {
			assert.False(t, strings.HasPrefix(c.Deployments[i].Ref, "hotfix/"))
		}
	}
}

// A reader that has gone must not end the process by a signal.
func TestFixturesEndsQuietlyInAPipe(t *testing.T) {
	command := program(context.Background(), "fixtures", "--count", "3000")
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

func TestFixturesParts(t *testing.T) {
	for _, entity := range []string{"deployment-list", "environment", "merge-request", "user", "hook-event"} {
		flags := []string{"--count", "3000", "--seed", "9", "--format", "ndjson", "--entity", entity}
		var parts strings.Builder
		for part := 1; part <= 5; part++ {
			parts.WriteString(printed(t, append(flags, "--part", strconv.Itoa(part)+"/5")...))
		}
		assert.Equal(t, printed(t, flags...), parts.String(), entity)
	}
}

func TestFixturesWritesAFileInFullOrNotAtAll(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deployments.ndjson")
	assert.Empty(t, printed(t, "--count", "300", "--out", path))
	written, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, printed(t, "--count", "300", "--format", "ndjson"), string(written))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	other := filepath.Join(t.TempDir(), "other.ndjson")
	code := run(ctx, []string{"fixtures", "--count", "5000", "--out", other}, streams{out: io.Discard, err: io.Discard})
	assert.Equal(t, exitInterrupted, code)
	left, err := os.ReadDir(filepath.Dir(other))
	require.NoError(t, err)
	assert.Empty(t, left)
}

func TestFixturesWritesDatasetsInJSON(t *testing.T) {
	path := filepath.Join(t.TempDir(), "dataset.json")
	assert.Empty(t, printed(t, "--count", "300", "--format", "dataset", "--out", path))
	written, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, printed(t, "--count", "300", "--format", "dataset-json"), string(written))
	read, err := fixtures.ReadFile(path)
	require.NoError(t, err)
	inYAML, err := fixtures.Read("dataset.yaml", []byte(printed(t, "--count", "300", "--format", "dataset")))
	require.NoError(t, err)
	assert.Equal(t, inYAML, read)
}

func TestFixturesOfABand(t *testing.T) {
	lines := strings.Count(printed(t, "--dora", "high", "--days", "60", "--projects", "3", "--format", "ndjson"), "\n")
	assert.InDelta(t, 640, lines, 10, "as many as the frequency and the days make")
}

func TestFixturesPrintsTheSchemaOfDatasets(t *testing.T) {
	var schema struct {
		Definitions map[string]struct{ Required []string } `json:"$defs"`
	}
	require.NoError(t, json.Unmarshal([]byte(printed(t, "--dataset-schema")), &schema))
	assert.Equal(t, []string{"environment"}, schema.Definitions["Deployment"].Required)
}
