package wire_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/conformance/wire"
)

// Secrets that the redactor was never told of are known by where they stand, and what is kept of a body has an end.
func TestEvidenceKeepsNoSecretsAndHasAnEnd(t *testing.T) {
	t.Parallel()
	evidence := wire.NewRedactor().Evidence(&wire.Exchange{
		Method: http.MethodPut, URL: "http://h/api/v4/x", RequestHeader: http.Header{
			"Job-Token": {"of-a-job"}, "Authorization": {"Bearer of-a-user"}, "Content-Type": {"application/x-www-form-urlencoded"},
		},
		RequestBody: []byte("status=failed&private_token=in-the-body&text=" + strings.Repeat("x", 100<<10)), Status: 200, ResponseBody: []byte(strings.Repeat("x", 100<<10)),
	})
	for _, secret := range []string{"of-a-job", "of-a-user", "in-the-body"} {
		assert.NotContains(t, evidence.Curl, secret)
	}
	assert.Contains(t, evidence.Curl, "status=failed")
	assert.Less(t, len(evidence.Body), 65<<10)
	assert.Less(t, len(evidence.Curl), 66<<10)
}
