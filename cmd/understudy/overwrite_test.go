package main

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
)

// A report takes no place that is needed for something else, whatever else is wrong.
func TestReportsOverwriteNothing(t *testing.T) {
	t.Parallel()
	token, shard, baseline := written(t, "t"), filepath.Join(t.TempDir(), "shard.json"), written(t, "[]")
	code, _, errs := command(t, nil, "verify", "--quiet", "--select", "delete/one-timeline", "--shard", "1/1", "--report", "json="+shard)
	assert.Equal(t, exitOK, code, errs)
	state, fresh := written(t, "tokens: {maintainer: "+token+"}"), filepath.Join(t.TempDir(), "fresh")
	target := []string{"verify", "--target", "http://127.0.0.1:1", "--project", "1", "--select", "delete"}
	for _, tt := range []struct {
		args []string
		says string
	}{
		{append(target, "--token-file", token, "--report", "json="+token), "--report json " + token + " is the file of --token-file too: name another, or that one would be lost"},
		{append(target, "--token-file", "developer="+token, "--state", state, "--report", "har="+token), "--report har " + token + " is the file of --token-file too"},
		{append(target, "--state", state, "--report", "html="+state), "--report html " + state + " is the file of --state too"},
		{append(target, "--token-file", token, "--baseline", baseline, "--report", "json="+baseline), " is the file of --baseline too"},
		{append(target, "--token-file", token, "--journal", token), "--journal " + token + " is the file of --token-file too"},
		{append(target, "--token-file", token, "--journal", fresh, "--report", "json="+fresh), "--report json " + fresh + " is the file of --journal too"},
		{append(target, "--token-file", token, "--report", "json="+fresh, "--report", "html="+fresh), "--report html " + fresh + " is the file of --report json too"},
		{[]string{"prove", "--only", "^nothing$", "--report", "json=" + fresh, "--report", "html=" + fresh}, "--report html " + fresh + " is the file of --report json too"},
		{[]string{"merge-reports", shard, "--report", "html=" + shard}, "--report html " + shard + " is the file of a shard too"},
	} {
		before := []string{read(t, token), read(t, state), read(t, baseline), read(t, shard)}
		code, out, errs := command(t, nil, tt.args...)
		assert.Equal(t, exitUsage, code, tt.args)
		assert.Empty(t, out)
		assert.Contains(t, errs, tt.says)
		after := []string{read(t, token), read(t, state), read(t, baseline), read(t, shard)}
		assert.Equal(t, before, after, tt.args)
		assert.NoFileExists(t, fresh)
	}
	code, _, _ = command(t, nil, append(target, "--token-file", token, "--select", "^nothing/", "--report", "json="+token)...)
	assert.Equal(t, exitUsage, code)
	assert.Equal(t, "t", read(t, token), "nor is it told there what else was wrong")
}
