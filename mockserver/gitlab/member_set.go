package gitlab

import (
	"iter"
	"time"

	"github.com/tidwall/btree"
)

// Members are the roles that users have in one project or group. They are a value: a change makes others, at a cost that does
// not grow with their number. The zero value has nobody in it.
type Members struct {
	levels *btree.Map[int64, AccessLevel]
	times  *btree.Map[int64, MemberTimes] // of those that have any
}

// MemberTimes are when a membership was made and last changed. They are zero for one that has been there as long as its user and
// its source.
type MemberTimes struct {
	CreatedAt, UpdatedAt time.Time
}

// NewMembers takes the roles of users by their ids.
func NewMembers(levels map[int64]AccessLevel) Members {
	m := Members{levels: btree.NewMap[int64, AccessLevel](0)}
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

// Times are a member's.
func (m Members) Times(user int64) MemberTimes {
	if m.times == nil {
		return MemberTimes{}
	}
	times, _ := m.times.Get(user)
	return times
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
	next := m
	next.levels = copied(m.levels)
	if level == NoAccess {
		next.levels.Delete(user)
	} else {
		next.levels.Set(user, level)
	}
	return next
}

// Timed are the same members, one of them with other times.
func (m Members) Timed(user int64, times MemberTimes) Members {
	switch {
	case times == m.Times(user):
		return m
	case m.times == nil:
		m.times = btree.NewMap[int64, MemberTimes](0)
	default:
		m.times = copied(m.times)
	}
	if times == (MemberTimes{}) {
		m.times.Delete(user)
	} else {
		m.times.Set(user, times)
	}
	return m
}

// changed are the same members after one was given a role, or NoAccess, at that moment.
func (m Members) changed(user int64, level AccessLevel, now time.Time) Members {
	before, times := m.Level(user), m.Times(user)
	switch {
	case level == NoAccess:
		times = MemberTimes{}
	case before == NoAccess:
		times = MemberTimes{now, now}
	case before != level:
		times.UpdatedAt = now
	}
	return m.With(user, level).Timed(user, times)
}

func copied[V any](m *btree.Map[int64, V]) *btree.Map[int64, V] {
	copying.Lock()
	defer copying.Unlock()
	return m.Copy()
}
