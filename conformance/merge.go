package conformance

import (
	"errors"
	"fmt"
	"slices"

	"understudy/conformance/coverage"
)

// Merge puts the results of all shards of one run together, in any order. The error says which shard is missing or there twice,
// or in what the results differ that ought to be equal.
func Merge(parts []Result) (Result, error) {
	if len(parts) == 0 {
		return Result{}, errors.New("there is nothing to merge")
	}
	ordered, err := inOrder(parts)
	if err != nil {
		return Result{}, err
	}
	rules, err := readRules()
	if err != nil {
		return Result{}, err
	}
	merged := ordered[0]
	merged.Shard, merged.Requests, merged.Outdated = "", 0, nil
	merged.Cases, merged.Findings, merged.Unexamined, merged.Waived = interleaved(ordered), []Finding{}, []Unexamined{}, []Unexamined{}
	var reached []coverage.Coverage
	for i, part := range ordered {
		merged.Requests += part.Requests
		reached = append(reached, part.Coverage)
		if part.Started.Before(merged.Started) {
			merged.Started = part.Started
		}
		merged.Duration = max(merged.Duration, part.Duration)
		if i == 0 {
			continue
		}
		merged.Around, merged.Unknown = mergedNotes(merged.Around, part.Around), union(merged.Unknown, part.Unknown)
		merged.Created, merged.Left = append(slices.Clone(merged.Created), part.Created...), append(slices.Clone(merged.Left), part.Left...)
		if merged.Problem == "" {
			merged.Problem = part.Problem
		}
	}
	merged.Coverage = coverage.Union(reached)
	merged.Rules = mergedRules(ordered, rules)
	for _, rule := range merged.Rules {
		merged.file(rule, ordered)
	}
	sortFindings(merged.Findings)
	merged.Outcome = mergedOutcome(merged, ordered)
	return merged, nil
}

// inOrder is the shards by number.
func inOrder(parts []Result) ([]Result, error) {
	first, err := ParseShard(parts[0].Shard)
	if err != nil {
		return nil, errors.New("this is no part of a run: it was made without --shard")
	}
	ordered := make([]Result, first.Count)
	found := make([]bool, first.Count)
	for _, part := range parts {
		shard, err := ParseShard(part.Shard)
		switch {
		case err != nil || shard.Count != first.Count:
			return nil, fmt.Errorf("shard %q does not belong to a run of %d", part.Shard, first.Count)
		case found[shard.Index-1]:
			return nil, fmt.Errorf("shard %s is there twice", part.Shard)
		case identity(part) != identity(parts[0]):
			return nil, fmt.Errorf("shard %s is of another run: %s, not %s", part.Shard, identity(part), identity(parts[0]))
		}
		ordered[shard.Index-1], found[shard.Index-1] = part, true
	}
	if missing := slices.Index(found, false); missing >= 0 {
		return nil, fmt.Errorf("shard %d/%d is missing", missing+1, first.Count)
	}
	return ordered, nil
}

// identity is what results must have in common.
func identity(r Result) string {
	return fmt.Sprintf("target %s, profile %s, tier %q, edition %q, without %v, selecting %q and skipping %q, understudy %s, %s", r.Target, r.Profile, r.Tier, r.Edition, r.Without, r.Select, r.Skip, r.Version, r.Schema)
}

// interleaved is the cases in the order of the catalogue: they were dealt out in turn.
func interleaved(parts []Result) []CaseResult {
	cases := []CaseResult{}
	for i := range len(parts[0].Cases) {
		for _, part := range parts {
			if i < len(part.Cases) {
				cases = append(cases, part.Cases[i])
			}
		}
	}
	return cases
}

func mergedRules(parts []Result, rules rules) []RuleResult {
	byID := map[string]RuleResult{}
	var ids []string
	for _, part := range parts {
		for _, rule := range part.Rules {
			known, seen := byID[rule.ID]
			if !seen {
				ids = append(ids, rule.ID)
				rule.Accepted = ""
				byID[rule.ID] = rule
				continue
			}
			if worst := worse(known.Verdict, rule.Verdict); worst != known.Verdict {
				known.Verdict, known.Reason = worst, rule.Reason
			}
			known.Checks += rule.Checks
			known.Cases = union(known.Cases, rule.Cases)
			byID[rule.ID] = known
		}
	}
	merged := []RuleResult{}
	for _, id := range rules.sorted(ids) {
		merged = append(merged, byID[id])
	}
	return merged
}

// file puts what the parts say of a rule under the heading that its merged verdict belongs to.
func (r *Result) file(rule RuleResult, parts []Result) {
	finding := Finding{}
	for _, part := range parts {
		for _, f := range part.Findings {
			if f.Rule != rule.ID {
				continue
			}
			failures, blocks := slices.Concat(finding.Failures, f.Failures), union(finding.Blocks, f.Blocks)
			finding = f
			finding.Verdict, finding.Accepted, finding.Failures, finding.Blocks = rule.Verdict, "", failures, blocks
		}
	}
	if finding.Rule != "" {
		r.Findings = append(r.Findings, finding)
	}
	of := func(list func(Result) []Unexamined) (Unexamined, bool) {
		for _, part := range parts {
			for _, u := range list(part) {
				if u.Rule == rule.ID && u.Verdict == rule.Verdict {
					return u, true
				}
			}
		}
		return Unexamined{}, false
	}
	if u, ok := of(func(part Result) []Unexamined { return part.Unexamined }); ok {
		r.Unexamined = append(r.Unexamined, u)
	}
	if u, ok := of(func(part Result) []Unexamined { return part.Waived }); ok {
		r.Waived = append(r.Waived, u)
	}
}

// mergedOutcome is that of all rules; a part that did not come to its end keeps the whole from being complete.
func mergedOutcome(merged Result, parts []Result) Outcome {
	outcome := outcomeOf(merged.Rules, merged.FailOn)
	for _, part := range parts {
		switch {
		case part.Outcome == Interrupted:
			return Interrupted
		case part.Problem != "" && outcome == Conformant:
			outcome = Incomplete
		}
	}
	return outcome
}

func mergedNotes(a, b []Note) []Note {
	merged := slices.Clone(a)
	for _, note := range b {
		i := slices.IndexFunc(merged, func(known Note) bool { return known.Operation == note.Operation && known.Text == note.Text })
		if i < 0 {
			merged = append(merged, note)
			continue
		}
		merged[i].Answers += note.Answers
	}
	return merged
}

func union(a, b []string) []string {
	merged := append([]string{}, a...)
	for _, item := range b {
		if !slices.Contains(merged, item) {
			merged = append(merged, item)
		}
	}
	return merged
}
