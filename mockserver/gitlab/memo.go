package gitlab

import "sync/atomic"

// Memo is a place on an immutable row where whoever shows the row keeps what it made of it. The row never changes, so the
// value stays true; a new version of the row starts with an empty Memo. The place lies outside the row, so that a row can be
// copied while somebody stores.
type Memo struct{ value *atomic.Value }

func newMemo() Memo { return Memo{new(atomic.Value)} }

// Load returns what was stored, nil if nothing was.
func (m *Memo) Load() any { return m.value.Load() }

// Store keeps value. Every value stored on rows of one kind must have the same type.
func (m *Memo) Store(value any) { m.value.Store(value) }
