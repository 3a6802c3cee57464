package model

import "strings"

// Update takes note of the answer to a command that changes the status of a deployment.
func (p *Project) Update(c Command, a Answer) *Finding {
	d := p.made(c.Of)
	if d == nil || d.deleted {
		return p.gone("R-UPDATE-UNKNOWN", a)
	}
	rule, must, may := p.transition(d.seen.Status, c.Status)
	accepted := a.Code >= 200 && a.Code <= 299
	switch {
	case must && !accepted:
		return broken(rule, "from %s to %s was answered with %d", d.seen.Status, c.Status, a.Code)
	case accepted && !may:
		return broken(rule, "from %s to %s was accepted with %d", d.seen.Status, c.Status, a.Code)
	case !accepted && !a.Refused():
		return broken("R-COM-NO-SERVER-ERROR", "from %s to %s was answered with %d", d.seen.Status, c.Status, a.Code)
	case !accepted:
		return nil
	}
	return p.changed(d, c.Status, rule, a.Deployment)
}

// transition tells whether a deployment must be moved from one status to another, and whether it may be.
func (p *Project) transition(from, to string) (rule string, must, may bool) {
	switch {
	case from == to:
		return "R-UPDATE-STATUS-SAME", false, !p.rules.Exact
	case to == "running":
		return "R-UPDATE-STATUS-RUNNING", false, !p.rules.Exact
	case from == "running":
		return "R-UPDATE-STATUS-" + strings.ToUpper(to), true, true
	default:
		return "R-UPDATE-STATUS-FINISHED", p.rules.Exact, true
	}
}

func (p *Project) changed(d *deployment, status, rule string, shown Seen) *Finding {
	if shown.Status != status {
		return broken(rule, "the status is %q, asked for was %q", shown.Status, status)
	}
	if finding := kept(d, shown); finding != nil {
		return finding
	}
	if d.seen.Status == status && shown.UpdatedAt.Equal(d.seen.UpdatedAt) {
		return nil // to the status that it has: that this changes nothing at all is allowed
	}
	if d.updated < p.instant && !shown.UpdatedAt.After(d.seen.UpdatedAt) {
		return broken("R-UPDATE-UPDATED-AT", "updated_at is %s, before the update it was %s", shown.UpdatedAt, d.seen.UpdatedAt)
	}
	d.seen, d.updated, d.finished = shown, p.instant, p.instant
	return nil
}

// kept expects everything as it was but status and updated_at.
func kept(d *deployment, shown Seen) *Finding {
	for _, key := range []struct {
		name        string
		before, now any
	}{
		{"id", d.seen.ID, shown.ID}, {"iid", d.seen.IID, shown.IID}, {"ref", d.seen.Ref, shown.Ref}, {"sha", d.seen.SHA, shown.SHA},
		{"environment.name", d.seen.Environment, shown.Environment}, {"user.username", d.seen.User, shown.User},
		{"created_at", d.seen.CreatedAt.UTC(), shown.CreatedAt.UTC()},
	} {
		if key.before != key.now {
			return broken("R-UPDATE-NOTHING-ELSE", "%s of deployment %d was %v, now it is %v", key.name, d.seen.ID, key.before, key.now)
		}
	}
	return nil
}

// Delete takes note of the answer to a command that deletes a deployment.
func (p *Project) Delete(c Command, a Answer) *Finding {
	d := p.made(c.Of)
	if d == nil || d.deleted {
		return p.gone("R-DELETE-UNKNOWN", a)
	}
	rule, must, may := p.deletion(d)
	accepted := a.Code >= 200 && a.Code <= 299
	switch {
	case must && !accepted:
		return broken(rule, "deleting deployment %d, %s, was answered with %d", d.seen.ID, d.seen.Status, a.Code)
	case accepted && !may:
		return broken(rule, "deployment %d, %s, was deleted with %d", d.seen.ID, d.seen.Status, a.Code)
	case !accepted && !a.Refused():
		return broken("R-COM-NO-SERVER-ERROR", "deleting deployment %d was answered with %d", d.seen.ID, a.Code)
	}
	d.deleted = accepted
	return nil
}

// deletion tells whether a deployment must be deleted when asked for, and whether it may be. What the last deployment of an
// environment is, the newest or the one that succeeded last, the document does not say.
func (p *Project) deletion(d *deployment) (rule string, must, may bool) {
	current := p.current(d.seen.Environment)
	surely := len(current) == 1 && current[0] == d
	perhaps := len(current) > 1 && d.seen.Status == "success" && d.finished == current[0].finished
	newest := p.newest(d.seen.Environment) == d
	switch {
	case d.seen.Status == "running":
		return "R-DELETE-RUNNING", false, false
	case perhaps:
		return "R-DELETE-CURRENT", false, true
	case surely && (newest || p.rules.Exact):
		return "R-DELETE-CURRENT", false, false
	case (surely || newest) && !p.rules.Exact:
		return "R-DELETE-CURRENT-MEANING", false, true
	case d.seen.Status == "success":
		return "R-DELETE", true, true
	default:
		return "R-DELETE-UNSUCCESSFUL", true, true
	}
}

func (p *Project) gone(rule string, a Answer) *Finding {
	if a.Code != 404 {
		return broken(rule, "a deployment that is not there was answered with %d", a.Code)
	}
	return nil
}

// Get takes note of the answer to a command that reads a deployment.
func (p *Project) Get(c Command, a Answer) *Finding {
	d := p.made(c.Of)
	switch {
	case d == nil:
		return p.gone("R-GET-UNKNOWN", a)
	case d.deleted:
		return p.gone("R-DELETE-GONE", a)
	case a.Code != 200:
		return broken("R-GET-ONE", "deployment %d was answered with %d", d.seen.ID, a.Code)
	}
	return p.same(d, a.Deployment)
}

// same expects a deployment as the last write showed it.
func (p *Project) same(d *deployment, shown Seen) *Finding {
	switch {
	case shown.ID != d.seen.ID:
		return broken("R-GET-BY-ID", "asked for was deployment %d, shown is %d", d.seen.ID, shown.ID)
	case shown.Status != d.seen.Status:
		return broken("R-UPDATE-SEEN", "deployment %d is %s, after what was answered it is %s", d.seen.ID, shown.Status, d.seen.Status)
	case !shown.UpdatedAt.Equal(d.seen.UpdatedAt):
		return broken("R-UPDATE-REFUSED-UNCHANGED", "updated_at of deployment %d is %s, after its last change it was %s", d.seen.ID, shown.UpdatedAt, d.seen.UpdatedAt)
	}
	return kept(d, shown)
}
