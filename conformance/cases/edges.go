package cases

import (
	"slices"
	"time"

	"understudy/conformance"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// edge is the end of a range of times, at the time that a deployment shows. The time itself may be finer than what is shown, up to a
// millisecond later.
type edge struct {
	s     *conformance.S
	query wire.Params
	name  string // of the filter
	d     world.Deployment
}

// at asks with the time that is shown, moved by so much.
func (e edge) at(moved time.Duration) (list *wire.Answer, keeps bool) {
	list = e.s.Client().Get(collection(e.s), with(e.query, e.name, e.d.UpdatedAt.Add(moved).UTC().Format("2006-01-02T15:04:05.000000Z"))).Succeeded()
	return list, slices.Contains(list.IDs(), e.d.ID)
}

// decide holds what the documentation says, that a range leaves its ends out, or what GitLab does.
func (e edge) decide(divergence string, asGitLab func()) {
	if e.s.FollowsGitLab(divergence) {
		asGitLab()
		return
	}
	list, _ := e.at(0)
	list.Because("%s is the time that deployment %d shows", e.name, e.d.ID).Omits(e.d.ID)
}

// holds expects the deployment: it was changed at the time shown or within the fraction that is not.
func (e edge) holds() {
	list, _ := e.at(0)
	list.Because("deployment %d was changed at this time, or within the fraction that is not shown", e.d.ID).Holds(e.d.ID)
}

// lastKept finds with a filter that begins a range, and keeps the deployment at the time shown, the last instant that still does. If
// the range counts its beginning in, that is when it happened; else it is a microsecond before.
func (e edge) lastKept() time.Duration {
	instant, late := time.Duration(0), time.Millisecond
	for late-instant > time.Microsecond {
		middle := (instant + (late-instant)/2).Truncate(time.Microsecond)
		if _, keeps := e.at(middle); keeps {
			instant = middle
		} else {
			late = middle
		}
	}
	return instant
}

// holdsAtTheInstant expects of updated_before the deployment at the last instant that updated_after, which counts it in, keeps it.
func (e edge) holdsAtTheInstant(after edge) {
	if _, keeps := after.at(0); !keeps {
		return // said under another rule
	}
	list, _ := e.at(after.lastKept())
	list.Because("%s keeps deployment %d at this time and no later: then it was changed", after.name, e.d.ID).Holds(e.d.ID)
}

// holdsIfFinishedThen expects the deployment unless it was finished a little before it was changed: when is not shown.
func (e edge) holdsIfFinishedThen() {
	list, keeps := e.at(0)
	if keeps {
		list.Met()
		return
	}
	if _, earlier := e.at(-time.Microsecond); earlier {
		list.Because("deployment %d was finished at this time", e.d.ID).Holds(e.d.ID)
	}
}

// omitsIfFinishedThen expects the deployment to be left out at the instant that finished_after tells of, unless it was finished a
// little before it was changed.
func (e edge) omitsIfFinishedThen(after edge) {
	if _, keeps := after.at(0); !keeps {
		e.omitsAsShown()
		return
	}
	list, _ := e.at(after.lastKept())
	list.Because("%s keeps deployment %d at this time and no later: it was not finished before", after.name, e.d.ID).Omits(e.d.ID)
}

// omitsAsShown is the same by the time that is shown.
func (e edge) omitsAsShown() {
	list, keeps := e.at(0)
	if !keeps {
		list.Met()
		return
	}
	if _, earlier := e.at(-time.Microsecond); !earlier {
		list.Because("deployment %d was finished at this time", e.d.ID).Omits(e.d.ID)
	}
}
