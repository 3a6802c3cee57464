package conformance

import (
	"fmt"
	"strconv"
	"strings"
)

// Shard is one of several parts that a run is divided into, so that several machines examine one target together; [Merge] puts
// their results together again. The zero value is the whole.
type Shard struct {
	Index, Count int // from 1
}

// ParseShard reads "2/4".
func ParseShard(text string) (Shard, error) {
	first, second, _ := strings.Cut(text, "/")
	index, err := strconv.Atoi(first)
	count, failed := strconv.Atoi(second)
	if err != nil || failed != nil || index < 1 || index > count {
		return Shard{}, fmt.Errorf("%q is no shard: use I/N, such as 2/4", text)
	}
	return Shard{index, count}, nil
}

// String is "2/4"; of the whole, "".
func (s Shard) String() string {
	if s.Count == 0 {
		return ""
	}
	return fmt.Sprintf("%d/%d", s.Index, s.Count)
}

// of deals the cases out in turn, so that each shard gets some of every section.
func (s Shard) of(cases []Case) []Case {
	if s.Count == 0 {
		return cases
	}
	var dealt []Case
	for i, c := range cases {
		if i%s.Count == s.Index-1 {
			dealt = append(dealt, c)
		}
	}
	return dealt
}
