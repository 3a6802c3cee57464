package cases

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// Attributes of POST and PUT travel in several encodings. The three operations that take any are held to each.
var encodings = []conformance.Case{
	{
		ID: "encoding/attributes", Title: "A form, a JSON object and multipart/form-data have the same effect",
		Rules: []string{"R-COM-FORM", "R-COM-JSON", "R-COM-MULTIPART", "R-COM-QUERY-ATTRIBUTES"},
		Script: func(s *conformance.S) {
			heldEncodings(s, []encoding{
				{"R-COM-FORM", func(p wire.Params) wire.Request { return wire.Request{Form: p} }},
				{"R-COM-JSON", func(p wire.Params) wire.Request { return wire.Request{JSON: asMembers(p)} }},
				{"R-COM-MULTIPART", multipart},
				{"R-COM-QUERY-ATTRIBUTES", func(p wire.Params) wire.Request { return wire.Request{Query: p} }},
			})
		},
	},
	{
		ID: "encoding/json-values", Title: "A JSON body has truth values and texts with any character",
		Rules: []string{"R-COM-JSON"},
		Script: func(s *conformance.S) {
			s.Check("R-COM-JSON", func(conformance.T) {
				e := s.Environment() + "/a b"
				recorded := []*wire.Answer{send(s, http.MethodPost, collection(s), wire.Request{Form: s.Form(e)})}
				for _, tag := range []any{false, "false"} {
					body := asMembers(s.Form(e))
					body["tag"] = tag
					recorded = append(recorded, send(s, http.MethodPost, collection(s), wire.Request{JSON: body}))
				}
				for i := range recorded[1:] {
					held(recorded, i+1, func(a *wire.Answer) { a.Succeeded().Is("/environment/name", e) })
				}
				canceled := []byte(`{"status": "canceled"}`)
				d, other := s.Deploy(s.Environment(), "running"), s.Deploy(s.Environment(), "running")
				plain := send(s, http.MethodPut, single(s, other), wire.Request{Form: wire.Params{"status": "canceled"}})
				charset := wire.Request{Body: canceled, Header: map[string]string{"Content-Type": "application/json; charset=utf-8"}}
				held([]*wire.Answer{send(s, http.MethodPut, single(s, d), charset), plain}, 0, func(a *wire.Answer) { a.Succeeded().Is("/status", "canceled") })
			})
		},
	},
	{
		ID: "encoding/what-is-no-encoding", Title: "Malformed JSON is refused with 400, a body of another type with 415, and neither changes anything",
		Rules: []string{"R-COM-JSON-MALFORMED", "R-COM-CONTENT-TYPE"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "running")
			before := s.Show(d)
			form := url.Values{}
			for name, value := range s.Form(e) {
				form.Set(name, value)
			}
			refused := func(code int, contentType, body string) {
				r := wire.Request{Body: []byte(body), Header: map[string]string{"Content-Type": contentType}}
				send(s, http.MethodPut, single(s, d), r).Because("%s is sent as %s", body, contentType).Status(code).Explained()
				send(s, http.MethodPost, collection(s), r).Because("%s is sent as %s", body, contentType).Status(code).Explained()
			}
			s.Check("R-COM-JSON-MALFORMED", func(conformance.T) {
				for _, body := range []string{`{"status": "success"`, `{status: success}`, `status=success`, `{"status": "success"}}`} {
					refused(400, "application/json", body)
				}
				unchanged(s, before, d)
			})
			s.Check("R-COM-CONTENT-TYPE", func(conformance.T) {
				refused(415, "text/plain", "status=success")
				refused(415, "application/xml", "<status>success</status>")
				refused(415, "application/octet-stream", form.Encode())
				plain := map[string]string{"Content-Type": "text/plain"}
				s.Client().Send(wire.Request{Method: http.MethodDelete, Path: single(s, d), Body: []byte("x"), Header: plain}).
					Because("DELETE has a body of plain text").Status(415).Explained()
				unchanged(s, before, d)
				just(s.Client().Get(collection(s), wire.Params{"environment": e}), d.ID)
			})
		},
	},
	{
		ID: "encoding/unknown-attributes", Title: "A parameter that no table lists is ignored, whatever the operation",
		Rules: []string{"R-COM-UNKNOWN-PARAMETER"},
		Script: func(s *conformance.S) {
			s.Check("R-COM-UNKNOWN-PARAMETER", func(conformance.T) {
				e := s.Environment()
				form := with(with(s.Form(e), "description", "of no use"), "id", "1")
				d := decoded(s.Client().Post(collection(s), form).Succeeded().Is("/environment/name", e))
				unknown := wire.Params{"no_such_parameter": "1", "page_size": "1", "limit": "0", "filter": "x"}
				just(s.Client().Get(collection(s), with(unknown, "environment", e)), d.ID)
				s.Client().Get(single(s, d), unknown).Succeeded().Is("/id", d.ID)
				s.Client().Get(mergeRequestsOf(s, d), unknown).Succeeded()
				s.Client().Put(single(s, d), wire.Params{"status": "failed", "environment": "elsewhere"}).Succeeded().Is("/environment/name", e)
				s.Client().Send(wire.Request{Method: http.MethodDelete, Path: single(s, d), Query: unknown}).Succeeded()
			})
		},
	},
	{
		ID: "encoding/unknown-attributes-of-a-vote", Title: "A parameter that no table lists is ignored when voting, too",
		Rules: []string{"R-COM-UNKNOWN-PARAMETER"}, Needs: []conformance.Need{conformance.Approvals, conformance.Roles},
		Script: func(s *conformance.S) {
			given := wire.Params{"status": "approved", "comment": "Looks good"}
			vote(s, conformance.Approver, s.Waiting(conformance.Maintainers(2)), given).Needs()
			s.Check("R-COM-UNKNOWN-PARAMETER", func(conformance.T) {
				given := with(with(given, "no_such_parameter", "1"), "user_id", "1")
				vote(s, conformance.Approver, s.Waiting(conformance.Maintainers(2)), given).Succeeded().Is("/status", "approved")
			})
		},
	},
}

