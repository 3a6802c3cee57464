package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"understudy/conformance/wire"
	"understudy/openapi"
)

// The contract has one examiner: every answer of the operations under examination is held against the document once, and what
// breaks it is told under the rule it breaks, however many answers show it.

// family is the middle of the ids of an operation's rules.
var family = map[string]string{
	"listProjectDeployments": "LIST", "getProjectDeployment": "GET", "createProjectDeployment": "CREATE",
	"updateProjectDeployment": "UPDATE", "deleteProjectDeployment": "DELETE", "listDeploymentMergeRequests": "MRS",
	"approveOrRejectProjectDeployment": "APPROVE",
}

// baseRules say that the operation works at all.
var baseRules = map[string]string{
	"LIST": "R-LIST-ARRAY", "GET": "R-GET-ONE", "CREATE": "R-CREATE", "UPDATE": "R-UPDATE", "DELETE": "R-DELETE",
	"MRS": "R-MRS-ARRAY", "APPROVE": "R-APPROVE-BLOCKED",
}

// baseRule is the rule that the operation of an exchange works, "" if it is not under examination.
func baseRule(e *wire.Exchange) string {
	if e.Neighbour {
		return ""
	}
	return baseRules[family[e.Operation]]
}

// explained tells whether a refusal has one of the keys that refusals have.
func explained(e *wire.Exchange) bool {
	var body map[string]json.RawMessage
	_ = json.Unmarshal(e.ResponseBody, &body)
	return tells(body["message"]) || tells(body["error"])
}

// ruleOf is the rule that a violation breaks, "" if none.
func ruleOf(e *wire.Exchange, v openapi.Violation) string {
	kind := family[e.Operation]
	switch {
	case e.Status >= http.StatusInternalServerError:
		return "R-COM-NO-SERVER-ERROR"
	case v.Where == "response status":
		return statusRule(kind, e.Status)
	case v.Where == "response header":
		return headerRule(kind, v.Pointer)
	case v.Rule == "json":
		return "R-COM-RESPONSE-JSON"
	case e.Status == http.StatusNoContent:
		return "R-DELETE-NO-BODY"
	case e.Status >= http.StatusBadRequest && explained(e):
		return "" // both keys are accepted everywhere, with whatever GitLab puts under either
	case e.Status >= http.StatusBadRequest:
		return "R-COM-ERROR-SHAPE"
	case v.Pointer != "" && (v.Rule == "format" || v.Rule == "pattern") && strings.HasSuffix(v.Pointer, "_at"):
		return "R-COM-TIMES"
	}
	return bodyRule(kind, v)
}

func statusRule(kind string, status int) string {
	if status < http.StatusBadRequest {
		switch kind {
		case "CREATE", "UPDATE", "APPROVE":
			return "R-" + kind + "-STATUS-CODE"
		case "DELETE":
			return "R-DELETE-NO-CONTENT"
		}
		return baseRules[kind]
	}
	return "R-COM-ERROR-SHAPE"
}

func headerRule(kind, name string) string {
	switch {
	case strings.EqualFold(name, "Location"): // only redirects have it
		return "R-COM-MOVED"
	case strings.EqualFold(name, "Link") && kind == "LIST":
		return "R-LIST-PAGE-LINKS"
	case strings.HasPrefix(strings.ToLower(name), "x-") && kind == "LIST":
		return "R-LIST-PAGE-HEADERS"
	case kind == "MRS" && !strings.EqualFold(name, "Content-Type"):
		return "R-MRS-PAGES"
	}
	return "R-COM-RESPONSE-JSON"
}

// parts are the rules for what is inside of a deployment, by family and first key. A missing key belongs to the object that
// lacks it.
var parts = map[string]map[string]string{
	"LIST": {"user": "R-LIST-USER", "environment": "R-LIST-ENVIRONMENT-KEYS", "deployable": "R-LIST-DEPLOYABLE",
		"deployable/commit": "R-LIST-DEPLOYABLE-COMMIT", "deployable/user": "R-LIST-DEPLOYABLE-USER",
		"deployable/pipeline": "R-LIST-DEPLOYABLE-PIPELINE", "status": "R-LIST-STATUS-VALUES"},
	"GET": {"user": "R-GET-USER", "environment": "R-GET-ENVIRONMENT", "deployable": "R-GET-DEPLOYABLE",
		"deployable/commit": "R-GET-DEPLOYABLE-COMMIT", "deployable/user": "R-GET-DEPLOYABLE-USER",
		"deployable/pipeline": "R-GET-DEPLOYABLE-PIPELINE", "approval_summary": "R-GET-APPROVAL-SUMMARY", "approval_summary/rules": "R-GET-APPROVAL-RULES", "updated_at": "R-GET-UPDATED-AT"},
	"CREATE": {"user": "R-CREATE-USER", "environment": "R-CREATE-ENVIRONMENT-KEYS", "deployable": "R-CREATE-DEPLOYABLE",
		"approvals": "R-CREATE-APPROVALS-TYPES", "pending_approval_count": "R-CREATE-APPROVALS-TYPES", "updated_at": "R-CREATE-UPDATED-AT"},
	"UPDATE": {"user": "R-UPDATE-USER", "environment": "R-UPDATE-ENVIRONMENT-KEYS", "deployable": "R-UPDATE-DEPLOYABLE",
		"approvals": "R-UPDATE-APPROVALS-ENTRY", "pending_approval_count": "R-UPDATE-APPROVALS-TYPES", "updated_at": "R-UPDATE-UPDATED-AT"},
	"APPROVE": {"user": "R-APPROVE-USER", "created_at": "R-APPROVE-CREATED-AT"},
}

