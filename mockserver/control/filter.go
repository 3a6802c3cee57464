package control

import (
	"strconv"
	"strings"
)

// Filter picks requests; what is empty does not matter.
type Filter struct {
	Operation string // operationId
	Method    string
	Path      string // whole, from /api/v4; * stands for any text
	Status    string // 404, or 4xx for all like it
	User      string // username
	After     int64  // number of the last one that is known already
}

// matcher is the filter made ready.
func (f Filter) matcher() func(*Entry) bool {
	path := pattern(f.Path)
	return func(e *Entry) bool {
		return e.Number > f.After &&
			(f.Operation == "" || e.Operation == f.Operation) &&
			(f.Method == "" || strings.EqualFold(e.Method, f.Method)) &&
			(f.User == "" || strings.EqualFold(e.User, f.User)) &&
			(path == nil || path.MatchString(e.Path)) &&
			(f.Status == "" || f.hasStatus(e.Status))
	}
}

func (f Filter) hasStatus(status int) bool {
	text := strconv.Itoa(status)
	return text == f.Status || strings.HasSuffix(f.Status, "xx") && text[:1] == f.Status[:1]
}
