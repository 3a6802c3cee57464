package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"understudy/mockserver"
)

// ready is what the ready file says, for scripts that wait for the server.
type ready struct {
	URL      string            `json:"url"`
	PID      int               `json:"pid"`
	Tokens   map[string]string `json:"tokens"` // by role
	Projects []readyProject    `json:"projects"`
}

type readyProject struct {
	ID   int64  `json:"id"`
	Path string `json:"path"`
}

func readyOf(url string, server *mockserver.Server) ready {
	r := ready{URL: url, PID: os.Getpid(), Tokens: map[string]string{}, Projects: []readyProject{}}
	for _, role := range server.Roles() {
		r.Tokens[role.Name] = role.Token
	}
	for p := range server.Instance().State().Projects() {
		r.Projects = append(r.Projects, readyProject{ID: p.ID, Path: p.Path})
	}
	return r
}

// readyFile is the file of --ready-file while the server runs.
type readyFile struct {
	path    string
	content []byte
}

// forgetReadyFile removes what an earlier server left behind, so that nobody takes it for this one's. What no server has written
// is not removed.
func forgetReadyFile(f serveFlags) error {
	if f.readyFile == "" {
		return nil
	}
	written := fileOf{"--ready-file", f.readyFile}
	read := []fileOf{{"--data", f.data}, {"--tls-cert", f.tlsCert}, {"--tls-key", f.tlsKey}, {"--control-token-file", f.controlToken}}
	if err := cmp.Or(written.hasFolder(), written.keeps(read...)); err != nil {
		return err
	}
	info, err := os.Lstat(f.readyFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && (!info.Mode().IsRegular() || !isReadyFile(f.readyFile)) {
		return fmt.Errorf("--ready-file %s is there, and no server has written it: name another, or remove it", f.readyFile)
	}
	if err == nil {
		err = os.Remove(f.readyFile)
	}
	if err != nil {
		return fmt.Errorf("--ready-file: %w", err)
	}
	return nil
}

// isReadyFile tells whether a server has written the file. An empty one may have been made to be written to, as by mktemp.
func isReadyFile(path string) bool {
	content, err := readSmall(path)
	if err != nil || len(content) == 0 {
		return err == nil
	}
	var left ready
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.DisallowUnknownFields()
	return decoder.Decode(&left) == nil && left.URL != "" && left.PID != 0 && left.Tokens != nil && left.Projects != nil
}

// write puts the file there in one step: who sees it can read it whole. It is a new file, which nobody else may read, and never
// one that somebody has put in its place.
func (f *readyFile) write(r ready) error {
	var err error
	if f.content, err = json.MarshalIndent(r, "", "  "); err != nil {
		return err
	}
	f.content = append(f.content, '\n')
	draft, err := os.CreateTemp(filepath.Dir(f.path), "."+filepath.Base(f.path)+".*")
	if err != nil {
		return fmt.Errorf("--ready-file %s cannot be written: %w", f.path, err)
	}
	_, err = draft.Write(f.content)
	if err = cmp.Or(err, draft.Close()); err == nil {
		err = os.Rename(draft.Name(), f.path)
	}
	if err != nil {
		os.Remove(draft.Name())
		return fmt.Errorf("--ready-file %s cannot be written: %w", f.path, err)
	}
	return nil
}

// remove takes the file away, unless another server has written its own since.
func (f *readyFile) remove() {
	if content, err := os.ReadFile(f.path); err == nil && bytes.Equal(content, f.content) {
		os.Remove(f.path)
	}
}

// printBanner tells a person what there is to talk to.
func printBanner(w io.Writer, r ready, server *mockserver.Server) {
	fmt.Fprintf(w, "GitLab %s API at %s/api/v4\n", server.Version(), r.URL)
	if len(r.Projects) > 0 {
		fmt.Fprintln(w, "\nProjects:")
		for _, p := range r.Projects {
			fmt.Fprintf(w, "  %4d  %s\n", p.ID, p.Path)
		}
	}
	roles := server.Roles()
	if len(roles) > 0 {
		fmt.Fprintln(w, "\nTokens:")
		for _, role := range roles {
			fmt.Fprintf(w, "  %-12s %s\n", role.Name, role.Token)
		}
	}
	if len(r.Projects) > 0 && len(roles) > 0 {
		fmt.Fprintf(w, "\nTry:\n  curl --header \"PRIVATE-TOKEN: %s\" \"%s/api/v4/projects/%d/deployments?order_by=id&sort=desc&per_page=1\"\n",
			roles[0].Token, r.URL, r.Projects[0].ID)
	}
	fmt.Fprintln(w, "\nStop with Ctrl-C.")
}
