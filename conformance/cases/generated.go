package cases

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"understudy/conformance"
	"understudy/conformance/inputs"
	"understudy/conformance/wire"
	"understudy/conformance/world"
	"understudy/openapi"
)

// Requests made out of the document. What the document forbids is refused, for the parameter that is at fault, and changes
// nothing; nothing is answered with a 5xx.
var generated = []conformance.Case{
	{
		ID: "generated/list", Title: "Each parameter of the list with values allowed, forbidden and odd",
		Requests: 150,
		Rules: []string{
			"R-COM-NO-SERVER-ERROR", "R-LIST-PAGE-BAD", "R-LIST-ORDER-BY-OTHER", "R-LIST-SORT-OTHER", "R-LIST-UPDATED-AFTER-BAD", "R-LIST-UPDATED-BEFORE-BAD",
			"R-LIST-FINISHED-AFTER-BAD", "R-LIST-FINISHED-BEFORE-BAD", "R-LIST-STATUS-OTHER", "R-LIST-PAGE-ODD",
		},
		Script: func(s *conformance.S) {
			t := s.Timeline()
			heldEach(s, s.Operation("listProjectDeployments"), []inputs.Argument{{Name: "environment", Value: t.Environment}}, listRule, func(in inputs.Input) *wire.Answer {
				return s.Client().Send(wire.Request{Method: http.MethodGet, Path: collection(s), RawQuery: in.Query()})
			}, nil)
		},
	},
	{
		ID: "generated/create", Title: "Each attribute of a new deployment with values allowed, forbidden and odd, as form and as JSON",
		Rules: []string{
			"R-CREATE-ENVIRONMENT-MISSING", "R-CREATE-SHA-MISSING", "R-CREATE-REF-MISSING", "R-CREATE-TAG-TYPE", "R-CREATE-TAG-MISSING",
			"R-CREATE-STATUS-OTHER", "R-CREATE-STATUS-MISSING",
		},
		Script: func(s *conformance.S) {
			e := s.Environment()
			var ordinary []inputs.Argument
			form := s.Form(e)
			for _, name := range []string{"environment", "sha", "ref", "tag", "status"} {
				ordinary = append(ordinary, inputs.Argument{Name: name, Value: form[name]})
			}
			heldBody(s, "createProjectDeployment", ordinary, createRule, http.MethodPost, collection(s), nil)
		},
	},
	{
		ID: "generated/update", Title: "The status of an update with values allowed, forbidden and odd, as form and as JSON",
		Rules: []string{"R-COM-NO-SERVER-ERROR", "R-UPDATE-STATUS-OTHER", "R-UPDATE-STATUS-MISSING"},
		Script: func(s *conformance.S) {
			d := s.Deploy(s.Environment(), "running")
			heldBody(s, "updateProjectDeployment", []inputs.Argument{{Name: "status", Value: "failed"}}, statusRule("R-UPDATE-STATUS"), http.MethodPut, single(s, d), &d)
		},
	},
	{
		ID: "generated/approval", Title: "The status of a vote with values allowed, forbidden and odd, as form and as JSON",
		Rules: []string{"R-COM-NO-SERVER-ERROR", "R-APPROVE-STATUS-OTHER", "R-APPROVE-STATUS-MISSING"}, Needs: []conformance.Need{conformance.Approvals},
		Script: func(s *conformance.S) {
			d := s.Waiting(conformance.Maintainers(1))
			heldBody(s, "approveOrRejectProjectDeployment", []inputs.Argument{{Name: "status", Value: "rejected"}}, statusRule("R-APPROVE-STATUS"), http.MethodPost, approvalOf(s, d), &d)
		},
	},
	{
		ID: "generated/merge-requests", Title: "Each parameter of the merge requests with values allowed, forbidden and odd",
		Requests: 400,
		Rules:    []string{"R-COM-NO-SERVER-ERROR", "R-MRS-STATE-OTHER", "R-MRS-TIMES", "R-MRS-BAD-VALUES"},
		Script: func(s *conformance.S) {
			path := mergeRequestsOf(s, s.Deploy(s.Environment(), "failed"))
			heldEach(s, s.Operation("listDeploymentMergeRequests"), nil, mergeRequestsRule, func(in inputs.Input) *wire.Answer {
				return s.Client().Send(wire.Request{Method: http.MethodGet, Path: path, RawQuery: in.Query()})
			}, nil)
		},
	},
	{
		ID: "generated/at-random", Title: "Requests by chance: none is answered with a 5xx, none that is forbidden is accepted, and none of these changes anything",
		Requests: 100,
		Rules:    []string{"R-COM-NO-SERVER-ERROR", "R-LIST-ALL-ERRORS", "R-CREATE-ALL-ERRORS", "R-MRS-BAD-VALUES"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			d := s.Deploy(e, "failed")
			before := s.Show(d)
			get := func(path string) func(inputs.Input) *wire.Answer {
				return func(in inputs.Input) *wire.Answer {
					return s.Client().Send(wire.Request{Method: http.MethodGet, Path: path, RawQuery: in.Query()})
				}
			}
			heldAtRandom(s, "R-LIST-ALL-ERRORS", "listProjectDeployments", 40, get(collection(s)))
			heldAtRandom(s, "R-MRS-BAD-VALUES", "listDeploymentMergeRequests", 20, get(mergeRequestsOf(s, d)))
			heldAtRandom(s, "R-CREATE-ALL-ERRORS", "createProjectDeployment", 40, func(in inputs.Input) *wire.Answer {
				if len(in.Refused()) == 0 {
					in.Arguments = nil // what might be recorded is no random environment's business
				}
				return s.Client().Send(wire.Request{Method: http.MethodPost, Path: collection(s), Body: []byte(in.Query()), Header: formHeader})
			})
			s.Check("R-COM-NO-SERVER-ERROR", func(conformance.T) { unchanged(s, before, d) })
		},
	},
}

