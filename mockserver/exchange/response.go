package exchange

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/entity"
)

// Response is what a handler or a refusal answers.
type Response struct {
	Status  int
	Header  http.Header // beyond the headers of every response; may be nil
	Body    []byte      // JSON, or plain text if Text
	Text    bool
	Checked bool        // Body is made of representations that have been checked against the document already
	Tag     entity.ETag // of Body, if it is known without reading Body
	List    *pagination // of a page of a list
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

// Describe sets the response's headers and settles conditional requests: it may turn a 200 into a 304.
func (response *Response) Describe(header http.Header, x *Exchange) {
	if x.Secured {
		header["X-Frame-Options"] = sameOrigin
		header["X-Content-Type-Options"] = noSniff
	}
	header["Vary"] = varyOrigin
	header["Nel"] = noErrorLogging
	header["X-Request-Id"] = []string{x.RequestID()}
	if x.HTTP.Header.Get("Origin") != "" {
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
	if response.cacheable() && x.HTTP.Method != http.MethodHead {
		response.validate(header, x.HTTP)
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
	if response.Tag == (entity.ETag{}) {
		response.Tag = entity.TagOf(response.Body)
	}
	tag := response.Tag.String()
	header["Etag"] = []string{tag}
	header["Cache-Control"] = revalidate
	if r.Method == http.MethodGet && r.Header.Get("If-None-Match") == tag {
		response.Status, response.Body, response.Checked = http.StatusNotModified, nil, false
	}
}

// Send writes the response whose headers have been set.
func (response *Response) Send(w http.ResponseWriter, x *Exchange, took time.Duration) {
	header := w.Header()
	header["X-Runtime"] = []string{string(strconv.AppendFloat(make([]byte, 0, 12), took.Seconds(), 'f', 6, 64))}
	if response.Status != http.StatusNoContent && response.Status != http.StatusNotModified && x.HTTP.Method != http.MethodHead {
		header["Content-Length"] = []string{strconv.Itoa(len(response.Body))}
	}
	w.WriteHeader(response.Status)
	if x.HTTP.Method != http.MethodHead {
		_, _ = w.Write(response.Body) // a client that has gone needs no answer
	}
}

// moved sends a client from a project's former path to its id. Only reading follows.
func moved(x *Exchange, project int64) Response {
	if x.HTTP.Method != http.MethodGet {
		return Message(http.StatusMethodNotAllowed, "Non GET methods are not allowed for moved projects")
	}
	_, below, _ := strings.Cut(x.HTTP.URL.EscapedPath(), "projects/")
	_, below, _ = strings.Cut(strings.TrimLeft(below, "/"), "/")
	location := strings.TrimSuffix(x.Base+entity.APIRoot+"/projects/"+strconv.FormatInt(project, 10)+"/"+below, "/")
	if x.HTTP.URL.RawQuery != "" {
		location += "?" + x.HTTP.URL.RawQuery
	}
	response := Plain(http.StatusMovedPermanently, "This resource has been moved permanently to "+location)
	response.Header = http.Header{"Location": {location}}
	return response
}
