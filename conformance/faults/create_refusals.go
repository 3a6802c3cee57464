package faults

import "strings"

// recordingRefusals are faults of recording what cannot be recorded.
func recordingRefusals() []Fault {
	return gather(missingAttributes(), unknownRevisions(), otherStatuses())
}

// filled is what a server puts in for an attribute that it does not insist on.
func filled(x *exchange, name string) any {
	switch name {
	case "environment":
		return "production"
	case "tag":
		return false
	case "status":
		return "success"
	case "ref":
		return text(x.ask("/projects/" + escaped(x.project())).object()["default_branch"])
	}
	branch := text(x.ask("/projects/" + escaped(x.project())).object()["default_branch"])
	return text(find(any(x.ask("/projects/"+escaped(x.project())+"/repository/branches/"+escaped(branch)).object()), "/commit/id"))
}

// without1 are recordings that are refused because of one attribute alone, which they lack or leave empty.
func without1(name string) (lacking, empty when) {
	one := on(opCreate).answered(400).that(func(x *exchange) bool {
		for _, part := range strings.Split(text(x.correct().object()["error"]), ", ") {
			if !strings.HasPrefix(part, name+" ") {
				return false
			}
		}
		return true
	})
	isEmpty := func(x *exchange) bool {
		value, given := x.call.value(name)
		return given && strings.TrimSpace(value) == ""
	}
	return one.without(name), one.that(isEmpty)
}

func missingAttributes() []Fault {
	rules := map[string]string{"environment": "R-CREATE-ENVIRONMENT-MISSING", "sha": "R-CREATE-SHA-MISSING", "ref": "R-CREATE-REF-MISSING", "tag": "R-CREATE-TAG-MISSING", "status": "R-CREATE-STATUS-MISSING"}
	fill := func(w when, name string) behaviour {
		return w.does(func(x *exchange) { x.resend(x.call.with(name, filled(x, name))) })
	}
	secretly := func(w when, name string) behaviour {
		return w.does(func(x *exchange) {
			refusal := x.correct()
			x.resend(x.call.with(name, filled(x, name)))
			x.altered = x.final.successful()
			x.answer(refusal)
		})
	}
	var faults []Fault
	for _, name := range []string{"environment", "sha", "ref", "tag", "status"} {
		lacking, empty := without1(name)
		faults = append(faults,
			Fault{ID: "create-" + name + "-missing-taken", Rule: rules[name], Sentence: "A request without " + name + " is taken.", behave: fill(lacking, name)},
			Fault{ID: "create-" + name + "-missing-recorded", Rule: rules[name], Sentence: "A request without " + name + " is refused, and recorded all the same.", behave: secretly(lacking, name)},
			Fault{ID: "create-" + name + "-missing-422", Rule: rules[name], Sentence: "A request without " + name + " is answered with 422.", behave: lacking.status(422)},
		)
		if name != "tag" {
			faults = append(faults, Fault{ID: "create-" + name + "-empty-taken", Rule: rules[name], Sentence: "A request with an empty " + name + " is taken.", behave: fill(empty, name)})
		}
	}
	several := on(opCreate).answered(400).saying(" is missing")
	attributes := []string{"environment", "sha", "ref", "tag", "status"}
	only := func(keep func(named []string) []string) behaviour {
		return several.edits(func(_ *exchange, body any) any {
			var named []string
			for _, a := range attributes {
				if strings.Contains(text(find(body, "/error")), a+" is missing") {
					named = append(named, a)
				}
			}
			if len(named) < 2 {
				return body
			}
			return row{"error": strings.Join(keep(named), " is missing, ") + " is missing"}
		})
	}
	return append(faults,
		Fault{ID: "create-errors-first", Rule: "R-CREATE-ALL-ERRORS", Sentence: "Of several attributes missing the first is named.", behave: only(func(n []string) []string { return n[:1] })},
		Fault{ID: "create-errors-last", Rule: "R-CREATE-ALL-ERRORS", Sentence: "Of several attributes missing the last is named.", behave: only(func(n []string) []string { return n[len(n)-1:] })},
		Fault{ID: "create-errors-no-tag", Rule: "R-CREATE-ALL-ERRORS", Sentence: "Of several attributes missing all but tag are named.", behave: only(func(n []string) []string {
			var kept []string
			for _, a := range n {
				if a != "tag" {
					kept = append(kept, a)
				}
			}
			return kept
		})},
		Fault{ID: "create-tag-type-taken", Rule: "R-CREATE-TAG-TYPE", Sentence: "A tag that is no truth value counts as false.", behave: on(opCreate).answered(400).saying("tag is invalid").as("tag", false)},
		Fault{ID: "create-tag-type-true", Rule: "R-CREATE-TAG-TYPE", Sentence: "A tag that is no truth value counts as true.", behave: on(opCreate).answered(400).saying("tag is invalid").as("tag", true)},
		Fault{ID: "create-tag-type-500", Rule: "R-CREATE-TAG-TYPE", Sentence: "A tag that is no truth value is answered with 500.", behave: on(opCreate).answered(400).saying("tag is invalid").refuses(500, "500 Internal Server Error")},
	)
}

