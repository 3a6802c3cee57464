// Package entity is what things look like: GitLab's representations, key for key in its order, one file for each.
//
// Most are structs that a constructor fills from a row, seen through a View. A few are shown so often that what was encoded
// once is kept with the row: the Composer puts those together.
package entity

import (
	"strconv"
	"time"

	"understudy/mockserver/gitlab"
)

// View is who looks at what: an entity shows what this actor may see, in this state.
type View struct {
	State *gitlab.State
	Actor gitlab.Actor
	Base  string // scheme and host as the client used them, and what lies before /api/v4
	Now   func() time.Time
}

// APIRoot is the path below which the API lies.
const APIRoot = "/api/v4"

// mayNameBot tells whether the actor may see the project or group a bot belongs to.
func (v *View) mayNameBot(u *gitlab.User) bool {
	if !u.Bot() {
		return true
	}
	if u.BotOfGroup != 0 {
		_, err := v.State.LookUpGroup(v.Actor, strconv.FormatInt(u.BotOfGroup, 10))
		return err == nil
	}
	_, err := v.State.Project(v.Actor, strconv.FormatInt(u.BotOf, 10))
	return err == nil
}
