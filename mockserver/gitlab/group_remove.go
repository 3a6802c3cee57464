package gitlab

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// GroupDeletion is how a group is to be deleted.
type GroupDeletion struct {
	Permanently bool   // for good, which takes a subgroup that is marked for deletion already
	FullPath    string // of the group, as a confirmation

	UnmodifiedSince *time.Time // not if the group has changed after that; nil: whatever it is
}

// DeleteGroup marks a group for deletion: it is renamed with everything in it, so that its path is free. A subgroup that is marked
// can be removed for good; one above whose subgroups are deleted takes them along, and they need no mark of their own.
func (tx *Tx) DeleteGroup(a Actor, ref string, d GroupDeletion) error {
	g, err := tx.LookUpGroup(a, ref)
	if err != nil {
		return err
	}
	marked, stale := !g.DeletionMark.IsZero(), modified(g.UpdatedAt, d.UnmodifiedSince)
	switch {
	case tx.groupLevel(a, g.ID) < Owner:
		return ErrForbidden
	case !d.Permanently && tx.goesWithAnother(g.ParentID):
		return nil
	case !d.Permanently && stale:
		return errModified
	case !d.Permanently && marked:
		return refused("Group has already been marked for deletion")
	case !d.Permanently:
		tx.markGroupForDeletion(g)
		return nil
	case g.ParentID == 0:
		return refused("`permanently_remove` option is only available for subgroups.")
	case !marked:
		return refused("Group must be marked for deletion first.")
	case d.FullPath != g.Path:
		return refused("`full_path` is incorrect. You must enter the complete path for the subgroup.")
	case stale:
		return errModified
	}
	tx.removeGroup(g)
	return nil
}

// goesWithAnother tells whether the group, or one around it, is marked for deletion, and what lies in it with it.
func (s *State) goesWithAnother(group int64) bool {
	for above := s.Group(group); above != nil; above = s.Group(above.ParentID) {
		if !above.DeletionMark.IsZero() {
			return true
		}
	}
	return false
}

func (tx *Tx) markGroupForDeletion(g *Group) {
	suffix := "-deletion_scheduled-" + strconv.FormatInt(g.ID, 10)
	before := g.Path
	for _, p := range tx.projectsWithin(g) {
		next := *p
		next.rename(p, before+suffix+strings.TrimPrefix(p.Path, before))
		tx.PutProject(next)
	}
	for _, inside := range tx.groupsWithin(g) {
		next := *inside
		if next.Path = before + suffix + strings.TrimPrefix(inside.Path, before); inside.ID == g.ID {
			next.Name, next.DeletionMark, next.UpdatedAt = g.Name+suffix, tx.Now, tx.Now
		}
		tx.groupPaths.remove(tx, strings.ToLower(inside.Path))
		tx.PutGroup(next)
	}
}

// removeGroup removes a group with everything in it: projects, groups, protections, runners, the bots of its access tokens, and
// what it may do elsewhere.
func (tx *Tx) removeGroup(g *Group) {
	tx.revision = tx.epoch
	for _, p := range tx.projectsWithin(g) {
		tx.removeProject(p)
	}
	gone := map[int64]bool{}
	for _, inside := range tx.groupsWithin(g) {
		gone[inside.ID] = true
	}
	for p := range tx.projects.all() {
		if shares := slices.DeleteFunc(slices.Clone(p.Shares), func(s Share) bool { return gone[s.GroupID] }); len(shares) < len(p.Shares) {
			next := *p
			next.Shares = shares
			tx.PutProject(next)
			tx.revokeRules(p, func(r AccessRule) bool { return gone[r.GroupID] })
		}
	}
	for _, pe := range removeRows(tx, &tx.protections, func(pe *ProtectedEnvironment) bool { return gone[pe.GroupID] }) {
		tx.protected.remove(tx, pe.key())
	}
	for _, r := range removeRows(tx, &tx.runners, func(r *Runner) bool { return gone[r.GroupID] }) {
		tx.runnerTokens.remove(tx, r.Token)
	}
	tx.removeTokensOf(func(bot *User, _ *Job) bool { return gone[bot.BotOfGroup] })
	for _, inside := range removeRows(tx, &tx.groups, func(g *Group) bool { return gone[g.ID] }) {
		tx.groupPaths.remove(tx, strings.ToLower(inside.Path))
	}
}

func (s *State) groupsWithin(g *Group) []*Group {
	var all []*Group
	for inside := range s.groups.all() {
		if s.within(inside.ID, g.ID) {
			all = append(all, inside)
		}
	}
	return all
}

func (s *State) projectsWithin(g *Group) []*Project {
	var all []*Project
	for p := range s.projects.all() {
		if s.within(p.GroupID, g.ID) {
			all = append(all, p)
		}
	}
	return all
}
