package main

import (
	"fmt"
	"io"
	"slices"

	"understudy/conformance"
)

// requestsPerCase is what a case takes on average, arranging included.
const requestsPerCase = 18

// writePlan tells what a run would need, make and leave. It asks the target nothing.
func writePlan(w io.Writer, target conformance.Target, selected []conformance.Case) error {
	needs := map[conformance.Need]bool{}
	rules := map[string]bool{}
	writes := false
	for _, c := range selected {
		writes = writes || !c.ReadOnly
		for _, need := range c.Needs {
			needs[need] = !slices.Contains(target.Without, need)
		}
		for _, rule := range c.Rules {
			rules[rule] = true
		}
	}
	lines := []string{fmt.Sprintf("%d cases hold %d rules, in about %d requests", len(selected), len(rules), requestsPerCase*len(selected))}
	lines = append(lines, "identities: the maintainer whose token is given")
	if needs[conformance.Roles] {
		lines = append(lines, "identities: developer, reporter, approver and outsider; bots with project access tokens where no token is given for them")
	}
	lines = append(lines, planned(target, needs, writes)...)
	for _, line := range lines {
		if _, err := fmt.Fprintln(w, line); err != nil {
			return err
		}
	}
	return nil
}

func planned(target conformance.Target, needs map[conformance.Need]bool, writes bool) []string {
	switch {
	case !writes:
		return []string{"makes nothing"}
	case target.Project != "":
		return []string{
			"makes in project " + target.Project + ": environments named understudy-RUN-…, deployments to them, protections of them, project access tokens",
			"leaves: deployments and environments, if the target has no API to stop and delete environments, or refuses",
		}
	}
	lines := []string{"makes: a private project with three commits and three branches, another one for the outsider"}
	if needs[conformance.MergeRequests] {
		lines = append(lines, "makes: two projects with merge requests, merged and open")
	}
	if needs[conformance.Jobs] {
		lines = append(lines, "makes: a project with pipelines, and runners for it")
	}
	if needs[conformance.Approvals] && needs[conformance.Roles] {
		lines = append(lines, "makes: groups with access tokens and a project, which GitLab removes some days after it was told to")
	}
	return append(lines, "leaves: projects that are marked for deletion, if the target does not remove them at once")
}