var formHeader = map[string]string{"Content-Type": "application/x-www-form-urlencoded"}

// heldEach sends the inputs that depart from an ordinary request in one parameter, and checks those that the document forbids
// under the rule that forbids them. touched, unless nil, must stay as it is through all of these.
func heldEach(s *conformance.S, o *openapi.Operation, ordinary []inputs.Argument, rule func(inputs.Input) string, ask func(inputs.Input) *wire.Answer, touched *world.Deployment) {
	heldInputs(s, inputs.Each(o, ordinary), rule, ask, touched)
}

// heldBody is heldEach for a body, as a form and as JSON.
func heldBody(s *conformance.S, operation string, ordinary []inputs.Argument, rule func(inputs.Input) string, method, path string, touched *world.Deployment) {
	o := s.Operation(operation)
	refused := slices.Concat(inputs.Each(o, ordinary), inputs.EachJSON(o, ordinary))
	heldInputs(s, slices.DeleteFunc(refused, func(in inputs.Input) bool { return len(in.Refused()) == 0 || rule(in) == "" }), rule, func(in inputs.Input) *wire.Answer {
		r := wire.Request{Method: method, Path: path, Body: []byte(in.Query()), Header: formHeader}
		if in.JSON {
			r.Body, r.Header = in.Body(), map[string]string{"Content-Type": "application/json"}
		}
		return s.Client().Send(r)
	}, touched)
}

func heldInputs(s *conformance.S, all []inputs.Input, rule func(inputs.Input) string, ask func(inputs.Input) *wire.Answer, touched *world.Deployment) {
	var before *wire.Answer
	if touched != nil {
		before = s.Show(*touched)
	}
	byRule := map[string][]inputs.Input{}
	var rules []string
	for _, in := range all {
		r := "R-COM-NO-SERVER-ERROR"
		if len(in.Refused()) > 0 {
			r = rule(in)
		}
		if byRule[r] == nil {
			rules = append(rules, r)
		}
		byRule[r] = append(byRule[r], in)
	}
	for _, r := range rules {
		s.Check(r, func(conformance.T) {
			for _, in := range byRule[r] {
				heldInput(in, ask(in))
			}
		})
	}
	if touched != nil {
		s.Check("R-COM-NO-SERVER-ERROR", func(conformance.T) { unchanged(s, before, *touched) })
	}
}

