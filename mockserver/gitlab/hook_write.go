package gitlab

import (
	"maps"
	"time"
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

// CreateHook adds a hook to a project. Nothing is told of but pushes, unless it says otherwise. Errors: NotFound, Forbidden,
// and what is wrong with the hook. GitLab 18.9: app/services/web_hooks/create_service.rb.
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
	return tx.PutHook(h), nil
}

// UpdateHook changes a hook. Errors: those of CreateHook, NoChange without a parameter. GitLab 18.9:
// lib/api/helpers/web_hooks_helpers.rb.
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
	return tx.PutHook(next), nil
}

// DestroyHook removes a hook. unmodifiedSince, if not nil, is the caller's condition: it fails when the row has changed after
// that moment. Errors: NotFound, Forbidden, PreconditionFailed. GitLab 18.9: app/services/web_hooks/destroy_service.rb.
func (tx *Tx) DestroyHook(a Actor, ref string, id int64, unmodifiedSince *time.Time) error {
	h, err := tx.GetHook(a, ref, id)
	if err != nil {
		return err
	}
	if modified(h.UpdatedAt, unmodifiedSince) {
		return errModified
	}
	tx.removeHook(h)
	return nil
}

func (tx *Tx) removeHook(h *Hook) {
	tx.hooks.remove(tx, h.ID)
	tx.hooksOf.drop(tx, h.ProjectID, h.ID)
}
