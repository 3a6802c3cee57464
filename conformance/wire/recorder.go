package wire

import (
	"bytes"
	"io"
	"net/http"
	"time"
)

// recorder writes every exchange of one identity into the case's log.
type recorder struct {
	identity Identity
	log      *Log
	now      func() time.Time
	next     http.RoundTripper
}

// exchange sends the request and returns the answer twice: recorded, and as a response whose body can still be read.
func (r recorder) exchange(request *http.Request) (*Exchange, *http.Response, error) {
	sent, err := drain(request.Body)
	if err != nil {
		return nil, nil, err
	}
	request = request.Clone(request.Context())
	request.Body = http.NoBody // any other empty body would be sent in chunks, which not every server reads
	if len(sent) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(sent))
	}

	e := &Exchange{
		Identity:      r.identity.Name,
		Signed:        r.identity.Token != "",
		Method:        request.Method,
		URL:           withoutSecretQuery(request.URL),
		RequestHeader: withoutSecretHeaders(request.Header),
		RequestBody:   withoutSecretBody(request.Header.Get("Content-Type"), sent),
	}
	start := r.now()
	response, err := r.next.RoundTrip(request)
	if err == nil {
		e.Status = response.StatusCode
		e.ResponseHeader = response.Header.Clone()
		e.ResponseBody, err = drain(response.Body)
	}
	e.Duration = r.now().Sub(start)
	r.log.add(e)
	if err != nil {
		return nil, nil, err
	}
	response.Body = io.NopCloser(bytes.NewReader(e.ResponseBody))
	return e, response, nil
}

func drain(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	defer body.Close()
	return io.ReadAll(body)
}
