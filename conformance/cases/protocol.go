package cases

import (
	"net/http"
	"net/url"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// What HTTP expects of any API.
var protocol = []conformance.Case{
	{
		ID: "protocol/methods", Title: "A method that a path does not list is refused on each path, and changes nothing",
		Rules: []string{"R-COM-METHOD"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "failed")
			before := s.Show(d)
			s.Check("R-COM-METHOD", func(conformance.T) {
				for _, r := range []wire.Request{
					{Method: http.MethodPut, Path: collection(s)}, {Method: http.MethodPatch, Path: collection(s)},
					{Method: http.MethodDelete, Path: collection(s)}, {Method: http.MethodPost, Path: single(s, d)},
					{Method: http.MethodPatch, Path: single(s, d)}, {Method: http.MethodPost, Path: mergeRequestsOf(s, d)},
					{Method: http.MethodDelete, Path: mergeRequestsOf(s, d)}, {Method: http.MethodPut, Path: approvalOf(s, d)},
					{Method: http.MethodDelete, Path: approvalOf(s, d)}, {Method: http.MethodGet, Path: approvalOf(s, d)},
				} {
					if r.Method != http.MethodGet {
						r.Form = wire.Params{"status": "success"}
					}
					s.Client().Send(r).Because("%s is not for this path", r.Method).Status(404, 405)
				}
				unchanged(s, before, d)
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
		},
	},
	{
		ID: "protocol/head", Title: "HEAD answers as GET does, without a body",
		Rules: []string{"R-COM-HEAD"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			s.Check("R-COM-HEAD", func(conformance.T) {
				query := wire.Params{"environment": t.Environment, "per_page": "2"}
				get := s.Client().Get(collection(s), query).Needs()
				head := s.Client().Send(wire.Request{Method: http.MethodHead, Path: collection(s), Query: query}).Succeeded().Empty()
				for _, name := range []string{"X-Page", "X-Per-Page", "X-Next-Page", "X-Prev-Page", "X-Total", "X-Total-Pages"} {
					if get.Has(name) {
						head.HeaderIs(name, strings.TrimSpace(get.Header(name)))
					}
				}
				s.Client().Send(wire.Request{Method: http.MethodHead, Path: single(s, t.Made[0])}).Succeeded().Empty()
				s.Client().Send(wire.Request{Method: http.MethodHead, Path: mergeRequestsOf(s, t.Made[0])}).Succeeded().Empty()
				s.Client().Send(wire.Request{Method: http.MethodHead, Path: s.Path("deployments", unknownID)}).Status(404).Empty()
			})
		},
	},
	{
		ID: "protocol/reading-changes-nothing", Title: "Whatever is read, the same request again gives the same answer",
		Rules: []string{"R-COM-READS-CHANGE-NOTHING"},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			query := wire.Params{"environment": t.Environment, "order_by": "updated_at", "sort": "desc"}
			read := func() []*wire.Answer {
				return []*wire.Answer{
					s.Client().Get(collection(s), query).Needs(), s.Client().Get(single(s, t.Made[0]), nil).Needs(),
					s.Client().Get(mergeRequestsOf(s, t.Made[0]), nil).Needs(),
				}
			}
			first := read()
			s.Gap()
			s.Check("R-COM-READS-CHANGE-NOTHING", func(conformance.T) {
				for range 9 { // some servers keep count
					for i, again := range read() {
						again.Because("nothing was written in between").SameAs(first[i])
					}
				}
			})
		},
	},
	{
		ID: "protocol/conditional", Title: "A GET that names the current ETag may be answered with 304; a deletion may depend on the last change",
		Rules: []string{"R-COM-CONDITIONAL-GET", "R-DELETE-UNMODIFIED-SINCE"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "failed")
			s.Check("R-COM-CONDITIONAL-GET", func(conformance.T) {
				first := s.Client().Get(single(s, d), nil).Needs()
				tag := first.Header("ETag")
				r := wire.Request{Method: http.MethodGet, Path: single(s, d), Header: map[string]string{"If-None-Match": tag}}
				s.Client().Send(r).Status(304).Empty()
				r.Header = map[string]string{"If-None-Match": `W/"another"`}
				s.Client().Send(r).Succeeded().SameAs(first)
				for _, path := range []string{collection(s), mergeRequestsOf(s, d)} {
					first := s.Client().Get(path, wire.Params{"environment": d.Environment.Name}).Needs()
					r := wire.Request{Method: http.MethodGet, Path: path, Query: wire.Params{"environment": d.Environment.Name}}
					r.Header = map[string]string{"If-None-Match": first.Header("ETag")}
					s.Client().Send(r).Status(304).Empty()
				}
			})
			s.Check("R-DELETE-UNMODIFIED-SINCE", func(conformance.T) {
				r := wire.Request{Method: http.MethodDelete, Path: single(s, d), Header: map[string]string{"If-Unmodified-Since": "Fri, 01 Mar 2019 08:00:00 GMT"}}
				s.Client().Send(r).Because("it was changed after 2019").Status(412).Explained()
				s.Client().Get(single(s, d), nil).Succeeded()
				r.Header = map[string]string{"If-Unmodified-Since": "Fri, 01 Mar 2199 08:00:00 GMT"}
				s.Client().Send(r).Because("it was not changed after 2199").Succeeded()
			})
		},
	},
	{
		ID: "protocol/moved-project", Title: "The old path of a project that was moved leads to the new one",
		Rules: []string{"R-COM-MOVED"}, Needs: []conformance.Need{conformance.Projects}, Isolation: conformance.OwnProject,
		Script: func(s *conformance.S) {
			p := s.Named()
			d := s.Deploy(s.Environment(), "failed")
			move(s)
			before := s.Show(d)
			old := url.PathEscape(p.Path)
			s.Check("R-COM-MOVED", func(conformance.T) {
				for _, r := range sixOperations(s, old, d.ID) {
					if r.Method == http.MethodGet {
						moved := s.Client().Send(r).Status(301)
						s.Client().Follow(moved.Header("Location")).Succeeded()
						r.Method = http.MethodHead
					}
					s.Client().Send(r).Because("only GET follows a project that was moved").Status(405)
				}
				unchanged(s, before, d)
				s.Client().Get(single(s, d), nil).Because("the number of a project stays").Succeeded().Is("/id", d.ID)
			})
		},
	},
	{
		ID: "protocol/one-api", Title: "What one operation changes, the others show",
		Rules: []string{"R-COM-PURPOSE", "R-COM-API-ROOT"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			lists := func(query wire.Params) *wire.Answer {
				return s.Client().Get(collection(s), with(query, "environment", e))
			}
			s.Check("R-COM-PURPOSE", func(conformance.T) {
				first := decoded(s.Client().Post(collection(s), s.Form(e)).Succeeded())
				just(lists(nil), first.ID)
				s.Move(first, "success")
				s.Client().Get(single(s, first), nil).Succeeded().Is("/status", "success")
				just(lists(wire.Params{"status": "success"}), first.ID)
				second := s.Deploy(e, "success")
				s.Client().Delete(single(s, first)).Succeeded()
				s.Client().Get(single(s, first), nil).Status(404)
				just(lists(nil), second.ID)
			})
			s.Check("R-COM-API-ROOT", func(conformance.T) {
				s.Client().Get(collection(s), nil).Succeeded()
				s.Client().Get("/deployments", nil).Because("deployments are a project's").Status(404, 405)
			})
		},
	},
}
