package conformance

import (
	"strings"
	"time"

	"understudy/conformance/wire"
)

// Report is everything a run found out. It contains no secrets.
type Report struct {
	Target       string        `json:"target"`  // the API root
	Project      string        `json:"project"` // id or path, as given
	Profile      string        `json:"profile"`
	Version      string        `json:"version"` // of understudy
	RunID        string        `json:"run_id"`
	Started      time.Time     `json:"started"`
	Duration     time.Duration `json:"duration_ns"`
	Outcome      Outcome       `json:"outcome"`
	Problem      string        `json:"problem,omitempty"` // why the target could not be examined at all
	Capabilities []Finding     `json:"capabilities"`
	Results      []Result      `json:"results"`
	LeftBehind   []string      `json:"left_behind"` // what the run made and could not remove
}

// Count tells how many cases ended with the verdict.
func (r Report) Count(verdict Verdict) int {
	n := 0
	for _, result := range r.Results {
		if result.Verdict == verdict {
			n++
		}
	}
	return n
}

// Result is how one case ended, and why.
type Result struct {
	ID           string          `json:"id"`
	Title        string          `json:"title"`
	Section      string          `json:"section"`
	Operation    string          `json:"operation"`
	Level        Level           `json:"level"`
	Requirements []Requirement   `json:"requirements"`
	Verdict      Verdict         `json:"verdict"`
	Reason       string          `json:"reason,omitempty"` // for NOT_APPLICABLE, UNTESTABLE and ERROR
	Failures     []Failure       `json:"failures,omitempty"`
	Notes        []string        `json:"notes,omitempty"`
	Exchanges    []wire.Exchange `json:"exchanges,omitempty"`
	Duration     time.Duration   `json:"duration_ns"`
}

// Requirement is a rule of the document, in the words of openapi/requirements.yaml.
type Requirement struct {
	ID        string `json:"id"`
	Statement string `json:"statement"`
}

// Failure is one expectation that was not met.
type Failure struct {
	Message  string `json:"message"`
	Expected string `json:"expected,omitempty"`
	Actual   string `json:"actual,omitempty"`
	Evidence
}

// Evidence is the exchange a failure was found in.
type Evidence struct {
	Curl   string `json:"curl,omitempty"`   // repeats the request; $TOKEN stands for the token
	Answer string `json:"answer,omitempty"` // status and the start of the body
}

// Lines is everything there is to say about the result beyond its verdict, for people.
func (r Result) Lines() []string {
	var lines []string
	for _, failure := range r.Failures {
		lines = append(lines, failure.lines()...)
	}
	if len(r.Failures) > 0 {
		for _, requirement := range r.Requirements {
			lines = append(lines, "rule "+requirement.ID+": "+requirement.Statement)
		}
	}
	for _, note := range r.Notes {
		lines = append(lines, "note: "+note)
	}
	return lines
}

func (f Failure) lines() []string {
	lines := strings.Split(f.Message, "\n")
	if f.Expected != "" || f.Actual != "" {
		lines = append(lines, "  expected: "+f.Expected, "  actual:   "+f.Actual)
	}
	if f.Curl != "" {
		lines = append(lines, "  "+f.Curl, "  "+f.Answer)
	}
	return lines
}
