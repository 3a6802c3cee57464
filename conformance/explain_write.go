package conformance

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"understudy/conformance/wire"
	"understudy/openapi"
)

// members are rules about one member of what reading shows: whoever compares a deployment with what it was before presumes them.
var members = []struct{ rule, pointer, family string }{
	{"R-GET-BY-ID", "/id", ""}, {"R-UPDATE-REFUSED-UNCHANGED", "/updated_at", "R-UPDATE-"},
}

// shown is the rule about a member of what reading shows that is found broken just where a rule fails that is about something else.
func (b brokenTraits) shown(failed string, f Failure) string {
	if f.trait.operation != "getProjectDeployment" || f.trait.vague || f.trait.status != http.StatusOK {
		return ""
	}
	for _, m := range members {
		about := strings.HasPrefix(failed, m.family) || strings.HasPrefix(failed, "R-COM-")
		if f.trait.pointer == m.pointer && failed != m.rule && about && slices.Contains(b[f.trait], m.rule) {
			return m.rule
		}
	}
	return ""
}

// sent is the rule that says what comes of an attribute of the failed request, or of its absence, if that was found broken just so: by
// a refusal of what is allowed, which shows nothing about other refusals, or by the same of the answer.
func (b brokenTraits) sent(failed string, f Failure) string {
	if f.exchange == nil || f.trait.vague || f.trait.hollow {
		return ""
	}
	for _, rule := range spoken(f.exchange) {
		switch {
		case rule == failed:
			return ""
		case f.trait.status >= http.StatusBadRequest:
			if slices.Contains(b[trait{operation: f.trait.operation, status: f.trait.status, expected: wire.Success}], rule) {
				return rule
			}
		case f.trait.pointer != "" && slices.Contains(b[f.trait], rule):
			return rule
		}
	}
	return ""
}

// spoken are the rules that say what comes of the attributes of a request that writes.
func spoken(e *wire.Exchange) []string {
	prefix := "R-" + family[e.Operation]
	if prefix != "R-UPDATE" && prefix != "R-APPROVE" {
		return nil
	}
	sent := attributes(e)
	var rules []string
	if status := sent["status"]; status != "" {
		rules = append(rules, prefix+"-STATUS-"+ruleWord(status))
	}
	if prefix == "R-APPROVE" {
		for _, name := range []string{"comment", "represented_as"} {
			if _, given := sent[name]; !given {
				rules = append(rules, prefix+"-"+ruleWord(name)+"-OPTIONAL")
			}
		}
	}
	return rules
}

// attributes are what a request sends, in its body or in its query.
func attributes(e *wire.Exchange) map[string]string {
	sent := map[string]string{}
	if target, err := url.Parse(e.URL); err == nil {
		for name := range target.Query() {
			sent[name] = target.Query().Get(name)
		}
	}
	arguments, _ := openapi.ReadBody(e.RequestHeader.Get("Content-Type"), e.RequestBody) // what cannot be read sends nothing
	for _, a := range arguments {
		sent[a.Name] = fmt.Sprint(a.Value)
	}
	return sent
}
