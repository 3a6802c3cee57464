package gitlab

import (
	"strings"
	"time"
)

// User is a person or a bot. Times are UTC.
type User struct {
	ID          int64
	Username    string
	Name        string
	Email       string
	PublicEmail string
	Blocked     bool
	Admin       bool
	Auditor     bool
	External    bool  // sees internal projects only as a member
	BotOf       int64 // the project whose access token this bot stands for; 0 for people
	BotOfGroup  int64 // the group, if it is a group's access token
	CreatedAt   time.Time

	Bio, Location, JobTitle, Organization string

	Memo Memo
}

// Bot tells whether the user stands for an access token.
func (u *User) Bot() bool { return u.BotOf != 0 || u.BotOfGroup != 0 }

// NamespaceID is the id of a user's own namespace. GitLab numbers groups and users' namespaces together; here those of
// users begin far above those of groups.
func NamespaceID(user int64) int64 { return firstUserNamespace + user }

const firstUserNamespace = 1_000_000_000

// PutUser adds a user, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutUser(u User) *User {
	tx.revision = tx.epoch
	u.ID, u.Memo = tx.users.next(u.ID), newMemo()
	if before := tx.User(u.ID); before != nil {
		tx.usernames.remove(tx, strings.ToLower(before.Username))
	}
	tx.users.set(tx, u.ID, &u)
	tx.usernames.set(tx, strings.ToLower(u.Username), u.ID)
	return &u
}
