package conformance

import (
	"time"

	"understudy/conformance/coverage"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// Result is everything a run found out, as a value. It contains no secrets, and nothing that steers a terminal.
type Result struct {
	Schema        string        `json:"schema"`                   // which schema this follows: see [SchemaVersion]
	Target        string        `json:"target"`                   // the API root
	TargetVersion string        `json:"target_version,omitempty"` // what the target says it is
	Project       string        `json:"project"`                  // that was given, "" for projects of the run's own
	User          string        `json:"user,omitempty"`           // whose token examines, if the target says so
	Profile       string        `json:"profile"`
	Tier          string        `json:"tier,omitempty"`    // as declared
	Edition       string        `json:"edition,omitempty"` // as declared
	Without       []Need        `json:"without"`
	Version       string        `json:"version"` // of understudy
	RunID         string        `json:"run_id"`
	Seed          uint64        `json:"seed"`
	Shard         string        `json:"shard,omitempty"`  // which part of the cases this is, as "2/4"
	Select        []string      `json:"select,omitempty"` // words of the [Selection], as given
	Skip          []string      `json:"skip,omitempty"`
	FailOn        Level         `json:"fail_on"` // the weakest level that decides the outcome
	Started       time.Time     `json:"started"`
	Duration      time.Duration `json:"duration_ns"`
	Requests      int           `json:"requests"`
	Outcome       Outcome       `json:"outcome"`
	Problem       string        `json:"problem,omitempty"` // why the target could not be examined at all, or not to the end

	Rules      []RuleResult      `json:"rules"` // of the selected cases and of the contract, in the order of the document
	Cases      []CaseResult      `json:"cases"` // in the order of the catalogue
	Findings   []Finding         `json:"findings"`
	Unexamined []Unexamined      `json:"unexamined"` // rules that could not be held and that nobody waived
	Waived     []Unexamined      `json:"waived"`
	Outdated   []string          `json:"outdated,omitempty"` // entries of the baseline that are not true any more
	Coverage   coverage.Coverage `json:"coverage"`           // what of the contract the run reached
	Around     []Note            `json:"around"`             // how the operations around the examined ones differ from GitLab's
	Unknown    []string          `json:"undescribed"`        // fields that the document does not describe, "operation: pointer"
	Created    []world.Thing     `json:"created"`            // what the run made, but for what is inside of that
	Left       []world.Left      `json:"left_behind"`        // what of it stayed, and why
}

// SchemaVersion names the schema of [Result] as JSON; report.Schema is the schema itself.
const SchemaVersion = "understudy-report/2"

// RuleResult is how one rule ended: as its worst check.
type RuleResult struct {
	ID            string   `json:"id"`
	Level         Level    `json:"level"` // in the run's profile
	Operation     string   `json:"operation,omitempty"`
	Statement     string   `json:"statement"`
	Verdict       Verdict  `json:"verdict"`
	Reason        string   `json:"reason,omitempty"`   // why it was not examined
	Checks        int      `json:"checks"`             // how often it was held
	Accepted      string   `json:"accepted,omitempty"` // why the verdict is accepted: what the baseline says of it
	Documentation string   `json:"documentation"`      // address of the section that the rule stands in
	Cases         []string `json:"cases"`              // that claim it; none: the contract's examiner holds it
}

// CaseResult is how one case went.
type CaseResult struct {
	ID       string        `json:"id"`
	Title    string        `json:"title"`
	Section  string        `json:"section"`
	Verdict  Verdict       `json:"verdict"` // its worst check's
	Reason   string        `json:"reason,omitempty"`
	Checks   []CheckResult `json:"checks"` // one for each rule that it claims
	Requests int           `json:"requests"`
	Duration time.Duration `json:"duration_ns"`
	Unstable bool          `json:"unstable,omitempty"` // repeated, it ended in different ways
}

// CheckResult is how one case held one rule.
type CheckResult struct {
	Rule     string    `json:"rule"`
	Level    Level     `json:"level"`
	Verdict  Verdict   `json:"verdict"`
	Reason   string    `json:"reason,omitempty"` // for UNTESTABLE, BLOCKED, WAIVED and ERROR
	By       string    `json:"by,omitempty"`     // for BLOCKED: the rule that is broken
	Failures []Failure `json:"failures,omitempty"`
	Notes    []string  `json:"notes,omitempty"`

	end ending // why it was not examined
}

// Failure is one expectation that was not met, in terms of HTTP and JSON.
type Failure struct {
	Case     string         `json:"case,omitempty"`    // that found it; "": the contract's examiner
	Pointer  string         `json:"pointer,omitempty"` // JSON pointer into the body, or the name of a header
	Expected string         `json:"expected"`
	Actual   string         `json:"actual"`
	Why      string         `json:"why,omitempty"`
	Answers  int            `json:"answers"` // in how many answers it was found
	Evidence *wire.Evidence `json:"evidence,omitempty"`

	trait    trait
	exchange *wire.Exchange
}

// Finding is one broken rule, or one undecided rule where the target does something else than GitLab 18.9.
type Finding struct {
	Rule          string    `json:"rule"`
	Level         Level     `json:"level"`
	Verdict       Verdict   `json:"verdict"`
	Statement     string    `json:"statement"`
	Failures      []Failure `json:"failures"`           // different ones; the first is the first that was found
	Accepted      string    `json:"accepted,omitempty"` // why it is accepted
	Documentation string    `json:"documentation"`
	Blocks        []string  `json:"blocks"` // rules that could not be examined for it
}

// Unexamined is a rule that could not be held, and what would change that.
type Unexamined struct {
	Rule    string  `json:"rule"`
	Level   Level   `json:"level"`
	Verdict Verdict `json:"verdict"`
	Reason  string  `json:"reason"`
	Hint    string  `json:"hint,omitempty"`    // the flag or token that would examine it
	Without Need    `json:"without,omitempty"` // what somebody may declare the target to do without, to waive it
}

// Note is something about the endpoints around the examined ones.
type Note struct {
	Operation string `json:"operation"`
	Text      string `json:"text"`
	Answers   int    `json:"answers"`
}

// Count tells how many rules of the level ended with the verdict.
func (r Result) Count(level Level, verdict Verdict) int {
	n := 0
	for _, rule := range r.Rules {
		if rule.Level == level && rule.Verdict == verdict {
			n++
		}
	}
	return n
}

// Rule is the result of the rule with the id; its Verdict is "" if the run had nothing to do with it.
func (r Result) Rule(id string) RuleResult {
	for _, rule := range r.Rules {
		if rule.ID == id {
			return rule
		}
	}
	return RuleResult{ID: id}
}

// Lines is the failure for people, without its evidence.
func (f Failure) Lines() []string {
	where := ""
	if f.Pointer != "" {
		where = f.Pointer + ": "
	}
	lines := []string{"expected: " + where + f.Expected, "actual:   " + where + f.Actual}
	if f.Why != "" {
		lines = append(lines, "because:  "+f.Why)
	}
	return lines
}
