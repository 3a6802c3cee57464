package main

import (
	"time"

	"understudy/conformance"
	"understudy/conformance/faults"
)

// judgement says what became of a server in the proof.
type judgement string

const (
	noticed   judgement = "noticed"   // the rule that is broken was found broken, and hardly another
	survived  judgement = "survived"  // the rule that is broken was not found broken
	unreached judgement = "unreached" // no exchange was wrong
	wide      judgement = "wide"      // too many other rules were found broken with it
	passed    judgement = "passed"    // an odd but conforming server was found conforming
	accused   judgement = "accused"   // an odd but conforming server was found wrong
)

func (j judgement) fine() bool { return j == noticed || j == passed }

// verdictOn is how one server fared under one profile.
type verdictOn struct {
	ID        string    `json:"id"`
	Profile   string    `json:"profile"`
	Sentence  string    `json:"sentence"`
	Rule      string    `json:"rule,omitempty"` // that is broken; none for a conforming server
	Judgement judgement `json:"judgement"`
	Found     string    `json:"found,omitempty"` // the verdict on the rule
	By        []string  `json:"by,omitempty"`    // cases that noticed
	Others    []string  `json:"others,omitempty"`
	Changed   int64     `json:"changed"` // exchanges
	Cases     int       `json:"cases"`   // that it was examined with: those to which it makes a difference
	Problem   string    `json:"problem,omitempty"`

	Duration time.Duration `json:"duration_ns"`
}

// broken are the rules found broken in a run.
func broken(result conformance.Result) []string {
	var ids []string
	for _, rule := range result.Rules {
		if rule.Verdict == conformance.Fail || rule.Verdict == conformance.Warn {
			ids = append(ids, rule.ID)
		}
	}
	return ids
}

// judgeFault says whether a fault was noticed as it should be.
func judgeFault(f faults.Fault, result conformance.Result, changed int64) verdictOn {
	v := verdictOn{ID: f.ID, Sentence: f.Sentence, Rule: f.Rule, Changed: changed, Problem: result.Problem}
	rule := result.Rule(f.Rule)
	v.Found = string(rule.Verdict)
	for _, id := range broken(result) {
		if id != f.Rule {
			v.Others = append(v.Others, id)
		}
	}
	v.By = noticing(result, f.Rule)
	switch {
	case changed == 0:
		v.Judgement = unreached
	case rule.Verdict != conformance.Fail && rule.Verdict != conformance.Warn:
		v.Judgement = survived
	case len(v.Others) > mostOthers:
		v.Judgement = wide
	default:
		v.Judgement = noticed
	}
	return v
}

// noticing are the cases whose check of the rule failed; the contract's examiner is "".
func noticing(result conformance.Result, rule string) []string {
	var ids []string
	for _, c := range result.Cases {
		for _, check := range c.Checks {
			if check.Rule == rule && (check.Verdict == conformance.Fail || check.Verdict == conformance.Warn) {
				ids = append(ids, c.ID)
			}
		}
	}
	return ids
}

// judgeOddity says whether a conforming server was found conforming. Nothing of it may be left unexamined that was not waived,
// unless it goes without what examining needs.
func judgeOddity(o faults.Oddity, result conformance.Result, changed int64) verdictOn {
	v := verdictOn{ID: o.ID, Sentence: o.Sentence, Others: broken(result), Changed: changed, Problem: result.Problem}
	for _, rule := range result.Unexamined {
		if !o.Alone {
			v.Others = append(v.Others, rule.Rule+" ("+string(rule.Verdict)+")")
		}
	}
	switch {
	case len(v.Others) > 0 || v.Problem != "":
		v.Judgement = accused
	case changed == 0 && !o.Inherent():
		v.Judgement = unreached
	default:
		v.Judgement = passed
	}
	return v
}
