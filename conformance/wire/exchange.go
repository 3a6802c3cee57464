package wire

import (
	"net/http"
	"time"

	"understudy/openapi"
)

// Exchange is one request and what came back, in clear: nothing of it may be written anywhere but through [Redactor].
type Exchange struct {
	Identity       string // the role it was sent as
	Signed         bool   // it was sent with a token
	Method         string
	URL            string
	RequestHeader  http.Header // without the token
	RequestBody    []byte
	Status         int // 0: no answer
	ResponseHeader http.Header
	ResponseBody   []byte
	Items          int   // of a list that is too long to be judged
	Err            error // why there is no answer, or not all of it
	Started        time.Time
	Duration       time.Duration
	Retried        int // how often the target put it off before this answer

	Operation  string // operationId, "" if the contract has no such route
	Neighbour  bool   // the operation is around the Deployments API, not of it
	Violations []openapi.Violation
	Unknown    []string // JSON pointers to what the contract does not describe, * for any index
}

// Path is the escaped path below the API root, without a query.
func (e *Exchange) Path() string {
	_, path := splitRoot(e.URL)
	return path
}
