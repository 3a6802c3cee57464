package provision_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/conformance/provision"
)

// script answers requests in order and notes them as "METHOD path form".
type script struct {
	answers []answer
	asked   []string
}

type answer struct {
	status int
	body   string
}

func (s *script) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	form, _ := io.ReadAll(r.Body)
	asked := r.Method + " " + r.RequestURI
	if len(form) > 0 {
		asked += " " + string(form)
	}
	s.asked = append(s.asked, asked)
	next := s.answers[0]
	s.answers = s.answers[1:]
	w.WriteHeader(next.status)
	_, _ = io.WriteString(w, next.body)
}

func apiOf(t *testing.T, answers ...answer) (provision.API, *script) {
	t.Helper()
	s := &script{answers: answers}
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	return provision.API{HTTP: http.DefaultClient, Root: server.URL, Project: "acme/shop"}, s
}

func deployment(id int, ref, status string) string {
	return fmt.Sprintf(`{"id": %d, "ref": %q, "sha": "abc", "status": %q, "environment": {"name": "e"}}`, id, ref, status)
}

func refOf(t *testing.T, asked string) string {
	t.Helper()
	var method, path, form string
	_, err := fmt.Sscan(asked, &method, &path, &form)
	require.NoError(t, err)
	values, err := url.ParseQuery(form)
	require.NoError(t, err)
	return values.Get("ref")
}

// GitLab answers a POST that repeats the current success with that deployment.
func TestSuccessesInARowDiffer(t *testing.T) {
	api, script := apiOf(t, answer{201, deployment(1, "main", "success")}, answer{201, deployment(2, "main", "running")},
		answer{201, deployment(3, "abc", "success")}, answer{201, deployment(4, "main", "running")},
		answer{200, deployment(4, "main", "success")}, answer{201, deployment(5, "abc", "success")})
	a := provision.NewArranger(api, "main", "abc")
	var running provision.Deployment
	for _, status := range []string{"success", "running", "success", "running"} {
		var err error
		running, err = a.Create(t.Context(), "e", status)
		require.NoError(t, err)
	}
	_, err := a.Update(t.Context(), running, "success")
	require.NoError(t, err)
	_, err = a.Create(t.Context(), "e", "success")
	require.NoError(t, err)
	assert.Equal(t, "main", refOf(t, script.asked[0]))
	assert.Equal(t, "abc", refOf(t, script.asked[2]), "unlike the first success")
	assert.Equal(t, "abc", refOf(t, script.asked[5]), "unlike the one that became a success meanwhile")
}

func TestWhatWasNotArrangedIsAnError(t *testing.T) {
	tests := map[string]struct {
		answers []answer
		want    string
	}{
		"refused":        {[]answer{{403, `{"message": "403 Forbidden"}`}}, "POST /projects/acme%2Fshop/deployments answered 403"},
		"another status": {[]answer{{201, deployment(1, "main", "created")}}, `asked for a new running deployment to e, got id 1, "created"`},
		"another shape":  {[]answer{{201, `[]`}}, "another shape"},
		"no id":          {[]answer{{200, `{}`}}, "got id 0"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			api, _ := apiOf(t, test.answers...)
			_, err := provision.NewArranger(api, "main", "abc").Create(t.Context(), "e", "running")
			require.ErrorContains(t, err, test.want)
		})
	}
	t.Run("one that exists", func(t *testing.T) {
		api, _ := apiOf(t, answer{201, deployment(1, "main", "running")}, answer{201, deployment(1, "main", "running")})
		a := provision.NewArranger(api, "main", "abc")
		_, err := a.Create(t.Context(), "e", "running")
		require.NoError(t, err)
		_, err = a.Create(t.Context(), "e", "running")
		require.ErrorContains(t, err, "asked for a new running deployment")
	})
}

func TestCleanUp(t *testing.T) {
	api, script := apiOf(t,
		answer{201, deployment(1, "main", "success")}, answer{201, deployment(2, "main", "running")}, answer{201, deployment(3, "main", "failed")},
		answer{403, "no"}, // 3: stays
		answer{400, "running"}, answer{200, deployment(2, "main", "canceled")}, answer{204, ""},
		answer{404, "gone"}) // 1: somebody else removed it
	a := provision.NewArranger(api, "main", "abc")
	for _, status := range []string{"success", "running", "failed"} {
		_, err := a.Create(t.Context(), "e", status)
		require.NoError(t, err)
	}
	left := a.CleanUp(t.Context())
	one := func(id int) string { return fmt.Sprintf("/projects/acme%%2Fshop/deployments/%d", id) }
	assert.Equal(t, []string{
		"DELETE " + one(3), "DELETE " + one(2), "PUT " + one(2) + " status=canceled", "DELETE " + one(2), "DELETE " + one(1),
	}, script.asked[3:])
	assert.Equal(t, []string{"deployment 3 in environment e: DELETE " + one(3) + " answered 403 no"}, left)
}
