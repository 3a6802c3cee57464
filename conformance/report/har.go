package report

import (
	"bufio"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"understudy/conformance/wire"
)

// HAR writes the evidence of a run as an HTTP Archive 1.2, exchange by exchange as they happen, so that its size costs no
// memory. Tokens do not get into it. It may be used by any number of goroutines.
type HAR struct {
	mu      sync.Mutex
	out     *bufio.Writer
	entries int
	err     error // the first
}

// NewHAR begins an archive; version is that of understudy.
func NewHAR(w io.Writer, version string) *HAR {
	h := &HAR{out: bufio.NewWriter(w)}
	creator, _ := json.Marshal(map[string]string{"name": "understudy", "version": version}) // strings always encode
	h.write(`{"log":{"version":"1.2","creator":` + string(creator) + `,"entries":[`)
	return h
}

// Observe adds an exchange of a case.
func (h *HAR) Observe(caseID string, e *wire.Exchange, redactor *wire.Redactor) {
	entry := entryOf(caseID, redactor.Archive(e))
	line, err := json.Marshal(entry)
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.err = err
		return
	}
	if h.entries++; h.entries > 1 {
		h.write(",")
	}
	h.write("\n" + string(line))
}

// Close ends the archive. The error is the first that there was.
func (h *HAR) Close() error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.write("\n]}}\n")
	if err := h.out.Flush(); h.err == nil {
		h.err = err
	}
	return h.err
}

func (h *HAR) write(text string) {
	if _, err := h.out.WriteString(text); h.err == nil {
		h.err = err
	}
}

// The objects of the format, http://www.softwareishard.com/blog/har-12-spec/; -1 stands for what is not known.
type (
	harEntry struct {
		Started  time.Time   `json:"startedDateTime"`
		Time     float64     `json:"time"` // milliseconds
		Request  harRequest  `json:"request"`
		Response harResponse `json:"response"`
		Cache    struct{}    `json:"cache"`
		Timings  harTimings  `json:"timings"`
		Comment  string      `json:"comment"` // the case
	}
	harRequest struct {
		Method      string    `json:"method"`
		URL         string    `json:"url"`
		HTTPVersion string    `json:"httpVersion"`
		Cookies     []harPair `json:"cookies"`
		Headers     []harPair `json:"headers"`
		QueryString []harPair `json:"queryString"`
		PostData    *harData  `json:"postData,omitempty"`
		HeadersSize int       `json:"headersSize"`
		BodySize    int       `json:"bodySize"`
	}
	harResponse struct {
		Status      int        `json:"status"`
		StatusText  string     `json:"statusText"`
		HTTPVersion string     `json:"httpVersion"`
		Cookies     []harPair  `json:"cookies"`
		Headers     []harPair  `json:"headers"`
		Content     harContent `json:"content"`
		RedirectURL string     `json:"redirectURL"`
		HeadersSize int        `json:"headersSize"`
		BodySize    int        `json:"bodySize"`
		Comment     string     `json:"comment,omitempty"` // why there is no answer
	}
	harPair struct {
		Name  string `json:"name"`
		Value string `json:"value"`
	}
	harData struct {
		MIMEType string `json:"mimeType"`
		Text     string `json:"text"`
	}
	harContent struct {
		Size     int    `json:"size"`
		MIMEType string `json:"mimeType"`
		Text     string `json:"text,omitempty"`
	}
	harTimings struct {
		Send    float64 `json:"send"`
		Wait    float64 `json:"wait"`
		Receive float64 `json:"receive"`
	}
)

const (
	harUnknown  = -1
	httpVersion = "HTTP/1.1"
)

func entryOf(caseID string, e wire.Archived) harEntry {
	took := float64(e.Duration) / float64(time.Millisecond)
	entry := harEntry{
		Started: e.Started.UTC(), Time: took, Timings: harTimings{Wait: took}, Comment: caseID,
		Request: harRequest{
			Method: e.Method, URL: e.URL, HTTPVersion: httpVersion, Cookies: []harPair{}, Headers: headerPairs(e.RequestHeader),
			QueryString: queryPairs(e.URL), HeadersSize: harUnknown, BodySize: len(e.RequestBody),
		},
		Response: harResponse{
			Status: e.Status, StatusText: http.StatusText(e.Status), HTTPVersion: httpVersion, Cookies: []harPair{},
			Headers: headerPairs(e.ResponseHeader), RedirectURL: e.ResponseHeader.Get("Location"), HeadersSize: harUnknown,
			BodySize: harUnknown, Comment: e.Problem,
			Content: harContent{Size: e.Size, MIMEType: e.ResponseHeader.Get("Content-Type"), Text: e.ResponseBody},
		},
	}
	if e.RequestBody != "" {
		entry.Request.PostData = &harData{MIMEType: e.RequestHeader.Get("Content-Type"), Text: e.RequestBody}
	}
	return entry
}

func headerPairs(header http.Header) []harPair {
	pairs := []harPair{}
	for _, name := range slices.Sorted(maps.Keys(header)) {
		for _, value := range header[name] {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}

func queryPairs(target string) []harPair {
	pairs := []harPair{}
	_, query, _ := strings.Cut(target, "?")
	values, err := url.ParseQuery(query)
	if err != nil {
		return pairs // malformed on purpose; the URL shows it
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			pairs = append(pairs, harPair{name, value})
		}
	}
	return pairs
}
