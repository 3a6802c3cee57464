package gitlab

import (
	"maps"
	"time"
)

// Hook is somebody outside who wants to be told what happens in a project. Maps and slices belong to the row and never
// change.
type Hook struct {
	ID             int64
	ProjectID      int64
	URL            string // may name variables in braces
	Name           string
	Description    string
	Token          string // secret: never shown, sent with each event
	SkipTLS        bool   // does not verify the receiver's certificate
	Events         map[HookEvent]bool
	BranchStrategy string // how BranchFilter is read: BranchWildcard, BranchRegexp or BranchAll
	BranchFilter   string // of the branches that pushes are told of
	Template       string // of the body; empty: GitLab's own
	Variables      []HookPair
	Headers        []HookPair
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// HookEvent is a kind of event that a hook may want.
type HookEvent string

// The events that this package's rules name.
const (
	PushEvents       HookEvent = "push_events"
	DeploymentEvents HookEvent = "deployment_events"
)

// HookEvents are all of them.
func HookEvents() []HookEvent {
	return []HookEvent{
		PushEvents, "tag_push_events", "merge_requests_events", "issues_events", "confidential_issues_events", "note_events",
		"confidential_note_events", "job_events", "pipeline_events", "wiki_page_events", DeploymentEvents, "feature_flag_events",
		"releases_events", "milestone_events", "emoji_events", "resource_access_token_events", "resource_deploy_token_events",
		"vulnerability_events",
	}
}

// HookPair is a variable of a hook's URL or a header of its own. Its value is secret.
type HookPair struct{ Key, Value string }

// The ways of choosing branches.
const (
	BranchWildcard = "wildcard"
	BranchRegexp   = "regex"
	BranchAll      = "all_branches"
)

// HookChange is what a client says of a hook; nil leaves a value as it is. Variables and headers are added to those there
// are, by key.
type HookChange struct {
	URL, Name, Description, Token, BranchStrategy, BranchFilter, Template *string
	VerifyTLS                                                             *bool
	Events                                                                map[HookEvent]bool
	Variables, Headers                                                    []HookPair
}

func (c HookChange) empty() bool {
	for _, text := range []*string{c.URL, c.Name, c.Description, c.Token, c.BranchStrategy, c.BranchFilter, c.Template} {
		if text != nil {
			return false
		}
	}
	return c.VerifyTLS == nil && len(c.Events)+len(c.Variables)+len(c.Headers) == 0
}

func (c HookChange) apply(h *Hook) {
	assign(&h.URL, c.URL)
	assign(&h.Name, c.Name)
	assign(&h.Description, c.Description)
	assign(&h.BranchStrategy, c.BranchStrategy)
	assign(&h.BranchFilter, c.BranchFilter)
	assign(&h.Template, c.Template)
	assign(&h.Token, c.Token)
	h.Headers, h.Variables = merged(h.Headers, c.Headers), merged(h.Variables, c.Variables)
	if c.VerifyTLS != nil {
		h.SkipTLS = !*c.VerifyTLS
	}
	h.Events = maps.Clone(h.Events)
	maps.Copy(h.Events, c.Events)
	h.normalize()
}

// forgetSecrets drops what was meant for another receiver. GitLab keeps a token that comes with the new URL, but neither
// headers nor variables.
func (h *Hook) forgetSecrets(before *Hook, c HookChange) {
	if h.URL != before.URL && c.Token == nil {
		h.Token = ""
	}
	was, _ := before.Target()
	if is, _ := h.Target(); is == was {
		return
	}
	h.Headers = nil
	if len(before.Variables) > 0 {
		h.Variables = nil
	}
}

// merged puts the changed pairs in their places, and new ones at the end.
func merged(pairs, changed []HookPair) []HookPair {
	all := append([]HookPair(nil), pairs...)
	for _, pair := range changed {
		if at := indexOf(all, pair.Key); at >= 0 {
			all[at] = pair
		} else {
			all = append(all, pair)
		}
	}
	return all
}

// AdministersHooks tells whether the actor may see and change the hooks of a project; the error is what keeps them.
func (s *State) AdministersHooks(a Actor, ref string) (*Project, error) {
	p, err := s.Project(a, ref)
	if err != nil {
		return nil, err
	}
	if s.level(a, p) < Maintainer {
		return nil, ErrForbidden
	}
	return p, nil
}

// FindHooks returns the project's hooks, oldest first.
func (s *State) FindHooks(a Actor, ref string) ([]*Hook, error) {
	p, err := s.AdministersHooks(a, ref)
	if err != nil {
		return nil, err
	}
	return s.hooksIn(p.ID), nil
}

func (s *State) hooksIn(project int64) []*Hook {
	var found []*Hook
	for _, id := range s.hooksOf.of(project) {
		found = append(found, s.hooks.get(id))
	}
	return found
}

// GetHook returns one hook of a project.
func (s *State) GetHook(a Actor, ref string, id int64) (*Hook, error) {
	p, err := s.AdministersHooks(a, ref)
	if err != nil {
		return nil, err
	}
	h := s.hooks.get(id)
	if h == nil || h.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return h, nil
}

// CreateHook adds a hook to a project. Nothing is told of but pushes, unless it says otherwise.
func (tx *Tx) CreateHook(a Actor, ref string, c HookChange) (*Hook, error) {
	p, err := tx.AdministersHooks(a, ref)
	if err != nil {
		return nil, err
	}
	h := Hook{ProjectID: p.ID, BranchStrategy: BranchWildcard, Events: map[HookEvent]bool{PushEvents: true}, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.apply(&h)
	if err := h.creationFault(len(tx.hooksOf.of(p.ID))); err != nil {
		return nil, err
	}
	h.ID = tx.hooks.next(0)
	tx.hooks.set(tx, h.ID, &h)
	tx.hooksOf.add(tx, p.ID, h.ID)
	return &h, nil
}

// UpdateHook changes a hook.
func (tx *Tx) UpdateHook(a Actor, ref string, id int64, c HookChange) (*Hook, error) {
	h, err := tx.GetHook(a, ref, id)
	if err != nil {
		return nil, err
	}
	if c.empty() {
		return nil, &Error{Kind: NoChange, Message: "No parameters provided"}
	}
	next := *h
	c.apply(&next)
	next.forgetSecrets(h, c)
	if err := next.changeFault(); err != nil {
		return nil, err
	}
	next.UpdatedAt = tx.Now
	tx.hooks.set(tx, id, &next)
	return &next, nil
}

// DestroyHook removes a hook. unmodifiedSince, if not nil, is the caller's condition: it fails when the row has changed
// after that moment.
func (tx *Tx) DestroyHook(a Actor, ref string, id int64, unmodifiedSince *time.Time) error {
	h, err := tx.GetHook(a, ref, id)
	if err != nil {
		return err
	}
	if unmodifiedSince != nil && h.UpdatedAt.After(*unmodifiedSince) {
		return &Error{Kind: PreconditionFailed}
	}
	tx.removeHook(h)
	return nil
}

func (tx *Tx) removeHook(h *Hook) {
	tx.hooks.remove(tx, h.ID)
	tx.hooksOf.drop(tx, h.ProjectID, h.ID)
}
