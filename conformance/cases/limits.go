package cases

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// What no operation is for: other formats than JSON, very long bodies, the vote on what is elsewhere now.
var limits = []conformance.Case{
	{
		ID: "protocol/format", Title: "An answer in another format than JSON is refused, and nothing changes",
		Rules: []string{"R-COM-FORMAT"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			before := s.Show(d)
			s.Check("R-COM-FORMAT", func(conformance.T) {
				for _, r := range sixOperations(s, strings.TrimPrefix(s.Path(), "/projects/"), d.ID) {
					r.Query = wire.Params{"format": "xml"}
					s.Client().Send(r).Because("%s is asked for XML", r.Method).Status(406).Explained()
				}
				unchanged(s, before, d)
			})
		},
	},
	{
		ID: "protocol/long-body", Title: "A very long body is read or refused, and what is refused changes nothing",
		Rules: []string{"R-COM-LONG-BODY"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			before := s.Show(d)
			s.Check("R-COM-LONG-BODY", func(conformance.T) {
				for _, r := range []wire.Request{
					{Method: http.MethodPost, Path: collection(s)}, {Method: http.MethodPut, Path: single(s, d)},
					{Method: http.MethodDelete, Path: s.Path("deployments", unknownID)},
				} {
					s.Client().Send(long(r)).Because("more than a mebibyte is sent, and no status that there is").Refused()
				}
				unchanged(s, before, d)
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
		},
	},
	{
		ID: "protocol/votes", Title: "A vote is held to the same as any request: its format, its body's type and length",
		Rules: []string{"R-COM-FORMAT", "R-COM-CONTENT-TYPE", "R-COM-LONG-BODY"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			refused := func(rule string, r wire.Request, codes ...int) {
				r.Method, r.Path = http.MethodPost, approvalOf(s, d)
				before := s.Show(d)
				s.Check(rule, func(conformance.T) {
					s.As(conformance.Approver).Send(r).Status(codes...)
					unchanged(s, before, d)
				})
			}
			approved := wire.Params{"status": "approved"}
			refused("R-COM-FORMAT", wire.Request{Query: wire.Params{"format": "xml"}, Form: approved}, 406)
			refused("R-COM-CONTENT-TYPE", wire.Request{Header: map[string]string{"Content-Type": "text/plain"}, Body: []byte("status=approved")}, 415)
			refused("R-COM-LONG-BODY", long(wire.Request{}), 400, 413)
		},
	},
	{
		ID: "protocol/moved-vote", Title: "Nobody votes by the old path of a project that was moved",
		Rules: []string{"R-COM-MOVED"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles, conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			p := s.Named()
			d := s.Waiting(conformance.Maintainers(1))
			before := s.Show(d)
			move(s)
			s.Check("R-COM-MOVED", func(conformance.T) {
				old := "/projects/" + url.PathEscape(p.Path) + strings.TrimPrefix(approvalOf(s, d), s.Path())
				s.As(conformance.Approver).Post(old, wire.Params{"status": "approved"}).Because("only GET follows a project that was moved").Status(405)
				unchanged(s, before, d)
			})
		},
	},
}

// long gives a request a form of more than a mebibyte, with a status that is none.
func long(r wire.Request) wire.Request {
	r.Body = append([]byte("status=none&surplus="), bytes.Repeat([]byte("x"), 1<<20)...)
	r.Header = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}
	return r
}

// move gives the case's own project another path.
func move(s *conformance.S) {
	s.Client().Send(wire.Request{Method: http.MethodPut, Path: s.Path(), JSON: map[string]any{"path": s.Environment() + "-moved"}}).Needs()
}
