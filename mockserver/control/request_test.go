package control_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/control"
	"understudy/openapi"
)

func reader(t *testing.T) control.Reader {
	t.Helper()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	return control.Reader{Document: document, Secrets: secrets}
}

func TestWhatTheJournalShows(t *testing.T) {
	shown := reader(t).Show(control.Entry{
		Number: 7, At: noon, Took: 1500 * time.Microsecond, Method: "POST", Path: "/api/v4/projects/1/hooks", Query: "private_token=glpat-known",
		ContentType: "application/json", Operation: "createProjectHook", User: "dev", Status: 201, RequestID: "7",
		Sent: []byte(`{"url":"http://x","token":"abc"}`), SentLength: 32, Answered: []byte(`{"id":1}`), AnswerLength: 8,
	})
	assert.JSONEq(t, `{"number":7,"at":"2026-11-26T12:00:00Z","method":"POST","path":"/api/v4/projects/1/hooks","query":"private_token=%5BFILTERED%5D",
		"operation":"createProjectHook","user":"dev","arguments":{"private_token":"[FILTERED]","url":"http://x","token":"[FILTERED]"},
		"sent":{"text":"{\"url\":\"http://x\",\"token\":\"[FILTERED]\"}","length":32},"status":201,"answered":{"text":"{\"id\":1}","length":8},
		"duration_ms":1.5,"request_id":"7","fault":null,"notes":[]}`, string(shown.JSON()))
}

func TestNotes(t *testing.T) {
	type call struct{ operation, query, contentType, body string }
	list, create := "listProjectDeployments", "createProjectDeployment"
	for name, c := range map[string]struct {
		call call
		want []control.Note
	}{
		"nothing to say": {call{operation: list, query: "order_by=id&private_token=x&page=2"}, []control.Note{}},
		"a misspelt filter": {call{operation: list, query: "update_before=2026-01-01T00:00:00Z"}, []control.Note{
			{"unknown_parameter", "update_before", "listProjectDeployments has no parameter update_before, but updated_before; GitLab ignores it"}}},
		"an invention": {call{operation: list, query: "colour=red"}, []control.Note{
			{"unknown_parameter", "colour", "listProjectDeployments has no parameter colour; GitLab ignores it"}}},
		"a date without time": {call{operation: list, query: "order_by=updated_at&updated_after=2026-01-01"}, []control.Note{
			{"forgiven_type", "updated_after", "updated_after is to be a time such as 2026-11-26T12:00:00Z; GitLab forgives what was sent"}}},
		"a boolean of Ruby's": {call{operation: create, contentType: "application/x-www-form-urlencoded", body: "environment=a&sha=main&ref=main&tag=0&status=success"}, []control.Note{
			{"forgiven_type", "tag", "tag is to be true or false; GitLab forgives what was sent"}}},
		"a number for a text": {call{operation: create, contentType: "application/json", body: `{"environment":5}`}, []control.Note{
			{"forgiven_type", "environment", "environment is to be a text; GitLab forgives what was sent"}}},
		"in the wrong place": {call{operation: create, query: "ref=main", contentType: "application/json", body: `{"id":5}`}, []control.Note{
			{"misplaced_parameter", "ref", "ref belongs in the body; GitLab takes it from the query too"},
			{"misplaced_parameter", "id", "id belongs in the path; here it is ignored"}}},
		"no such route": {call{}, []control.Note{{"unknown_route", "", "neither method nor path is any that this stand-in has"}}},
	} {
		t.Run(name, func(t *testing.T) {
			shown := reader(t).Show(control.Entry{
				Operation: c.call.operation, Query: c.call.query, ContentType: c.call.contentType, Sent: []byte(c.call.body),
			})
			assert.Equal(t, c.want, shown.Notes)
		})
	}
}
