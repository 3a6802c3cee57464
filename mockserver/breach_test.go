package mockserver_test

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver"
	"understudy/mockserver/gitlab"
)

// What breaks the contract is refused every time: it must not be kept and served from memory the second time.
func TestWhatBreaksTheContractIsNotKept(t *testing.T) {
	never := time.Date(12000, 1, 1, 0, 0, 0, 0, time.UTC) // no date-time has five digits of a year
	for name, spoil := range map[string]func(*gitlab.Tx){
		"user":        func(tx *gitlab.Tx) { u := *tx.UserByName("developer"); u.Username = "%zz"; tx.PutUser(u) },
		"environment": func(tx *gitlab.Tx) { e := *tx.Environment(1); e.CreatedAt = never; tx.PutEnvironment(e) },
		"job":         func(tx *gitlab.Tx) { j := *tx.Job(1); j.CreatedAt = never; tx.PutJob(j) },
		"deployment": func(tx *gitlab.Tx) {
			d := *tx.Deployment(tx.ProjectByID(1), 101)
			d.CreatedAt = never
			tx.PutDeployment(d)
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := small()
			server, err := mockserver.New(mockserver.Config{Dataset: &d})
			require.NoError(t, err)
			_, err = server.Instance().Write(func(tx *gitlab.Tx) error {
				spoil(tx)
				return nil
			})
			require.NoError(t, err)
			get := func(path string) *httptest.ResponseRecorder {
				r := httptest.NewRequest(http.MethodGet, path, nil)
				r.Header.Set("PRIVATE-TOKEN", "maintainer-token")
				w := httptest.NewRecorder()
				server.ServeHTTP(w, r)
				return w
			}
			for range 3 {
				w := get("/api/v4/projects/1/deployments")
				assert.Equal(t, http.StatusInternalServerError, w.Code, w.Body)
			}
			assert.EqualValues(t, 3, server.Breaches())
			assert.Contains(t, get("http://localhost/-/metrics").Body.String(), "understudy_contract_breaches_total 3\n")
		})
	}
}
