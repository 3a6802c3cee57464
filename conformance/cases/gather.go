package cases

import (
	"fmt"
	"slices"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// runningOn is what changes by itself while a deployment's job waits or runs.
var runningOn = []string{"deployable/duration", "deployable/queued_duration"}

// unchanged expects that a deployment is as it was when it was shown before.
func unchanged(s *conformance.S, before *wire.Answer, d world.Deployment) {
	s.Client().Get(single(s, d), nil).Needs().Because("what is refused changes nothing").SameAs(before, runningOn...)
}

// nothingIn expects that an environment has no deployments.
func nothingIn(s *conformance.S, environment string) {
	within(s, environment, nil).Because("what is refused is not recorded").Lists()
}

// just expects a list of just these, in whatever order: the order is for other rules to tell.
func just(answer *wire.Answer, want ...int64) {
	answer.Succeeded()
	got := answer.IDs()
	if !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))) {
		answer.Fault(wire.Mismatch{Expected: named(want), Actual: named(got)})
	}
	answer.Met()
}

// amid expects these in this order, whatever stands between them: others may deploy to a project, too.
func amid(answer *wire.Answer, want ...int64) {
	answer.Succeeded()
	got := slices.DeleteFunc(answer.IDs(), func(id int64) bool { return !slices.Contains(want, id) })
	if !slices.Equal(got, want) {
		answer.Fault(wire.Mismatch{Expected: named(want) + ", in this order", Actual: named(got)})
	}
	answer.Met()
}

// held judges the nth of answers that ought to be alike, if one of them meets the expectation; if none does, that is no fault of the
// way in which it was asked for.
func held(answers []*wire.Answer, n int, expect func(*wire.Answer)) {
	if slices.ContainsFunc(answers, func(a *wire.Answer) bool { return a.Meets(expect) }) {
		expect(answers[n])
		return
	}
	expect(answers[n].Needed())
}

func named(ids []int64) string {
	if len(ids) == 0 {
		return "an empty list"
	}
	return listOf(ids)
}

// decoded is the deployment in an answer that the check needs.
func decoded(answer *wire.Answer) world.Deployment {
	answer.Needed().Int("/id", 1)
	return wire.Decode[world.Deployment](answer)
}

// at is the pointer to the item of a list with the id; the check needs it to be there.
func at(answer *wire.Answer, id int64) string {
	answer.Needed().Holds(id)
	return fmt.Sprintf("/%d", slices.Index(answer.IDs(), id))
}

// heldBetween expects a time between two deployments that were recorded before and after, and so by the target's own clock.
func heldBetween(answer *wire.Answer, pointer string, before, after world.Deployment) {
	text, _ := answer.At(pointer)
	at, err := time.Parse(time.RFC3339, fmt.Sprint(text))
	if err != nil || at.Before(before.CreatedAt) || at.After(after.CreatedAt) {
		answer.Fault(wire.Mismatch{
			Pointer: pointer, Expected: "from " + written(before.CreatedAt) + " to " + written(after.CreatedAt), Actual: fmt.Sprint(text),
			Why: "It happened between two deployments of those times.",
		})
	}
	answer.Met()
}
