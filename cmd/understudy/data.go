package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"understudy/fixtures"
)

// maxData is how many bytes are read of a dataset that comes from where there is no end to be seen: a pipe, a device.
const maxData = 1 << 30

// readDataset reads the dataset of --data: of a file, or of standard input if it is called "-".
func readDataset(name string, in io.Reader) (fixtures.Dataset, error) {
	if name == "-" {
		return readStream("standard input", in)
	}
	file, err := os.Open(name)
	if err != nil {
		return fixtures.Dataset{}, fmt.Errorf("--data: %w", err)
	}
	defer file.Close()
	if info, err := file.Stat(); err == nil && !info.Mode().IsRegular() && !info.IsDir() {
		return readStream(name, file)
	}
	dataset, err := fixtures.ReadFile(name)
	if _, unreadable := errors.AsType[*fs.PathError](err); unreadable {
		return fixtures.Dataset{}, fmt.Errorf("--data: %w", err)
	}
	return dataset, err
}

// readStream looks at the beginning before it reads on: what is no text may have no end either.
func readStream(name string, in io.Reader) (fixtures.Dataset, error) {
	stream := bufio.NewReader(in)
	if begin, _ := stream.Peek(stream.Size()); bytes.IndexByte(begin, 0) >= 0 {
		return fixtures.Dataset{}, fmt.Errorf("--data: %s is not text; give YAML or JSON in UTF-8", name)
	}
	content, err := io.ReadAll(io.LimitReader(stream, maxData+1))
	switch {
	case err != nil:
		return fixtures.Dataset{}, fmt.Errorf("--data: %w", err)
	case len(content) > maxData:
		return fixtures.Dataset{}, fmt.Errorf("--data: %s goes on after a gibibyte; give a dataset that ends", name)
	}
	return fixtures.Read(name, content)
}