// heldInput expects what the document knows of the answer to an input.
func heldInput(in inputs.Input, answer *wire.Answer) {
	refused := in.Refused()
	if len(refused) == 0 {
		if answer.Code() >= http.StatusInternalServerError {
			answer.Fault(wire.Mismatch{Expected: "a status below 500", Actual: fmt.Sprintf("status %d", answer.Code()), Why: in.String()})
		}
		answer.Met()
		return
	}
	answer = answer.Because("%s: the document does not allow it", in).Status(http.StatusBadRequest)
	apart := slices.DeleteFunc(slices.Clone(refused), func(name string) bool { return strings.Contains(name, ", ") })
	for _, name := range apart {
		answer.Blames(name)
	}
	if len(apart) == 0 { // what excludes each other need not be looked at before each is right by itself
		blamesOne(answer, strings.Split(refused[0], ", "))
	}
}

// blamesOne expects that a refusal names one of the parameters that are wrong together.
func blamesOne(answer *wire.Answer, names []string) {
	for _, name := range names[1:] {
		if answer.Meets(func(a *wire.Answer) { a.Blames(name) }) {
			answer.Blames(name)
			return
		}
	}
	answer.Blames(names[0])
}

// heldAtRandom sends requests by chance. The first that is answered wrongly is made as small as it can be before it is told.
func heldAtRandom(s *conformance.S, rule, operation string, n int, ask func(inputs.Input) *wire.Answer) {
	s.Check(rule, func(conformance.T) {
		for _, in := range inputs.Random(s.Operation(operation), nil, s.Seed(), n) {
			if !s.Exact() {
				in.Arguments = slices.DeleteFunc(slices.Clone(in.Arguments), leftOpen)
			}
			answer := ask(in)
			if wrong(in, answer) {
				const budget = 60
				in = in.Shrunk(s.Tries(budget), func(less inputs.Input) bool { return wrong(less, ask(less)) })
				answer = ask(in)
			}
			if refused := in.Refused(); len(refused) > 1 && !strings.HasSuffix(rule, "-ALL-ERRORS") { // which of them is told is left open
				answer = answer.Because("%s: the document does not allow it", in).Status(http.StatusBadRequest)
				blamesOne(answer, strings.Split(strings.Join(refused, ", "), ", "))
				continue
			}
			heldInput(in, answer)
		}
	})
}

// leftOpen tells whether the document leaves open what becomes of a value: R-LIST-PAGE-ODD.
func leftOpen(a inputs.Argument) bool {
	n, err := strconv.Atoi(fmt.Sprint(a.Value))
	return (a.Name == "page" || a.Name == "per_page") && err == nil && n < 1
}

func wrong(in inputs.Input, answer *wire.Answer) bool {
	if len(in.Refused()) > 0 {
		return answer.Code() != http.StatusBadRequest
	}
	return answer.Code() >= http.StatusInternalServerError
}

func listRule(in inputs.Input) string {
	switch in.Parameter {
	case "page":
		return "R-LIST-PAGE-BAD"
	case "per_page":
		if in.Kind == inputs.Boundary {
			return "R-LIST-PAGE-ODD"
		}
		return "R-LIST-PAGE-BAD"
	case "order_by", "sort", "status":
		return "R-LIST-" + strings.ToUpper(strings.ReplaceAll(in.Parameter, "_", "-")) + "-OTHER"
	default:
		return "R-LIST-" + strings.ToUpper(strings.ReplaceAll(in.Parameter, "_", "-")) + "-BAD"
	}
}

func createRule(in inputs.Input) string {
	switch {
	case in.Parameter == "status":
		return statusRule("R-CREATE-STATUS")(in)
	case in.Parameter == "tag" && in.Kind != inputs.Absent:
		return "R-CREATE-TAG-TYPE"
	default:
		return "R-CREATE-" + strings.ToUpper(in.Parameter) + "-MISSING"
	}
}

// statusRule is the rule for a status; other attributes are no status's business.
func statusRule(family string) func(inputs.Input) string {
	return func(in inputs.Input) string {
		switch {
		case in.Parameter != "status":
			return ""
		case in.Kind == inputs.Absent || in.Kind == inputs.Empty:
			return family + "-MISSING"
		}
		return family + "-OTHER"
	}
}

func mergeRequestsRule(in inputs.Input) string {
	switch {
	case in.Parameter == "state":
		return "R-MRS-STATE-OTHER"
	case strings.HasSuffix(in.Parameter, "_after"), strings.HasSuffix(in.Parameter, "_before"):
		return "R-MRS-TIMES"
	}
	return "R-MRS-BAD-VALUES"
}
