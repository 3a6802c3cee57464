package model

import (
	"slices"
	"strings"
)

// Create takes note of the answer to a command that records a deployment. number is the command's.
func (p *Project) Create(number int, c Command, a Answer) *Finding {
	if a.Code < 200 || a.Code > 299 {
		return broken("R-CREATE-STATUS-"+strings.ToUpper(c.Status), "a complete request was answered with %d", a.Code)
	}
	if repeated, finding := p.repeated(c, a); repeated || finding != nil {
		return finding
	}
	if finding := p.echo(c, a.Deployment); finding != nil {
		return finding
	}
	if finding := p.newIDs(a.Deployment); finding != nil {
		return finding
	}
	d := &deployment{number: number, seen: a.Deployment, tag: c.Tag, created: p.instant, updated: p.instant, finished: p.instant}
	p.deployments = append(p.deployments, d)
	return nil
}

// repeated tells whether the answer shows the environment's current deployment, of which the command is a copy: GitLab then
// records no other.
func (p *Project) repeated(c Command, a Answer) (bool, *Finding) {
	current := p.current(c.Environment)
	copied := slices.ContainsFunc(current, func(d *deployment) bool {
		return c.Status == "success" && d.seen.Ref == c.Ref && d.seen.SHA == c.SHA && d.tag == c.Tag
	})
	shown := slices.ContainsFunc(current, func(d *deployment) bool { return d.seen.ID == a.Deployment.ID })
	if copied && !shown && p.rules.Exact && len(current) == 1 {
		return false, broken("R-CREATE-REPEATED", "repeating deployment %d, which is current, recorded deployment %d", current[0].seen.ID, a.Deployment.ID)
	}
	return copied && shown, nil
}

func (p *Project) echo(c Command, shown Seen) *Finding {
	switch {
	case shown.Environment != c.Environment:
		return broken("R-CREATE-ENVIRONMENT", "the environment is %q, asked for was %q", shown.Environment, c.Environment)
	case shown.Ref != c.Ref:
		return broken("R-CREATE-REF", "ref is %q, asked for was %q", shown.Ref, c.Ref)
	case shown.SHA != c.SHA:
		return broken("R-CREATE-SHA", "sha is %q, asked for was %q", shown.SHA, c.SHA)
	case shown.Status != c.Status:
		return broken("R-CREATE-STATUS-"+strings.ToUpper(c.Status), "the status is %q, asked for was %q", shown.Status, c.Status)
	case shown.User != p.user:
		return broken("R-CREATE-USER-CALLER", "user is %q, the caller is %q", shown.User, p.user)
	}
	return nil
}

// newIDs expects ids above all that were given before, to deployments since deleted too.
func (p *Project) newIDs(shown Seen) *Finding {
	for _, d := range p.deployments {
		switch {
		case d.seen.ID >= shown.ID && d.deleted:
			return broken("R-DELETE-IDS-KEPT", "the new id %d is not above %d, which was deleted", shown.ID, d.seen.ID)
		case d.seen.ID >= shown.ID:
			return broken("R-CREATE-IDS", "the new id %d is not above %d, given before", shown.ID, d.seen.ID)
		case d.seen.IID >= shown.IID && d.deleted:
			return broken("R-DELETE-IDS-KEPT", "the new iid %d is not above %d, which was deleted", shown.IID, d.seen.IID)
		case d.seen.IID >= shown.IID:
			return broken("R-CREATE-IDS", "the new iid %d is not above %d, given before", shown.IID, d.seen.IID)
		}
	}
	return nil
}
