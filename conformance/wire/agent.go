package wire

import "net/http"

// agent names run and case to the target, so that its logs can be read beside the report.
type agent struct {
	name string
	next http.RoundTripper
}

func (a agent) RoundTrip(request *http.Request) (*http.Response, error) {
	request = request.Clone(request.Context())
	request.Header.Set("User-Agent", a.name)
	return a.next.RoundTrip(request)
}
