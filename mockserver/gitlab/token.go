package gitlab

import (
	"slices"
	"time"
)

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

// PutToken adds a token, or replaces the one with that value.
func (tx *Tx) PutToken(t Token) *Token {
	if t.ID == 0 {
		t.ID = tx.lastToken + 1
	}
	tx.lastToken = max(tx.lastToken, t.ID)
	tx.tokens.set(tx, t.Value, &t)
	if bot := tx.User(t.UserID); bot.Bot() {
		tx.fileBotToken(bot, &t)
	}
	return &t
}

func (tx *Tx) fileBotToken(bot *User, t *Token) {
	key := botTokenKey(bot.BotOf, bot.BotOfGroup, t.ID)
	if t.Revoked { // its bot has left, so nobody finds it any more
		tx.tokensOf.remove(tx, key)
	} else {
		tx.tokensOf.set(tx, key, t.Value)
	}
}

// botTokenKey sorts by project or group, one of which is 0, then by id.
func botTokenKey(project, group, token int64) string {
	return string(appendID(appendID(appendID(nil, project), group), token))
}

// JobTokenUsable tells whether a job's token still authenticates: only while the job runs.
func (s *State) JobTokenUsable(t *Token) bool {
	job := s.Job(t.JobID)
	return job != nil && job.Status == JobRunning && job.Seldom().ErasedAt.IsZero()
}
