package cases

import (
	"net/http"

	"github.com/stretchr/testify/require"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

var create = []conformance.Case{
	createdWith("running", "R-CREATE-STATUS-RUNNING"),
	createdWith("success", "R-CREATE-STATUS-SUCCESS"),
	createdWith("failed", "R-CREATE-STATUS-FAILED"),
	createdWith("canceled", "R-CREATE-STATUS-CANCELED"),
	{
		ID: "create/answers-201", Title: "Making a deployment is answered with 201",
		Requirements: []string{"R-CREATE-STATUS-CODE"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			answer := s.Client().Post(collection(s), valid(s, s.Environment()))
			made(s, answer)
			answer.Status(201)
		},
	},
	{
		ID: "create/has-no-deployable", Title: "A deployment made through the API belongs to no job",
		Requirements: []string{"R-CREATE-DEPLOYABLE"},
		Operation:    createOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(_ conformance.T, s *conformance.Session) {
			answer := s.Client().Post(collection(s), valid(s, s.Environment()))
			made(s, answer)
			answer.Object().HasValue("deployable", nil)
		},
	},
	{
		ID: "create/json-body", Title: "The attributes may be sent as JSON as well as a form",
		Requirements: []string{"R-COM-JSON"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			body := map[string]any{"environment": e, "ref": s.Survey.Ref, "sha": s.Survey.SHA, "tag": false, "status": "running"}
			d := made(s, s.Client().Send(wire.Request{Method: http.MethodPost, Path: collection(s), JSON: body}))
			require.Equal(t, e, d.Environment.Name)
			require.Equal(t, []int64{d.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "create/makes-and-keeps-the-environment", Title: "An environment is made when first deployed to, and found again later",
		Requirements: []string{"R-CREATE-ENVIRONMENT-REUSED", "R-CREATE-ENVIRONMENT-NEW"},
		Operation:    createOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first := made(s, s.Client().Post(collection(s), valid(s, e)))
			second := made(s, s.Client().Post(collection(s), valid(s, e)))
			other := made(s, s.Client().Post(collection(s), valid(s, s.Environment())))
			require.NotZero(t, first.Environment.ID)
			require.Equal(t, first.Environment, second.Environment)
			require.NotEqual(t, first.Environment.ID, other.Environment.ID)
		},
	},
	{
		ID: "create/ids-grow", Title: "Every deployment has a new id and iid, larger than those before",
		Requirements: []string{"R-CREATE-IDS"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			first := made(s, s.Client().Post(collection(s), valid(s, e)))
			second := made(s, s.Client().Post(collection(s), valid(s, e)))
			require.Greater(t, second.ID, first.ID)
			require.Greater(t, second.IID, first.IID)
		},
	},
	{
		ID: "create/approval-fields", Title: "With deployment approvals a new deployment shows approvals and pending_approval_count",
		Requirements: []string{"R-CREATE-APPROVALS", "R-CREATE-APPROVALS-TYPES"},
		Operation:    createOp, Level: conformance.Must, Effect: conformance.Create, Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			answer := s.Client().Post(collection(s), valid(s, s.Environment()))
			made(s, answer)
			answer.Object().Value("pending_approval_count").Number().Ge(0)
			answer.Object().Value("approvals").Array()
		},
	},
	{
		ID: "create/approves-nothing", Title: "A new deployment in an environment without approval rules has no approvals and misses none",
		Requirements: []string{"R-CREATE-APPROVALS-EMPTY"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create, Needs: []conformance.Capability{conformance.Approvals},
		Run: func(_ conformance.T, s *conformance.Session) {
			answer := s.Client().Post(collection(s), valid(s, s.Environment()))
			made(s, answer)
			answer.Object().HasValue("pending_approval_count", 0).HasValue("approvals", []any{})
		},
	},
	{
		ID: "create/repeating-the-current-success", Title: "Repeating the environment's current successful deployment answers with that one",
		Requirements: []string{"R-CREATE-REPEATED"},
		Operation:    createOp, Level: conformance.Info, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			form := with(valid(s, e), "status", "success")
			first := made(s, s.Client().Post(collection(s), form))
			again := made(s, s.Client().Post(collection(s), form).Status(201))
			require.Equal(t, first.ID, again.ID)
			require.Equal(t, []int64{first.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "create/reporters-may-not", Title: "A reporter may not make a deployment",
		Requirements: []string{"R-CREATE-REPORTER"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create, Roles: []conformance.Role{conformance.Reporter},
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			d := made(s, s.Client().Post(collection(s), valid(s, e)))
			s.As(conformance.Reporter).Post(collection(s), valid(s, e)).Status(403).Explained()
			require.Equal(t, []int64{d.ID}, idsIn(s, e, nil))
		},
	},
	{
		ID: "create/developers-may", Title: "A developer may make a deployment, and it is his",
		Requirements: []string{"R-CREATE-DEVELOPER"},
		Operation:    createOp, Level: conformance.Should, Effect: conformance.Create, Roles: []conformance.Role{conformance.Developer},
		Run: func(t conformance.T, s *conformance.Session) {
			mine := made(s, s.As(conformance.Developer).Post(collection(s), valid(s, s.Environment())))
			other := made(s, s.Client().Post(collection(s), valid(s, s.Environment())))
			require.NotNil(t, mine.User)
			require.NotEqual(t, mine.User, other.User)
		},
	},
}

// createdWith is the case for one of the statuses that a deployment can be made with.
func createdWith(status, requirement string) conformance.Case {
	return conformance.Case{
		ID: "create/status-" + status, Title: "A deployment can be made " + status + ", and is there afterwards",
		Requirements: []string{requirement, "R-CREATE", "R-CREATE-READABLE", "R-CREATE-ENVIRONMENT", "R-CREATE-SHA", "R-CREATE-REF", "R-COM-FORM"},
		Operation:    createOp, Level: conformance.Must, Effect: conformance.Create,
		Run: func(t conformance.T, s *conformance.Session) {
			e := s.Environment()
			form := with(valid(s, e), "status", status)
			d := made(s, s.Client().Post(collection(s), form))
			want := provision.Deployment{
				ID: d.ID, IID: d.IID, Ref: form["ref"], SHA: form["sha"], Status: status,
				CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt, User: d.User,
				Environment: provision.Environment{ID: d.Environment.ID, Name: e}, PendingApprovals: d.PendingApprovals,
			}
			require.Equal(t, want, d, "the answer")
			require.Equal(t, []int64{d.ID}, idsIn(s, e, nil))
			kept := show(s, d)
			kept.UpdatedAt = d.UpdatedAt // the document's example of this answer has none
			require.Equal(t, want, kept, "the deployment later")
		},
	}
}
