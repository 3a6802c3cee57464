package mockserver_test

import (
	"net/http"
	"strings"
	"testing"

	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/control"
)

func TestMetrics(t *testing.T) {
	t.Parallel()
	server := mockserver.Start(t)
	space := server.Space(t)
	for _, path := range []string{server.URL + shopDeployments, space.URL + shopDeployments, server.URL + "/api/v4/nothing"} {
		ask(t, "GET", path, server.Tokens["developer"], "")
	}
	server.Fail(t, control.Rule{Match: control.Match{Operation: "getProjectDeployment"}, Then: control.Outcome{Status: 503}})
	ask(t, "GET", server.URL+shopDeployments+"/1", server.Tokens["developer"], "")
	status, text := ask(t, "GET", server.URL+"/-/metrics", "", "")
	require.Equal(t, http.StatusOK, status)
	for _, line := range []string{
		`understudy_request_duration_seconds_count{operation="listProjectDeployments",status="200"} 2`,
		`understudy_request_duration_seconds_count{operation="none",status="404"} 1`,
		`understudy_request_duration_seconds_count{operation="getProjectDeployment",status="503"} 1`,
		`understudy_contract_breaches_total 0`, `understudy_spaces 1`, `understudy_projects 3`, `go_goroutines `, `understudy_deployments `,
	} {
		assert.Contains(t, text, line)
	}
	parser := expfmt.NewTextParser(model.UTF8Validation)
	families, err := parser.TextToMetricFamilies(strings.NewReader(text))
	require.NoError(t, err, "as Prometheus reads it")
	for name, kind := range map[string]dto.MetricType{
		"understudy_request_duration_seconds": dto.MetricType_HISTOGRAM, "understudy_contract_breaches_total": dto.MetricType_COUNTER, "understudy_spaces": dto.MetricType_GAUGE,
	} {
		require.Contains(t, families, name)
		assert.Equal(t, kind, families[name].GetType(), name)
		assert.NotEmpty(t, families[name].GetHelp(), name)
	}
	status, _ = ask(t, "GET", space.URL+"/-/metrics", "", "")
	assert.Equal(t, http.StatusNotFound, status, "the process has one set")
}
