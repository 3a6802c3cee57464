package mockserver

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Response is what a handler or a refusal answers.
type Response struct {
	Status  int
	Header  http.Header // beyond the headers of every response; may be nil
	Body    []byte      // JSON, or plain text if Text
	Text    bool
	Checked bool        // Body is made of representations that have been checked against the document already
	Tag     entityTag   // of Body, if it is known without reading Body
	List    *pagination // of a page of a list
}

// entityTag is a digest that changes whenever the bytes it stands for do.
type entityTag [2]uint64

func (t *entityTag) add(sum uint64) {
	t[0] = (t[0] ^ sum) * 0x9e3779b97f4a7c15
	t[1] = (t[1]<<7 | t[1]>>57) + sum*0xc2b2ae3d27d4eb4f
}

func digest(content []byte) uint64 {
	sum := sha256.Sum256(content)
	return binary.BigEndian.Uint64(sum[:8])
}

// String is the header's value: weak, with 32 hex digits.
func (t entityTag) String() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], t[0])
	binary.BigEndian.PutUint64(raw[8:], t[1])
	text := make([]byte, 0, 36)
	text = append(text, `W/"`...)
	text = hex.AppendEncode(text, raw[:])
	return string(append(text, '"'))
}

// Headers that are the same for every response share one slice each; net/http only reads them.
var (
	jsonType       = []string{"application/json"}
	textType       = []string{"text/plain"}
	sameOrigin     = []string{"SAMEORIGIN"}
	noSniff        = []string{"nosniff"}
	varyOrigin     = []string{"Origin"}
	noErrorLogging = []string{`{"max_age": 0}`}
	revalidate     = []string{"max-age=0, private, must-revalidate"}
	noCache        = []string{"no-cache"}
	anyOrigin      = []string{"*"}
	exposed        = []string{"Link, X-Total, X-Total-Pages, X-Per-Page, X-Page, X-Next-Page, X-Prev-Page, X-Gitlab-Blob-Id, X-Gitlab-Commit-Id, X-Gitlab-File-Path, X-Gitlab-Last-Commit-Id, X-Gitlab-Size, X-Request-Id, ETag"}
)

// describe sets the response's headers and settles conditional requests: it may turn a 200 into a 304.
func (response *Response) describe(header http.Header, x *exchange) {
	if x.secured {
		header["X-Frame-Options"] = sameOrigin
		header["X-Content-Type-Options"] = noSniff
	}
	header["Vary"] = varyOrigin
	header["Nel"] = noErrorLogging
	header["X-Request-Id"] = []string{x.requestID()}
	if x.http.Header.Get("Origin") != "" {
		header["Access-Control-Allow-Origin"] = anyOrigin
		header["Access-Control-Expose-Headers"] = exposed
	}
	for name, values := range response.Header {
		header[name] = values
	}
	if response.List != nil {
		response.List.describe(header)
	}
	header["Cache-Control"] = noCache
	if response.cacheable() && x.http.Method != http.MethodHead {
		response.validate(header, x.http)
	}
	switch {
	case response.Text:
		header["Content-Type"] = textType
	case response.Status != http.StatusNoContent && response.Status != http.StatusNotModified:
		header["Content-Type"] = jsonType
	}
}

func (response *Response) cacheable() bool {
	return (response.Status == http.StatusOK || response.Status == http.StatusCreated) && len(response.Body) > 0
}

// validate sets the ETag and answers 304 if it is, letter for letter, the one the client has. GitLab reads neither lists
// of tags nor the strong form.
func (response *Response) validate(header http.Header, r *http.Request) {
	if response.Tag == (entityTag{}) {
		response.Tag.add(digest(response.Body))
	}
	tag := response.Tag.String()
	header["Etag"] = []string{tag}
	header["Cache-Control"] = revalidate
	if r.Method == http.MethodGet && r.Header.Get("If-None-Match") == tag {
		response.Status, response.Body, response.Checked = http.StatusNotModified, nil, false
	}
}

func (x *exchange) requestID() string {
	id := strconv.AppendInt(make([]byte, 0, 20), x.id, 36)
	return strings.Repeat("0", max(0, 12-len(id))) + string(id)
}

// send writes the response whose headers have been set.
func send(w http.ResponseWriter, x *exchange, response Response, took time.Duration) {
	header := w.Header()
	header["X-Runtime"] = []string{string(strconv.AppendFloat(make([]byte, 0, 12), took.Seconds(), 'f', 6, 64))}
	if response.Status != http.StatusNoContent && response.Status != http.StatusNotModified && x.http.Method != http.MethodHead {
		header["Content-Length"] = []string{strconv.Itoa(len(response.Body))}
	}
	w.WriteHeader(response.Status)
	if x.http.Method != http.MethodHead {
		_, _ = w.Write(response.Body) // a client that has gone needs no answer
	}
}

// isPreflight recognises the question a browser asks before a request from another origin.
func isPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

func preflight() Response {
	return Response{Status: http.StatusOK, Text: true, Header: http.Header{
		"Access-Control-Allow-Origin":  anyOrigin,
		"Access-Control-Allow-Methods": {"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
		"Access-Control-Allow-Headers": {"*"},
		"Access-Control-Max-Age":       {"7200"},
	}}
}

// allowed words the methods of a path: OPTIONS first, and HEAD wherever GET is.
func allowed(methods []string) string {
	list := "OPTIONS, " + strings.Join(methods, ", ")
	if strings.Contains(list, http.MethodGet) {
		list += ", HEAD"
	}
	return list
}

// moved sends a client from a project's former path to its id. Only reading follows.
func moved(x *exchange, project int64) Response {
	if x.http.Method != http.MethodGet {
		return message(http.StatusMethodNotAllowed, "Non GET methods are not allowed for moved projects")
	}
	_, below, _ := strings.Cut(x.http.URL.EscapedPath(), "projects/")
	_, below, _ = strings.Cut(strings.TrimLeft(below, "/"), "/")
	location := strings.TrimSuffix(x.base+apiRoot+"/projects/"+strconv.FormatInt(project, 10)+"/"+below, "/")
	if x.http.URL.RawQuery != "" {
		location += "?" + x.http.URL.RawQuery
	}
	response := plain(http.StatusMovedPermanently, "This resource has been moved permanently to "+location)
	response.Header = http.Header{"Location": {location}}
	return response
}
