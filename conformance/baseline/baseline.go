// Package baseline is the list of rules that a target is known to break: they no longer fail a run, as long as the list is
// true and nobody let it grow old.
package baseline

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/goccy/go-yaml"

	"understudy/conformance"
	"understudy/openapi"
)

// Entry is one rule that may end so.
type Entry struct {
	Rule    string              `yaml:"rule" json:"rule"`
	Verdict conformance.Verdict `yaml:"verdict" json:"verdict"`
	Reason  string              `yaml:"reason" json:"reason"`
	// Expires is the last day, UTC, on which the entry counts, as 2006-01-02; "": it never ends.
	Expires string `yaml:"expires,omitempty" json:"expires,omitempty"`
}

// Baseline is a list of entries, each for another rule.
type Baseline []Entry

// known are the verdicts that a baseline can take: those that say something against the target or leave it open.
var known = []conformance.Verdict{conformance.Fail, conformance.Warn, conformance.Error, conformance.Untestable, conformance.Blocked}

// Read reads a YAML list. The error says what is wrong and in which line.
func Read(data []byte) (Baseline, error) {
	var entries []Entry
	if err := yaml.UnmarshalWithOptions(data, &entries, yaml.Strict()); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("it is no list of rule, verdict, reason, expires: %s", yaml.FormatError(err, false, false))
	}
	b := Baseline{}
	for i, entry := range entries {
		if err := entry.validate(); err != nil {
			return nil, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if slices.ContainsFunc(b, func(e Entry) bool { return e.Rule == entry.Rule }) {
			return nil, fmt.Errorf("entry %d: %s stands there twice", i+1, entry.Rule)
		}
		b = append(b, entry)
	}
	return b, nil
}

func (e Entry) validate() error {
	switch {
	case e.Rule == "":
		return errors.New("rule is missing")
	case !slices.Contains(known, e.Verdict):
		return fmt.Errorf("verdict of %s is %q: it must be one of %v", e.Rule, e.Verdict, known)
	case e.Reason == "":
		return fmt.Errorf("reason of %s is missing: say why it is so", e.Rule)
	}
	if e.Expires == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, e.Expires); err != nil {
		return fmt.Errorf("expires of %s is %q: it must be a day like 2006-01-02", e.Rule, e.Expires)
	}
	return nil
}

// Apply accepts what the list says of the result's rules, and notes the entries that are no longer true (the rule ended in
// another way, or is no rule any more) or that have ended before today. Entries for rules that the run did not
// select are left alone.
func (b Baseline) Apply(r conformance.Result, today time.Time) conformance.Result {
	accepted := map[string]string{}
	var outdated []string
	for _, entry := range b {
		rule := r.Rule(entry.Rule)
		switch {
		case entry.Expires != "" && today.UTC().Format(time.DateOnly) > entry.Expires:
			outdated = append(outdated, fmt.Sprintf("%s expired on %s: mend it, or agree on another day", entry.Rule, entry.Expires))
		case rule.Verdict == "" && !isRule(entry.Rule):
			outdated = append(outdated, entry.Rule+" is no rule of this version: take it out, or look it up with understudy rules")
		case rule.Verdict == "": // not part of this run
		case rule.Verdict != entry.Verdict:
			outdated = append(outdated, fmt.Sprintf("%s is %s now, not %s: take it out, or change it", entry.Rule, rule.Verdict, entry.Verdict))
		default:
			accepted[entry.Rule] = entry.Reason
		}
	}
	return r.Accept(accepted, outdated)
}

func isRule(id string) bool {
	rows, err := openapi.Requirements()
	return err == nil && slices.ContainsFunc(rows, func(r openapi.Requirement) bool { return r.ID == id })
}

// Update is the list that the result asks for: what ended badly, with the reasons and days that the list had already.
func (b Baseline) Update(r conformance.Result, today time.Time) Baseline {
	var updated Baseline
	for _, rule := range r.Rules {
		if !slices.Contains(known, rule.Verdict) || rule.Level == conformance.Info {
			continue
		}
		entry := Entry{Rule: rule.ID, Verdict: rule.Verdict, Reason: "found on " + today.UTC().Format(time.DateOnly) + "; nobody has said why yet"}
		for _, old := range b {
			if old.Rule == rule.ID {
				entry.Reason, entry.Expires = old.Reason, old.Expires
			}
		}
		updated = append(updated, entry)
	}
	return updated
}

// Write writes the list as Read reads it.
func (b Baseline) Write(w io.Writer) error {
	if _, err := io.WriteString(w, "# What the target is known to break. Each entry needs a reason; expires (2006-01-02) is its last day.\n"); err != nil {
		return err
	}
	if len(b) == 0 {
		_, err := io.WriteString(w, "[]\n")
		return err
	}
	data, err := yaml.Marshal([]Entry(b))
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}
