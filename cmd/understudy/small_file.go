package main

import (
	"fmt"
	"io"
	"os"
)

// largestSmall is how many bytes a file may have that is read as a whole: what goes on after that, such as a device, may have no end.
const largestSmall = 64 << 20

var errEndless = fmt.Errorf("it goes on after %d MiB", largestSmall>>20)

// readSmall reads a file as a whole. Errors are of type [fs.PathError], or name the file.
func readSmall(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	var content []byte
	if info.Size() <= largestSmall { // of what has no size before it ends, such as a pipe, that is 0
		content, err = io.ReadAll(io.LimitReader(file, largestSmall+1))
	}
	if info.Size() > largestSmall || len(content) > largestSmall {
		err = &os.PathError{Op: "read", Path: path, Err: fmt.Errorf("%w; give a file that ends", errEndless)}
	}
	return content, err
}
