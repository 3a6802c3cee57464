package gitlab

import (
	"slices"
	"strconv"
	"time"
)

// errNothingToShareWith is of a group that is not there for the actor; unlike others it does not tell the status again.
var errNothingToShareWith = &Error{Kind: NotFound, Message: "Not Found"}

// ShareProject gives the members of a group access to a project, each up to a level. Errors: NotFound, Forbidden, Conflict
// with a share that is there or for an ancestor. GitLab 18.9: app/services/projects/group_links/create_service.rb.
func (tx *Tx) ShareProject(a Actor, ref string, n Share) (*Project, Share, error) {
	p, err := tx.Project(a, ref)
	if err != nil {
		return nil, Share{}, err
	}
	level := tx.level(a, p)
	if level < Maintainer || n.Access > level {
		return nil, Share{}, ErrForbidden
	}
	if _, err := tx.LookUpGroup(a, strconv.FormatInt(n.GroupID, 10)); err != nil {
		return nil, Share{}, errNothingToShareWith
	}
	switch {
	case tx.within(p.GroupID, n.GroupID):
		return nil, Share{}, &Error{Kind: Conflict, Message: "Project cannot be shared with the group it is in or one of its ancestors."}
	case slices.ContainsFunc(p.Shares, func(s Share) bool { return s.GroupID == n.GroupID }):
		return nil, Share{}, &Error{Kind: Conflict, Message: "Project already shared with this group"}
	}
	tx.lastShare++
	n.ID, n.UpdatedAt = tx.lastShare, tx.Now
	next := *p
	next.Shares = append(slices.Clone(p.Shares), n)
	return tx.PutProject(next), n, nil
}

// UnshareProject ends a group's access to a project. unmodifiedSince, if not nil, is the caller's condition: it fails when the
// share has changed after that moment. Errors: NotFound, Forbidden, PreconditionFailed. GitLab 18.9:
// app/services/projects/group_links/destroy_service.rb.
func (tx *Tx) UnshareProject(a Actor, ref string, group int64, unmodifiedSince *time.Time) error {
	p, err := tx.Project(a, ref)
	if err != nil {
		return err
	}
	if tx.level(a, p) < Maintainer {
		return ErrForbidden
	}
	at := slices.IndexFunc(p.Shares, func(s Share) bool { return s.GroupID == group })
	if at < 0 {
		return &Error{Kind: NotFound, Subject: "Group Link"}
	}
	if modified(p.Shares[at].UpdatedAt, unmodifiedSince) {
		return errModified
	}
	next := *p
	next.Shares = slices.Delete(slices.Clone(p.Shares), at, at+1)
	tx.PutProject(next)
	tx.revokeRules(p, func(r AccessRule) bool { return r.GroupID == group })
	return nil
}
