package wire

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Curl is the command that repeats the exchange's request, with $TOKEN for the token.
func (e *Exchange) Curl() string {
	var line strings.Builder
	line.WriteString("curl")
	if e.Method != http.MethodGet {
		line.WriteString(" --request " + e.Method)
	}
	if e.Signed {
		line.WriteString(` --header "PRIVATE-TOKEN: ` + Placeholder + `"`)
	}
	for _, name := range slices.Sorted(maps.Keys(e.RequestHeader)) {
		if name == "User-Agent" || name == "Content-Type" && e.RequestHeader.Get(name) == formType {
			continue // curl has its own
		}
		for _, value := range e.RequestHeader[name] {
			line.WriteString(" --header " + quote(name+": "+value))
		}
	}
	if len(e.RequestBody) > 0 {
		line.WriteString(" --data-raw " + quote(string(e.RequestBody))) // --data would read a file for "@name"
	}
	line.WriteString(" --url " + quote(e.URL))
	return line.String()
}

const shownBody = 600

// Answer is the status and the start of the body, for people.
func (e *Exchange) Answer() string {
	if e.Status == 0 {
		return "no answer"
	}
	body := strings.ToValidUTF8(string(e.ResponseBody), "\uFFFD")
	if len(body) > shownBody {
		body = strings.ToValidUTF8(body[:shownBody], "") + fmt.Sprintf("… (%d bytes)", len(e.ResponseBody))
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Status, http.StatusText(e.Status), body))
}

// quote makes one word of a POSIX shell; a placeholder stays open to expansion.
func quote(s string) string {
	if strings.Contains(s, Placeholder) && !strings.ContainsAny(s, "\"\\`") {
		return `"` + s + `"`
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