type encoding struct {
	rule string
	body func(wire.Params) wire.Request
}

// heldEncodings records and updates in each encoding. One is at fault if another does what it should.
func heldEncodings(s *conformance.S, encodings []encoding) {
	form := s.Form("")
	var forms []wire.Params // each to an environment of its own, so that no deployment can be taken for another's
	var recorded, changed, shown []*wire.Answer
	recording := func(a *wire.Answer) {
		name, _ := a.Succeeded().At("/environment/name")
		if !slices.ContainsFunc(forms, func(p wire.Params) bool { return p["environment"] == name }) {
			a.Is("/environment/name", forms[0]["environment"])
		}
		a.Is("/ref", form["ref"]).Is("/sha", form["sha"]).Is("/status", "running")
	}
	for _, encoding := range encodings {
		forms = append(forms, s.Form(s.Environment()))
		recorded = append(recorded, send(s, http.MethodPost, collection(s), encoding.body(forms[len(forms)-1])))
	}
	some := slices.IndexFunc(recorded, func(a *wire.Answer) bool { return a.Meets(recording) })
	for i, encoding := range encodings {
		s.Check(encoding.rule, func(conformance.T) { held(recorded, i, recording) })
	}
	if some < 0 {
		return
	}
	for i, encoding := range encodings {
		if !recorded[i].Meets(recording) {
			recorded[i] = send(s, http.MethodPost, collection(s), encodings[some].body(forms[i]))
		}
		one := single(s, decoded(recorded[i]))
		changed = append(changed, send(s, http.MethodPut, one, encoding.body(wire.Params{"status": "failed"})))
		shown = append(shown, s.Client().Get(one, nil))
	}
	for i, encoding := range encodings {
		s.Check(encoding.rule, func(conformance.T) {
			held(changed, i, func(a *wire.Answer) { a.Succeeded().Is("/status", "failed") })
			held(shown, i, func(a *wire.Answer) { a.Succeeded().Is("/status", "failed").Is("/ref", form["ref"]) })
		})
	}
}

func send(s *conformance.S, method, path string, r wire.Request) *wire.Answer {
	r.Method, r.Path = method, path
	return s.Client().Send(r)
}

// asMembers are attributes as a JSON object's, truth values being such.
func asMembers(p wire.Params) map[string]any {
	members := map[string]any{}
	for name, value := range p {
		members[name] = value
		if value == "true" || value == "false" {
			members[name] = value == "true"
		}
	}
	return members
}

func multipart(p wire.Params) wire.Request {
	const boundary = "understudy-boundary"
	var body strings.Builder
	for name, value := range p {
		body.WriteString("--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")
	}
	body.WriteString("--" + boundary + "--\r\n")
	return wire.Request{Body: []byte(body.String()), Header: map[string]string{"Content-Type": "multipart/form-data; boundary=" + boundary}}
}
