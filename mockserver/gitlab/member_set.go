package gitlab

import (
	"iter"

	"github.com/tidwall/btree"
)

// Members are the roles that users have in one project or group. They are a value: a change makes others, at a cost that does
// not grow with their number. The zero value has nobody in it.
type Members struct {
	levels *btree.Map[int64, AccessLevel]
}

// NewMembers takes the roles of users by their ids.
func NewMembers(levels map[int64]AccessLevel) Members {
	m := Members{btree.NewMap[int64, AccessLevel](0)}
	for user, level := range levels {
		m.levels.Set(user, level)
	}
	return m
}

// Level is the user's role, NoAccess for those who are no members.
func (m Members) Level(user int64) AccessLevel {
	if m.levels == nil {
		return NoAccess
	}
	level, _ := m.levels.Get(user)
	return level
}

// All are the members by id.
func (m Members) All() iter.Seq2[int64, AccessLevel] {
	return func(yield func(int64, AccessLevel) bool) {
		if m.levels != nil {
			m.levels.Scan(yield)
		}
	}
}

// With are the same members but for one: NoAccess takes it away.
func (m Members) With(user int64, level AccessLevel) Members {
	if m.levels == nil {
		m = NewMembers(nil)
	}
	copying.Lock()
	next := Members{m.levels.Copy()}
	copying.Unlock()
	if level == NoAccess {
		next.levels.Delete(user)
	} else {
		next.levels.Set(user, level)
	}
	return next
}