func unknownRevisions() []Fault {
	var faults []Fault
	for _, name := range []string{"sha", "ref"} {
		refused := on(opCreate).answered(400).saying(`"` + name + `":[`)
		rule := "R-CREATE-" + strings.ToUpper(name) + "-UNKNOWN"
		faults = append(faults,
			Fault{ID: "create-" + name + "-unknown-taken", Rule: rule, Sentence: "A " + name + " that the repository does not have is taken.", behave: refused.does(func(x *exchange) {
				value, _ := x.call.value(name)
				x.resend(x.call.with(name, filled(x, name)))
				when{}.shows("/"+name, value)(x)
			})},
			Fault{ID: "create-" + name + "-unknown-404", Rule: rule, Sentence: "A " + name + " that the repository does not have is answered with 404.", behave: refused.status(404)},
			Fault{ID: "create-" + name + "-unknown-500", Rule: rule, Sentence: "A " + name + " that the repository does not have is answered with 500.", behave: refused.refuses(500, "500 Internal Server Error")},
			Fault{ID: "create-" + name + "-unknown-replaced", Rule: rule, Sentence: "A " + name + " that the repository does not have is replaced with the default branch's.", behave: refused.does(func(x *exchange) {
				x.resend(x.call.with(name, filled(x, name)))
			})},
		)
	}
	return faults
}

func otherStatuses() []Fault {
	refused := on(opCreate).answered(400).saying("status does not have a valid value")
	with := func(id, sentence, as string, values ...string) Fault {
		return Fault{ID: "create-status-other-" + id, Rule: "R-CREATE-STATUS-OTHER", Sentence: sentence, behave: refused.with("status", values...).does(func(x *exchange) {
			value, _ := x.call.value("status")
			x.resend(x.call.with("status", as))
			when{}.shows("/status", value)(x)
		})}
	}
	return []Fault{
		with("created", "A deployment can be recorded as created.", "running", "created"),
		with("blocked", "A deployment can be recorded as blocked.", "running", "blocked"),
		with("skipped", "A deployment can be recorded as skipped.", "canceled", "skipped"),
		with("cancelled", "A deployment can be recorded as cancelled.", "canceled", "cancelled"),
		{ID: "create-status-other-case", Rule: "R-CREATE-STATUS-OTHER", Sentence: "A status is taken in capitals, too.", behave: refused.that(func(x *exchange) bool {
			value, _ := x.call.value("status")
			return strings.ToLower(value) != value
		}).taking("status", func(s string) any { return strings.ToLower(s) })},
		{ID: "create-status-other-any", Rule: "R-CREATE-STATUS-OTHER", Sentence: "A status that does not exist counts as running.", behave: refused.that(func(x *exchange) bool {
			value, _ := x.call.value("status")
			return value != ""
		}).as("status", "running")},
		{ID: "create-status-other-recorded", Rule: "R-CREATE-STATUS-OTHER", Sentence: "A status that does not exist is refused, and recorded as failed.", behave: refused.that(func(x *exchange) bool {
			value, _ := x.call.value("status")
			return value != ""
		}).does(func(x *exchange) {
			refusal := x.correct()
			x.resend(x.call.with("status", "failed"))
			x.altered = x.final.successful()
			x.answer(refusal)
		})},
		{ID: "create-status-other-422", Rule: "R-CREATE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 422.", behave: refused.with("status").status(422)},
	}
}
