package control_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"understudy/mockserver/control"
)

var secrets = control.Secrets{Known: func(text string) bool { return text == "glpat-known" }}

func TestBodiesWithoutSecrets(t *testing.T) {
	for name, c := range map[string]struct{ contentType, body, want string }{
		"by name":             {"application/json", `{ "id":1, "token" : "abc", "x":"y" }`, `{ "id":1, "token" : "[FILTERED]", "x":"y" }`},
		"however it is spelt": {"application/json; charset=utf-8", `{"pass\u0077ord":"abc","Private-Token":"x"}`, `{"pass\u0077ord":"[FILTERED]","Private-Token":"[FILTERED]"}`},
		"flags":               {"application/json", `{"token":true,"job_token_scope_enabled":false,"runner_token_expiration_interval":null}`, `{"token":true,"job_token_scope_enabled":false,"runner_token_expiration_interval":null}`},
		"below":               {"application/json", `[{"custom_headers":[{"key":"A","value":"b"}],"n":1.50}]`, `[{"custom_headers":[{"key":"[FILTERED]","value":"[FILTERED]"}],"n":1.50}]`},
		"by value":            {"application/json", `{"inputs":[{"name":"CI_JOB_TOKEN","value":"glpat-known"}]}`, `{"inputs":[{"name":"CI_JOB_TOKEN","value":"[FILTERED]"}]}`},
		"broken off":          {"application/json", `{"a":"b","secret":"abc`, `{"a":"b","secret"`},
		"no JSON":             {"application/json", `token=abc`, ``},
		"a form":              {"application/x-www-form-urlencoded", `url=http%3A%2F%2Fx&tok%65n=abc&hook[secret_token]=x&a=glpat-known&empty`, `url=http%3A%2F%2Fx&tok%65n=%5BFILTERED%5D&hook[secret_token]=%5BFILTERED%5D&a=%5BFILTERED%5D&empty`},
		"plain text":          {"text/plain", "Retry later\n", "Retry later\n"},
		"anything else":       {"multipart/form-data; boundary=x", "--x", "[FILTERED]"},
		"nothing":             {"", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, c.want, secrets.Body(c.contentType, []byte(c.body)))
		})
	}
}

func FuzzSecretsStayHidden(f *testing.F) {
	f.Add(`{"token":"S3CR3T","a":[{"password":{"x":["S3CR3T"]}}]}`)
	f.Add(`{"a":1}{"token":"S3CR3T"}`)
	f.Fuzz(func(t *testing.T, body string) {
		if strings.Contains(body, filler) {
			t.Skip()
		}
		whole := `{"before":` + body + `,"token":"` + filler + `"}`
		assert.NotContains(t, secrets.Body("application/json", []byte(whole)), filler)
		assert.NotContains(t, secrets.Query(body+"&token="+filler), filler)
	})
}

const filler = "S3CR3T-of-the-fuzzer"

func TestValuesWithoutSecrets(t *testing.T) {
	assert.Equal(t, "[FILTERED]", secrets.Value("private_token", "x"))
	assert.Empty(t, secrets.Value("private_token", ""))
	assert.Equal(t, []any{map[string]any{"a": "[FILTERED]", "n": 1}}, secrets.Value("a", []any{map[string]any{"a": "glpat-known", "n": 1}}))
}
