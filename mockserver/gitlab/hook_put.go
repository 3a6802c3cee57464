package gitlab

import "maps"

// HookFault is what keeps a hook from being one, in GitLab's words; nil if nothing does.
func HookFault(h Hook) error { return h.creationFault(0) }

// HooksOf are a project's hooks, oldest first.
func (s *State) HooksOf(project int64) []*Hook { return s.hooksIn(project) }

// PutHook adds a hook as it is, to a project that exists. Without an id it gets the next free one.
func (tx *Tx) PutHook(h Hook) *Hook {
	h.ID = tx.hooks.next(h.ID)
	h.Events = maps.Clone(h.Events)
	maps.DeleteFunc(h.Events, func(_ HookEvent, is bool) bool { return !is })
	tx.hooks.set(tx, h.ID, &h)
	tx.hooksOf.add(tx, h.ProjectID, h.ID)
	return &h
}
