package entity

import (
	"encoding/json"
	"strconv"
	"time"
)

// HookDelivery is what a hook was sent, and what its receiver said.
type HookDelivery struct {
	ID                int64             `json:"id"`
	URL               string            `json:"url"`
	Trigger           string            `json:"trigger"`
	RequestHeaders    map[string]string `json:"request_headers"`
	RequestData       json.RawMessage   `json:"request_data"`
	ResponseHeaders   map[string]string `json:"response_headers"`
	ResponseBody      string            `json:"response_body"`
	ExecutionDuration float64           `json:"execution_duration"`
	ResponseStatus    string            `json:"response_status"`
	CreatedAt         string            `json:"created_at"`
}

// HookAnswer is the status of a receiver's answer.
type HookAnswer struct {
	Status int `json:"response_status"`
}

// WithTimes fills in when the delivery began and how long it took.
func (d HookDelivery) WithTimes(at time.Time, took time.Duration) HookDelivery {
	d.CreatedAt, d.ExecutionDuration = timestamp(at), took.Seconds()
	return d
}

// AnsweredWith tells whether the answer has one of the statuses, or is of one of the classes that GitLab's filter knows.
func (d HookDelivery) AnsweredWith(wanted []string) bool {
	status, err := strconv.Atoi(d.ResponseStatus)
	for _, want := range wanted {
		switch {
		case want == d.ResponseStatus,
			want == "successful" && status/100 == 2, want == "client_failure" && status/100 == 4,
			want == "server_failure" && (status/100 == 5 || err != nil):
			return true
		}
	}
	return len(wanted) == 0
}
