package control

import (
	"encoding/json"
	"time"

	"understudy/openapi"
)

// Asked is a request and how it ended, as the interface shows it: without secrets.
type Asked struct {
	Number    int64          `json:"number"` // the first is 1
	At        time.Time      `json:"at"`     // on the clock
	Method    string         `json:"method"`
	Path      string         `json:"path"`
	Query     string         `json:"query"`
	Operation *string        `json:"operation"` // nil if the contract has no such operation
	User      *string        `json:"user"`      // nil if nobody was recognised
	Arguments map[string]any `json:"arguments"` // of query and body, as they were read
	Sent      Body           `json:"sent"`
	Status    int            `json:"status"` // 0 if the connection was broken off
	Answered  Body           `json:"answered"`
	Duration  float64        `json:"duration_ms"` // on the clock
	RequestID string         `json:"request_id"`
	Fault     *string        `json:"fault"` // what was done to it on purpose
	Notes     []Note         `json:"notes"`
}

// Body is the beginning of a body.
type Body struct {
	Text   string `json:"text"`
	Length int    `json:"length"` // of all of it, in bytes
}

// Reader shows entries of the journal.
type Reader struct {
	Document *openapi.Document
	Secrets  Secrets
}

// Show reads an entry again, so that the request itself need not wait for it.
func (r Reader) Show(e Entry) Asked {
	query, _ := openapi.ReadQuery(e.Query)
	body, _ := openapi.ReadBody(e.ContentType, e.Sent)
	return Asked{
		Number: e.Number, At: e.At.UTC(), Method: e.Method, Path: e.Path, Query: r.Secrets.Query(e.Query),
		Operation: named(e.Operation), User: named(e.User), Arguments: r.arguments(query, body),
		Sent: Body{r.Secrets.Body(e.ContentType, e.Sent), e.SentLength}, Status: e.Status,
		Answered: Body{r.Secrets.Body(answerType(e.Answered), e.Answered), e.AnswerLength},
		Duration: float64(e.Took.Microseconds()) / 1000, RequestID: e.RequestID, Fault: named(e.Fault),
		Notes: notesOn(r.Document.Operation(e.Operation), e.Missing, query, body),
	}
}

func named(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// answerType tells JSON from GitLab's few plain texts, none of which begins like it.
func answerType(body []byte) string {
	if len(body) > 0 && (body[0] == '{' || body[0] == '[') {
		return "application/json"
	}
	return "text/plain"
}

func (r Reader) arguments(sent ...[]openapi.Argument) map[string]any {
	all := map[string]any{}
	for _, arguments := range sent {
		for _, a := range arguments {
			all[a.Name] = r.Secrets.Value(a.Name, a.Value)
		}
	}
	return all
}

// JSON is the request on one line.
func (a Asked) JSON() []byte {
	text, err := json.Marshal(a)
	if err != nil {
		panic(err) // arguments were read from JSON or are texts
	}
	return text
}
