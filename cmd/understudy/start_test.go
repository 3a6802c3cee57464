package main

import (
	"bytes"
	"regexp"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	initialised = regexp.MustCompile(`(?m)^init (\S+) .* (\d+) bytes, `)
	ourOwn      = regexp.MustCompile(`^understudy/(openapi|mockserver|conformance|fixtures)`) // tests of cmd make their own things ready
)

// What one command needs is no burden to the start of the others: expressions and templates are made when they are asked for.
func TestStartingMakesLittleReady(t *testing.T) {
	t.Parallel()
	command := program(t.Context(), "--version")
	command.Env = append(command.Env, "GODEBUG=inittrace=1")
	var trace bytes.Buffer
	command.Stderr = &trace
	require.NoError(t, command.Run())
	packages, ours := initialised.FindAllStringSubmatch(trace.String(), -1), 0
	require.NotEmpty(t, packages)
	for _, p := range packages {
		assert.NotEqual(t, "github.com/brianvoe/gofakeit/v7", p[1], "makes hundreds of lookups ready: its names are in its package data")
		if ourOwn.MatchString(p[1]) {
			size, _ := strconv.Atoi(p[2])
			ours += size
		}
	}
	assert.Less(t, ours, 128<<10, "bytes\n%s", trace.String())
}
