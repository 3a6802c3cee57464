package wire

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// Placeholder stands for a token wherever one would be shown.
const Placeholder = "$TOKEN"

// auth puts the token on the way out and takes it off the way back, so that above this line no token exists: no failure
// text, no record and no curl line can show one, even if the server repeats what it was sent.
type auth struct {
	token  string
	hidden *strings.Replacer
	next   http.RoundTripper
}

func (a auth) RoundTrip(request *http.Request) (*http.Response, error) {
	if a.token != "" {
		request = request.Clone(request.Context())
		request.Header.Set("Private-Token", a.token)
	}
	response, err := a.next.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	body, err := drain(response.Body)
	if err != nil {
		return nil, err
	}
	body = []byte(a.hidden.Replace(string(body)))
	response.Body = io.NopCloser(bytes.NewReader(body))
	if response.ContentLength >= 0 && request.Method != http.MethodHead {
		response.ContentLength = int64(len(body))
		if response.Header.Get("Content-Length") != "" {
			response.Header.Set("Content-Length", strconv.Itoa(len(body)))
		}
	}
	for _, values := range response.Header {
		for i, value := range values {
			values[i] = a.hidden.Replace(value)
		}
	}
	return response, nil
}

// hide replaces every secret by the placeholder, longer ones first: one may begin with another.
func hide(secrets []string) *strings.Replacer {
	byLength := slices.SortedFunc(slices.Values(secrets), func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range byLength {
		if secret != "" {
			pairs = append(pairs, secret, Placeholder)
		}
	}
	return strings.NewReplacer(pairs...)
}
