package report_test

import (
	"bytes"
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/cdproto/har"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/report"
	"understudy/mockserver"
)

// What others read of the archive is what was sent and answered.
func TestAReaderOfArchivesReadsTheExchanges(t *testing.T) {
	t.Parallel()
	mock := mockserver.Start(t)
	var text bytes.Buffer
	writer := report.NewHAR(&text, "v1")
	target := conformance.Target{Handler: mock, Tokens: map[conformance.Role]string{conformance.Maintainer: mock.Tokens["owner"]}}
	result, err := conformance.Execute(t.Context(), target, conformance.Options{
		Cases: cases.All(), Selection: conformance.Selection{Select: []string{"^protocol/", "^encoding/", "^delete/"}}, Observe: writer.Observe,
	})
	require.NoError(t, err)
	require.NoError(t, writer.Close())

	var archive har.HAR
	decoder := json.NewDecoder(bytes.NewReader(text.Bytes()))
	decoder.DisallowUnknownFields()
	require.NoError(t, decoder.Decode(&archive))
	assert.Equal(t, "1.2", archive.Log.Version)
	assert.Equal(t, "understudy", archive.Log.Creator.Name)
	require.Len(t, archive.Log.Entries, result.Requests)
	statuses, forms := map[int64]bool{}, 0
	for _, entry := range archive.Log.Entries {
		_, err := time.Parse(time.RFC3339, entry.StartedDateTime)
		require.NoError(t, err)
		assert.InDelta(t, entry.Time, entry.Timings.Send+entry.Timings.Wait+entry.Timings.Receive, 1e-9)
		target, err := url.Parse(entry.Request.URL)
		require.NoError(t, err)
		assert.True(t, target.IsAbs(), entry.Request.URL)
		assert.Equal(t, len(target.RawQuery) > 0, len(entry.Request.QueryString) > 0, entry.Request.URL)
		statuses[entry.Response.Status] = true
		if entry.Request.PostData != nil {
			assert.NotEmpty(t, entry.Request.PostData.Text)
			forms++
		}
		if entry.Response.Status == 200 && entry.Request.Method == "GET" {
			assert.True(t, json.Valid(entry.Response.Content.Text), entry.Request.URL)
		}
	}
	assert.Positive(t, forms)
	for _, status := range []int64{200, 201, 204, 301, 304, 400, 405, 406, 415} {
		assert.True(t, statuses[status], status)
	}
}