// wholes are the rules for the keys of a family's objects.
var wholes = map[string]string{
	"LIST": "R-LIST-KEYS", "GET": "R-GET-KEYS", "CREATE": "R-CREATE-KEYS", "UPDATE": "R-UPDATE-KEYS", "MRS": "R-MRS-FORMAT",
	"APPROVE": "R-APPROVE-KEYS",
}

func bodyRule(kind string, v openapi.Violation) string {
	steps := strings.Split(strings.Trim(v.Pointer, "/"), "/")
	if kind == "LIST" || kind == "MRS" {
		steps = steps[1:] // the item
	}
	if v.Pointer == "" || len(steps) == 0 && v.Rule == "type" {
		return baseRules[kind]
	}
	for n := min(2, len(steps)); n > 0; n-- {
		if rule, ok := parts[kind][strings.Join(steps[:n], "/")]; ok {
			return rule
		}
	}
	if kind == "LIST" && v.Rule != "required" {
		return "R-LIST-TYPES"
	}
	return wholes[kind]
}

// held are the rules that a conforming answer kept.
func held(e *wire.Exchange) []string {
	kind := family[e.Operation]
	rules := []string{"R-COM-NO-SERVER-ERROR"}
	if len(e.ResponseBody) > 0 {
		rules = append(rules, "R-COM-RESPONSE-JSON")
	}
	if e.Status >= http.StatusBadRequest {
		return append(rules, "R-COM-ERROR-SHAPE")
	}
	shown := showcase(e, kind)
	if shown == nil {
		return rules
	}
	rules = append(rules, wholes[kind], "R-COM-TIMES")
	if kind == "LIST" {
		rules = append(rules, "R-LIST-TYPES")
	}
	for path, rule := range parts[kind] {
		if first, rest, _ := strings.Cut(path, "/"); present(shown[first]) && (rest == "" || present(within(shown[first], rest))) {
			rules = append(rules, rule)
		}
	}
	slices.Sort(rules)
	return slices.Compact(rules)
}

// showcase is an object of the answer to look into: of a list, the first.
func showcase(e *wire.Exchange, kind string) map[string]json.RawMessage {
	var object map[string]json.RawMessage
	if kind == "LIST" || kind == "MRS" {
		items := json.NewDecoder(bytes.NewReader(e.ResponseBody))
		if opening, err := items.Token(); err != nil || opening != json.Delim('[') || !items.More() || items.Decode(&object) != nil {
			return nil
		}
		return object
	}
	if json.Unmarshal(e.ResponseBody, &object) != nil {
		return nil
	}
	return object
}

func within(data json.RawMessage, key string) json.RawMessage {
	var object map[string]json.RawMessage
	_ = json.Unmarshal(data, &object)
	return object[key]
}

// tells tells whether something is said: a text, or texts in an object or a list.
func tells(data json.RawMessage) bool {
	return present(data) && strings.ContainsAny(string(data[:1]), `"{[`)
}

// present tells whether there is something to see: neither nothing, nor null, nor an empty list.
func present(data json.RawMessage) bool {
	text := string(data)
	return text != "" && text != "null" && text != "[]"
}

// found is told every exchange of the run.
func (r *run) found(caseID string, e *wire.Exchange) {
	r.world.Observe(e)
	r.count(e)
	if !r.options.Brief {
		r.coverage.Observe(e)
	}
	if r.options.Observe != nil {
		r.options.Observe(caseID, e, r.redactor)
	}
	r.crowded(e)
	switch {
	case e.Operation == "" || e.Err != nil:
	case e.Neighbour:
		for _, v := range e.Violations {
			r.tally.around(e.Operation, r.redactor.Text(v.String()))
		}
	case len(e.Violations) > 0:
		r.violated(e)
	default:
		for _, rule := range held(e) {
			r.tally.keep(rule)
		}
	}
	if !e.Neighbour {
		for _, pointer := range e.Unknown {
			r.tally.unknown(e.Operation + ": " + r.redactor.Text(pointer))
		}
	}
}

// maxPage is how many items a page has at most.
const maxPage = 100

// crowded tells of pages that are too long, also of those that are so long that nobody judges them otherwise.
func (r *run) crowded(e *wire.Exchange) {
	kind := family[e.Operation]
	if e.Items > maxPage && kind == "LIST" {
		r.tally.violate("R-LIST-PER-PAGE-MAXIMUM", "items", func() Failure {
			return Failure{Expected: fmt.Sprintf("at most %d items", maxPage), Actual: fmt.Sprintf("%d items", e.Items), Evidence: r.evidence(e)}
		})
	}
}

func (r *run) violated(e *wire.Exchange) {
	told := map[string]bool{}
	for _, v := range e.Violations {
		pointer := wire.AnyIndex(v.Pointer)
		key := v.Where + " " + pointer + " " + v.Rule
		rule := ruleOf(e, v)
		if rule == "" || told[rule+key] {
			continue // a list repeats each for every item
		}
		told[rule+key] = true
		r.tally.violate(rule, key, func() Failure {
			return Failure{
				Pointer: r.redactor.Text(v.Pointer), Expected: expectedBy(v), Actual: r.redactor.Text(v.Message), Evidence: r.evidence(e),
				trait: traitOf(e, wire.Mismatch{Pointer: v.Pointer}),
			}
		})
	}
}

func expectedBy(v openapi.Violation) string {
	if v.Rule == "status" {
		return "a documented status"
	}
	return fmt.Sprintf("a %s as documented (%s)", v.Where, v.Rule)
}

func (r *run) evidence(e *wire.Exchange) *wire.Evidence {
	if e == nil {
		return nil
	}
	evidence := r.redactor.Evidence(e)
	return &evidence
}
