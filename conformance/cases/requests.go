package cases

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// unknownID is a deployment that no target has.
const unknownID = world.NoDeployment

func collection(s *conformance.S) string { return s.Path("deployments") }

func single(s *conformance.S, d world.Deployment) string { return s.Path("deployments", d.ID) }

func approvalOf(s *conformance.S, d world.Deployment) string {
	return s.Path("deployments", d.ID, "approval")
}

func mergeRequestsOf(s *conformance.S, d world.Deployment) string {
	return s.Path("deployments", d.ID, "merge_requests")
}

// list gets a list; whether it is one is up to the check.
func list(s *conformance.S, query wire.Params) *wire.Answer {
	return s.Client().Get(collection(s), query)
}

// listed gets a list that the check needs.
func listed(s *conformance.S, query wire.Params) *wire.Answer { return list(s, query).Needs() }

// in lists the deployments of an environment, narrowed by more of a query; the check is about that query being accepted.
func in(s *conformance.S, environment string, query wire.Params) *wire.Answer {
	return list(s, with(query, "environment", environment)).Succeeded()
}

// within is in for a list that the check needs.
func within(s *conformance.S, environment string, query wire.Params) *wire.Answer {
	return listed(s, with(query, "environment", environment))
}

// create posts a complete form for a running deployment in the environment.
func create(s *conformance.S, environment string) *wire.Answer {
	return s.Client().Post(collection(s), s.Form(environment))
}

// made reads the deployment that a check or the arranging needs to have been made.
func made(answer *wire.Answer) world.Deployment {
	return decoded(answer.Needs())
}

// ids are those of deployments.
func ids(deployments ...world.Deployment) []int64 {
	all := make([]int64, len(deployments))
	for i, d := range deployments {
		all[i] = d.ID
	}
	return all
}

func reversed(ids []int64) []int64 {
	turned := slices.Clone(ids)
	slices.Reverse(turned)
	return turned
}

func with(params wire.Params, name, value string) wire.Params {
	more := wire.Params{name: value}
	for n, v := range params {
		if n != name {
			more[n] = v
		}
	}
	return more
}

func without(params wire.Params, name string) wire.Params {
	less := maps.Clone(params)
	delete(less, name)
	return less
}

func itemCount(answer *wire.Answer) string { return fmt.Sprintf("%d items", len(answer.IDs())) }

func listOf(ids []int64) string {
	return "the ids " + strings.Trim(fmt.Sprint(ids), "[]")
}

// needsRefusal is for checks of how a refusal is worded: whether it is one is another rule's.
func needsRefusal(s *conformance.S, answer *wire.Answer, rule string) *wire.Answer {
	if answer.Code()/100 != 4 {
		s.BlockedBy(rule)
	}
	return answer
}
