package main

import (
	"errors"
	"strconv"
	"strings"
)

// size is the value of a flag that counts bytes: 4096, 64KiB, 16MiB, 1GiB.
type size int

var units = []struct {
	suffix string
	bytes  int
}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}, {"", 1}}

const maxSize = 1 << 40

func (s *size) Set(text string) error {
	for _, unit := range units {
		number, ok := strings.CutSuffix(text, unit.suffix)
		if !ok {
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil || n < 0 || n > maxSize/unit.bytes {
			break
		}
		*s = size(n * unit.bytes)
		return nil
	}
	return errors.New("write a number of bytes such as 65536, 64KiB or 16MiB")
}

func (s *size) String() string {
	for _, unit := range units {
		if n := int(*s); n > 0 && n%unit.bytes == 0 {
			return strconv.Itoa(n/unit.bytes) + unit.suffix
		}
	}
	return "0"
}

// orNone is what mockserver.Config takes: less than 0 keeps nothing, where 0 would be the default.
func (s *size) orNone() int {
	if *s == 0 {
		return -1
	}
	return int(*s)
}

// Type is what the help calls the value.
func (s *size) Type() string { return "bytes" }
