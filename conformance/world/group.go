package world

import (
	"fmt"
	"strings"
	"time"

	"understudy/conformance/wire"
)

// Group is a group of the run's own.
type Group struct {
	ID   int64
	Path string // full path

	w *World
}

// Group is a group of the run's own, one for each name.
func (w *World) Group(name string) (*Group, error) {
	return once(w, "group "+name, func() (*Group, error) {
		if w.Config.Project != "" {
			return nil, &Missing{What: "a group of the run's own", Without: "projects", Hint: OwnProjects}
		}
		thing := Thing{Kind: kindGroup, Name: w.Name(name)}
		if err := w.intend(thing); err != nil {
			return nil, err
		}
		var shown struct {
			ID       int64
			FullPath string `json:"full_path"`
		}
		if err := w.post("/groups", map[string]any{"name": thing.Name, "path": thing.Name, "visibility": "private"}, &shown); err != nil {
			return nil, lacking("projects", err)
		}
		thing.ID, thing.Name = shown.ID, shown.FullPath
		w.record(thing)
		return &Group{ID: shown.ID, Path: shown.FullPath, w: w}, nil
	})
}

// Identity is a bot of the group with the role in it, and so in what the group is given.
func (g *Group) Identity(role string) (wire.Identity, error) {
	return once(g.w, fmt.Sprint("group identity ", g.ID, " ", role), func() (wire.Identity, error) {
		var made struct{ Token string }
		err := g.w.post(escaped("groups", g.ID, "access_tokens"), map[string]any{
			"name": g.w.Name("group-" + role), "access_level": accessLevels[role], "scopes": []string{"api"},
			"expires_at": g.w.Expires.UTC().Format(time.DateOnly),
		}, &made)
		if err != nil {
			return wire.Identity{}, lacking("roles", err)
		}
		g.w.Redactor.Hide(made.Token)
		return wire.Identity{Name: "group-" + role, Token: made.Token}, nil
	})
}

// Project is a project of the run's own in the group, one for each name.
func (g *Group) Project(name string) (*Project, error) {
	return once(g.w, "group project "+name, func() (*Project, error) { return g.w.makeProject(g.w.Name(name), g.ID) })
}

// Protect protects all environments of a tier in the group's projects.
func (g *Group) Protect(tier string, access []DeployAccess, rules ...ApprovalRule) error {
	err := g.w.post(escaped("groups", g.ID, "protected_environments"), map[string]any{
		"name": tier, "deploy_access_levels": access, "approval_rules": append([]ApprovalRule{}, rules...),
	}, nil)
	if err != nil {
		return g.w.unprotected(err)
	}
	return nil
}

// Share gives the group's members access to a project of the run's own, each up to a role.
func (p *Project) Share(g *Group, role string) error {
	_, err := once(p.w, fmt.Sprintf("share %d %d", p.ID, g.ID), func() (struct{}, error) {
		return struct{}{}, p.w.post(p.URL("share"), map[string]any{"group_id": g.ID, "group_access": accessLevels[role]}, nil)
	})
	return lacking("projects", err)
}

// Tier makes an environment of a tier.
func (p *Project) Tier(environment, tier string) error {
	var made Environment
	if err := p.w.post(p.URL("environments"), map[string]any{"name": environment, "tier": tier}, &made); err != nil {
		return lacking("projects", err)
	}
	return nil
}

// foundGroup finds the id of a group that was only intended.
func foundGroup(t Thing, groups []shownGroup) (Thing, bool) {
	for _, g := range groups {
		if strings.EqualFold(g.Path, t.Name) {
			t.ID, t.Name = g.ID, g.Path
			return t, true
		}
	}
	return t, false
}

type shownGroup struct {
	ID   int64  `json:"id"`
	Path string `json:"full_path"`
}
