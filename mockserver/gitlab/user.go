package gitlab

import (
	"slices"
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

// Group is a set of users that projects are shared with and approval rules name.
type Group struct {
	ID          int64
	ParentID    int64 // 0 for a top-level group
	Name        string
	Path        string // full path
	Description string
	Visibility  Visibility // empty: public
	CreatedAt   time.Time
	Members     map[int64]AccessLevel
}

// TokenKind is what a token was issued for.
type TokenKind string

// The kinds of token.
const (
	PersonalToken      TokenKind = "personal"
	ProjectToken       TokenKind = "project"
	GroupToken         TokenKind = "group"
	ImpersonationToken TokenKind = "impersonation"
	JobToken           TokenKind = "job"
)

// Scopes a token may carry.
const (
	ScopeAPI       = "api"
	ScopeReadAPI   = "read_api"
	ScopeReadUser  = "read_user"
	ScopeSudo      = "sudo"
	ScopeAdminMode = "admin_mode"

	ScopeCreateRunner = "create_runner"
)

// Token is a credential.
type Token struct {
	ID          int64
	Value       string
	Name        string
	Description string
	Kind        TokenKind
	UserID      int64
	JobID       int64 // of a job token
	Scopes      []string
	CreatedAt   time.Time
	ExpiresAt   time.Time // zero: never
	Revoked     bool
}

// Has tells whether the token carries the scope.
func (t *Token) Has(scope string) bool { return slices.Contains(t.Scopes, scope) }

// Expired tells whether the token is no longer good at that moment.
func (t *Token) Expired(now time.Time) bool {
	return !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt)
}

// PutUser adds a user, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutUser(u User) *User {
	tx.revision++
	u.ID, u.Memo = tx.users.next(u.ID), newMemo()
	if before := tx.User(u.ID); before != nil {
		tx.usernames.remove(tx, strings.ToLower(before.Username))
	}
	tx.users.set(tx, u.ID, &u)
	tx.usernames.set(tx, strings.ToLower(u.Username), u.ID)
	return &u
}

// PutGroup adds a group, or replaces the one with that id; an id of 0 becomes the next free one. It returns the row.
func (tx *Tx) PutGroup(g Group) *Group {
	g.ID = tx.groups.next(g.ID)
	tx.groups.set(tx, g.ID, &g)
	tx.groupPaths.set(tx, strings.ToLower(g.Path), g.ID)
	return &g
}

// PutToken adds a token, or replaces the one with that value.
func (tx *Tx) PutToken(t Token) *Token {
	if t.ID == 0 {
		t.ID = tx.lastToken + 1
	}
	tx.lastToken = max(tx.lastToken, t.ID)
	tx.tokens.set(tx, t.Value, &t)
	return &t
}

// JobTokenUsable tells whether a job's token still authenticates: only while the job runs.
func (s *State) JobTokenUsable(t *Token) bool {
	job := s.Job(t.JobID)
	return job != nil && job.Status == JobRunning && job.ErasedAt.IsZero()
}
