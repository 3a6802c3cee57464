package main

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestContractIsPrinted(t *testing.T) {
	code, out, errs := command(t, nil, "contract")
	assert.Equal(t, exitOK, code, errs)
	assert.True(t, strings.HasPrefix(out, "openapi: 3.0.3\n"), out[:60])
	assert.NotContains(t, out, "getVersion")

	code, out, errs = command(t, nil, "contract", "--neighbours", "--format", "json", "--profile", "gitlab-18.9")
	assert.Equal(t, exitOK, code, errs)
	var document struct {
		Info  map[string]any
		Paths map[string]any
	}
	require.NoError(t, json.Unmarshal([]byte(out), &document))
	assert.Equal(t, "gitlab-18.9", document.Info["x-profile"])
	assert.Contains(t, document.Paths, "/projects/{id}/deployments")
	assert.Contains(t, document.Paths, "/version")
}

func TestContractUsage(t *testing.T) {
	for flags, want := range map[string]string{
		"--profile today": `understudy: --profile: profile "today" is unknown: use documented or gitlab-18.9`,
		"--format xml":    `understudy: --format "xml" is unknown: use yaml or json`,
		"everything":      `understudy: contract takes no arguments, and was given "everything"`,
	} {
		code, out, errs := command(t, nil, append([]string{"contract"}, strings.Fields(flags)...)...)
		assert.Equal(t, exitUsage, code, flags)
		assert.Empty(t, out, flags)
		assert.Contains(t, errs, want)
	}
}
