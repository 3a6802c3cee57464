package mockserver_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
)

// rights are what somebody gets from reading, POST, PUT of an existing deployment and DELETE of an existing one.
type rights struct {
	who                       string
	read, post, put, deletion int
}

func TestRolesOnPrivateProject(t *testing.T) {
	checkRoles(t, "/projects/1", []rights{
		{"", 401, 401, 401, 401},
		{"outsider", 404, 404, 404, 404},
		{"external", 404, 404, 404, 404},
		{"guest", 403, 403, 403, 403},
		{"planner", 403, 403, 403, 403},
		{"reporter", 200, 403, 403, 403},
		{"security", 200, 403, 403, 403},
		{"developer", 200, 201, 200, 403},
		{"maintainer", 200, 201, 200, 204},
		{"owner", 200, 201, 200, 204},
		{"admin", 200, 201, 200, 204},
		{"auditor", 200, 403, 403, 403},
	})
}

func TestRolesOnPublicProject(t *testing.T) {
	checkRoles(t, "/projects/2", []rights{
		{"", 401, 401, 401, 401},
		{"outsider", 200, 403, 403, 403},
		{"external", 200, 403, 403, 403},
		{"guest", 200, 403, 403, 403},
		{"planner", 200, 403, 403, 403},
		{"reporter", 200, 403, 403, 403},
		{"developer", 200, 201, 200, 403},
		{"maintainer", 200, 201, 200, 204},
		{"admin", 200, 201, 200, 204},
		{"auditor", 200, 403, 403, 403},
	})
}

func TestRolesOnInternalProject(t *testing.T) {
	checkRoles(t, "/projects/3", []rights{
		{"", 401, 401, 401, 401},
		{"outsider", 200, 403, 403, 403},
		{"external", 404, 404, 404, 404},
		{"guest", 200, 403, 403, 403},
		{"reporter", 200, 403, 403, 403},
		{"developer", 200, 201, 200, 403},
		{"owner", 200, 201, 200, 204},
	})
}

func checkRoles(t *testing.T, project string, table []rights) {
	t.Helper()
	v := visit(t, small())
	list := project + "/deployments"
	refusals := map[int]string{401: unauthorized, 403: forbidden, 404: noProject}
	for _, r := range table {
		made := v.as("maintainer").post(list, deploying)
		one := list + "/" + made.member("id")
		check := func(what string, want int, a answer) {
			t.Helper()
			assert.Equal(t, want, a.status, "%s by %s: %s", what, r.who, a.body)
			if body, refused := refusals[want]; refused {
				assert.Equal(t, body, a.body, "%s by %s", what, r.who)
			}
		}
		v := v.as(r.who)
		check("list", r.read, v.get(list))
		check("get", r.read, v.get(one))
		check("merge requests", r.read, v.get(one+"/merge_requests"))
		check("environments", r.read, v.get(project+"/environments"))
		assert.Equal(t, r.read, v.request(http.MethodHead, list, "").status, r.who)
		check("post", r.post, v.post(list, deploying))
		check("put", r.put, v.put(one, "status=canceled"))
		v.as("maintainer").put(one, "status=canceled")
		check("delete", r.deletion, v.delete(one))
	}
}
