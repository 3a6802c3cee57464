package gitlab

import "slices"

// HookSecrets are one of a hook's two lists of secrets, which can be changed one by one.
type HookSecrets int

// The two lists.
const (
	HookHeaders HookSecrets = iota
	HookVariables
)

// subject is what a refusal calls a member of the list.
func (l HookSecrets) subject() string {
	if l == HookHeaders {
		return "Custom header"
	}
	return "URL variable"
}

func (l HookSecrets) of(h *Hook) *[]HookPair {
	if l == HookHeaders {
		return &h.Headers
	}
	return &h.Variables
}

// SetHookSecret adds a header or a variable to a hook, or changes the one of its key.
func (tx *Tx) SetHookSecret(a Actor, ref string, id int64, list HookSecrets, pair HookPair) error {
	return tx.changeSecrets(a, ref, id, list, "Illegal key or value", func(pairs []HookPair) ([]HookPair, error) {
		return merged(pairs, []HookPair{pair}), nil
	})
}

// UnsetHookSecret takes a header or a variable away from a hook.
func (tx *Tx) UnsetHookSecret(a Actor, ref string, id int64, list HookSecrets, key string) error {
	refusal := "Could not unset variable"
	if list == HookHeaders {
		refusal = "Could not unset custom header"
	}
	return tx.changeSecrets(a, ref, id, list, refusal, func(pairs []HookPair) ([]HookPair, error) {
		at := indexOf(pairs, key)
		if at < 0 {
			return nil, &Error{Kind: NotFound, Subject: list.subject()}
		}
		return slices.Delete(slices.Clone(pairs), at, at+1), nil
	})
}

// changeSecrets changes one list, unless that leaves a hook that GitLab would not take.
func (tx *Tx) changeSecrets(a Actor, ref string, id int64, list HookSecrets, refusal string, change func([]HookPair) ([]HookPair, error)) error {
	h, err := tx.GetHook(a, ref, id)
	if err != nil {
		return err
	}
	next := *h
	pairs := list.of(&next)
	if *pairs, err = change(*pairs); err != nil {
		return err
	}
	next.forgetSecrets(h, HookChange{})
	if next.changeFault() != nil {
		return &Error{Kind: Malformed, Message: refusal}
	}
	next.UpdatedAt = tx.Now
	tx.hooks.set(tx, id, &next)
	return nil
}
