package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// fileOf is the file that a flag names, "" if it was not given.
type fileOf struct{ flag, path string }

// keeps refuses to write to a file that is needed for something else.
func (written fileOf) keeps(others ...fileOf) error {
	for _, other := range others {
		if sameFile(written.path, other.path) {
			return fmt.Errorf("%s %s is the file of %s too: name another, or that one would be lost", written.flag, written.path, other.flag)
		}
	}
	return nil
}

// hasFolder refuses a file that nobody could make.
func (written fileOf) hasFolder() error {
	folder := filepath.Dir(written.path)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return fmt.Errorf("%s: there is no folder %s: make it, or write elsewhere", written.flag, folder)
	}
	return nil
}

// sameFile tells whether two names are of one file, which need not be there yet. Of a device there is nothing to lose.
func sameFile(a, b string) bool {
	if a == "" || b == "" {
		return false
	}
	if info, err := os.Stat(a); err == nil {
		other, err := os.Stat(b)
		return err == nil && info.Mode().IsRegular() && os.SameFile(info, other)
	}
	a, unknownA := filepath.Abs(a)
	b, unknownB := filepath.Abs(b)
	return unknownA == nil && unknownB == nil && a == b
}
