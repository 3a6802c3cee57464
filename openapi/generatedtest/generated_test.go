// Package generatedtest is a module of its own, so that the generator does not become a dependency of understudy.
package generatedtest

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	_ "github.com/oapi-codegen/runtime" // what generated clients import

	"understudy/mockserver"
	"understudy/openapi"
)

// A client that a stranger generates from the printed contract compiles, and reads and writes what the stand-in serves.
func TestGeneratedClientWorks(t *testing.T) {
	directory, err := os.MkdirTemp(".", "client") // within the module, whose dependencies it has
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, os.RemoveAll(directory)) })
	contract, err := openapi.Printed(openapi.Documented(), false)
	require.NoError(t, err)
	document := filepath.Join(directory, "contract.yaml")
	require.NoError(t, os.WriteFile(document, contract, 0o600))
	command(t, "go", "tool", "oapi-codegen", "-generate", "types,client", "-package", "main", "-o", filepath.Join(directory, "client.go"), document)
	program, err := os.ReadFile(filepath.Join("testdata", "main.go"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(directory, "main.go"), program, 0o600))

	server := mockserver.Start(t, func(c *mockserver.Config) { c.Strict = true })
	said := command(t, "go", "run", "./"+directory, server.URL+"/api/v4", server.Tokens["maintainer"])
	assert.Equal(t, "listed 20 on page 1\nrecorded success by maintainer\nread success\nrefused: status does not have a valid value\n", said)
}

func command(t *testing.T, name string, arguments ...string) string {
	t.Helper()
	output, err := exec.Command(name, arguments...).CombinedOutput()
	require.NoError(t, err, string(output))
	return string(output)
}
