package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSize(t *testing.T) {
	for text, want := range map[string]size{"0": 0, "1000": 1000, "64KiB": 64 << 10, "16MiB": 16 << 20, "2GiB": 2 << 30} {
		var s size
		require.NoError(t, s.Set(text))
		assert.Equal(t, want, s)
		assert.Equal(t, text, s.String())
	}
	for _, text := range []string{"", "16 MiB", "-1", "1.5MiB", "MiB", "16MB", "99999999999GiB"} {
		require.Error(t, new(size).Set(text), text)
	}
}
