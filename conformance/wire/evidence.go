package wire

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// Evidence is an exchange for readers: without secrets, cut to what can be kept.
type Evidence struct {
	Curl     string `json:"curl"`   // repeats the request; $TOKEN stands for the token
	Answer   string `json:"answer"` // status and the start of the body, or why there is none
	Identity string `json:"identity"`
	Method   string `json:"method"`
	URL      string `json:"url"`
	Status   int    `json:"status"` // 0: no answer
	Body     string `json:"body,omitempty"`
}

const (
	shownBody = 600
	keptBody  = 64 << 10
)

// Evidence is what may be shown of the exchange.
func (r *Redactor) Evidence(e *Exchange) Evidence {
	return Evidence{
		Curl: r.curl(e), Answer: r.answer(e), Identity: e.Identity, Method: e.Method, URL: r.Text(withoutSecretQuery(e.URL)),
		Status: e.Status, Body: r.Text(cut(e.ResponseBody, keptBody)),
	}
}

// curl is the command that repeats the exchange's request. Whatever the target put into an URL stands in single quotes, where a
// shell runs nothing.
func (r *Redactor) curl(e *Exchange) string {
	var line strings.Builder
	line.WriteString("curl")
	if e.Method != http.MethodGet {
		line.WriteString(" --request " + e.Method)
	}
	if e.Signed {
		line.WriteString(` --header "PRIVATE-TOKEN: ` + Placeholder + `"`)
	}
	header := withoutSecretHeaders(e.RequestHeader)
	for _, name := range slices.Sorted(maps.Keys(header)) {
		if name == "User-Agent" || name == "Content-Type" && header.Get(name) == formType {
			continue // curl has its own
		}
		for _, value := range header[name] {
			line.WriteString(" --header " + r.quote(name+": "+value))
		}
	}
	if len(e.RequestBody) > 0 {
		body := withoutSecretBody(header.Get("Content-Type"), e.RequestBody)
		line.WriteString(" --data-raw " + r.quote(cut(body, keptBody))) // --data would read a file for "@name"
	}
	line.WriteString(" --url " + r.quote(withoutSecretQuery(e.URL)))
	return line.String()
}

// quote makes one word of a POSIX shell that nothing in it can leave.
func (r *Redactor) quote(s string) string {
	return "'" + strings.ReplaceAll(r.Text(s), "'", `'\''`) + "'"
}

func (r *Redactor) answer(e *Exchange) string {
	switch {
	case e.Err != nil:
		return "no answer: " + r.Text(e.Err.Error())
	case e.Status == 0:
		return "no answer"
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s %s", e.Status, http.StatusText(e.Status), r.Text(cut(e.ResponseBody, shownBody))))
}

func cut(body []byte, length int) string {
	if len(body) <= length {
		return string(body)
	}
	return strings.ToValidUTF8(string(body[:length]), "") + fmt.Sprintf("… (%d bytes)", len(body))
}
