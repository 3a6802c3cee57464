package wire

import (
	"encoding/json"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Exchange is one request and what came back. Credentials are in none of its fields.
type Exchange struct {
	Identity string `json:"identity"` // the role it was sent as
	Method   string `json:"method"`
	URL      string `json:"url"`
	Status   int    `json:"status"` // 0: no answer

	Signed         bool          `json:"-"` // it was sent with a token
	RequestHeader  http.Header   `json:"-"`
	RequestBody    []byte        `json:"-"`
	ResponseHeader http.Header   `json:"-"`
	ResponseBody   []byte        `json:"-"`
	Duration       time.Duration `json:"-"`

	Operation  string   `json:"operation,omitempty"`  // operationId, "" if the contract has no such route
	Violations []string `json:"violations,omitempty"` // how the answer breaks the contract
	Unknown    []string `json:"unknown,omitempty"`    // JSON pointers to what the contract does not describe, * for any index
}

// Log is the exchanges of one case, over all its identities, in the order in which they were answered.
type Log struct {
	mu        sync.Mutex
	exchanges []*Exchange
}

func (l *Log) add(e *Exchange) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.exchanges = append(l.exchanges, e)
}

// Last returns the latest exchange, nil if there was none.
func (l *Log) Last() *Exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.exchanges) == 0 {
		return nil
	}
	return l.exchanges[len(l.exchanges)-1]
}

// All returns copies of the exchanges so far.
func (l *Log) All() []Exchange {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := make([]Exchange, len(l.exchanges))
	for i, e := range l.exchanges {
		all[i] = *e
	}
	return all
}

// secretNames are the headers and parameters that carry credentials. A case may send some itself, to see them refused.
var secretNames = map[string]bool{
	"Authorization": true, "Private-Token": true, "Job-Token": true,
	"private_token": true, "access_token": true, "bearer_token": true, "job_token": true, "token": true,
}

func withoutSecretHeaders(header http.Header) http.Header {
	clean := header.Clone()
	for name := range clean {
		if secretNames[name] {
			clean.Set(name, Placeholder)
		}
	}
	return clean
}

func withoutSecretQuery(u *url.URL) string {
	clean := *u
	clean.RawQuery = withoutSecretParameters(u.RawQuery)
	return clean.String()
}

func withoutSecretParameters(encoded string) string {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return encoded
	}
	found := false
	for name := range values {
		if secretNames[name] {
			values.Set(name, Placeholder)
			found = true
		}
	}
	if !found {
		return encoded
	}
	return values.Encode()
}

func withoutSecretBody(contentType string, body []byte) []byte {
	switch contentType {
	case formType:
		return []byte(withoutSecretParameters(string(body)))
	case jsonType:
		var object map[string]any
		if json.Unmarshal(body, &object) != nil {
			return body
		}
		found := false
		for name := range object {
			if secretNames[name] {
				object[name], found = Placeholder, true
			}
		}
		if !found {
			return body
		}
		clean, _ := json.Marshal(object) // it came from JSON
		return clean
	default:
		return body
	}
}
