package wire

import (
	"net/http"
	"time"
)

// Archived is an exchange as an archive keeps it: whole, without secrets, bodies up to 64 KiB.
type Archived struct {
	Method, URL    string
	RequestHeader  http.Header
	RequestBody    string
	Status         int // 0: no answer
	ResponseHeader http.Header
	ResponseBody   string
	Size           int    // of the answer's body, in bytes
	Problem        string // why there is no answer, or not all of it
	Started        time.Time
	Duration       time.Duration
}

// Archive is what may be kept of the exchange.
func (r *Redactor) Archive(e *Exchange) Archived {
	a := Archived{
		Method: e.Method, URL: r.Text(withoutSecretQuery(e.URL)), RequestHeader: r.header(e.RequestHeader),
		RequestBody: r.Text(cut(withoutSecretBody(e.RequestHeader.Get("Content-Type"), e.RequestBody), keptBody)),
		Status:      e.Status, ResponseHeader: r.header(e.ResponseHeader),
		// The answer that makes a token is archived before anybody else knows of the token.
		ResponseBody: r.Text(cut(withoutSecretBody(e.ResponseHeader.Get("Content-Type"), e.ResponseBody), keptBody)),
		Size:         len(e.ResponseBody), Started: e.Started, Duration: e.Duration,
	}
	if e.Err != nil {
		a.Problem = r.Text(e.Err.Error())
	}
	if e.Signed {
		a.RequestHeader.Set("Private-Token", Placeholder)
	}
	return a
}

func (r *Redactor) header(header http.Header) http.Header {
	clean := http.Header{}
	for name, values := range withoutSecretHeaders(header) {
		for _, value := range values {
			clean.Add(r.Text(name), r.Text(value))
		}
	}
	return clean
}
