package gitlab

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"strings"
	"time"
)

// BotScopes are those that tokens of projects and groups may carry: none of administrators, and not read_user.
func BotScopes() []string {
	return slices.DeleteFunc(Scopes(), func(scope string) bool {
		return slices.Contains([]string{ScopeReadUser, ScopeSudo, ScopeAdminMode, "read_service_ping"}, scope)
	})
}

// Scopes are all a token may carry.
func Scopes() []string {
	return []string{
		ScopeAPI, ScopeReadAPI, ScopeReadUser, ScopeSudo, ScopeAdminMode, ScopeCreateRunner, "manage_runner", "read_repository",
		"write_repository", "read_registry", "write_registry", "ai_features", "k8s_proxy", "self_rotate", "read_service_ping",
	}
}

// maxLifetime is how many days ahead a token may expire.
const maxLifetime = 365

// NewToken is an access token to be made. Only tokens of projects and groups have an access level.
type NewToken struct {
	Name        string
	Description string
	Scopes      []string
	Access      AccessLevel
	ExpiresAt   time.Time // its first day without effect; zero: as late as it can be
	NoExpiry    bool      // no word was said of that at all
}

// CreateAccessToken makes a token of a project or group, with a bot of its own that has the role the token gives. Errors:
// NotFound, Forbidden, and what is wrong with the token. GitLab 18.9: app/services/resource_access_tokens/create_service.rb.
func (tx *Tx) CreateAccessToken(a Actor, source Source, n NewToken) (*Token, error) {
	h, err := tx.holder(a, source)
	if err != nil {
		return nil, err
	}
	switch {
	case !tx.manages(a, h) || a.User.Bot():
		return nil, badRequest("User does not have permission to create " + h.kind() + " access token")
	case n.NoExpiry:
		return nil, badRequest("expires_at is missing")
	case n.Access > tx.levelIn(a, h):
		return nil, badRequest("Access level of the token contains permissions not held by the creating user")
	}
	if why := tx.tokenFaults(&n); len(why) > 0 {
		return nil, badRequest(strings.Join(why, " and "))
	}
	bot := User{CreatedAt: tx.Now, Name: n.Name, External: true}
	kind := ProjectToken
	if h.group != nil {
		kind, bot.BotOfGroup = GroupToken, h.group.ID
	} else {
		bot.BotOf = h.project.ID
	}
	bot.Username = h.kind() + "_" + strconv.FormatInt(h.id(), 10) + "_bot_" + tx.secret("bot")[:32]
	bot.Email = bot.Username + "@noreply.example.com"
	user := tx.PutUser(bot)
	tx.setMember(h, user.ID, n.Access)
	return tx.issue(user, kind, n), nil
}

// RevokeAccessToken ends a token of a project or group; its bot loses its role. Errors: NotFound, Forbidden. GitLab 18.9:
// app/services/resource_access_tokens/revoke_service.rb.
func (tx *Tx) RevokeAccessToken(a Actor, source Source, id string) error {
	h, err := tx.holder(a, source)
	if err != nil {
		return err
	}
	t, err := tx.tokenOf(h, id)
	if err != nil {
		return err
	}
	if !tx.manages(a, h) {
		return badRequest(a.User.Name + " cannot delete " + tx.User(t.UserID).Name)
	}
	next := *t
	next.Revoked = true
	tx.PutToken(next)
	tx.setMember(h, t.UserID, NoAccess)
	return nil
}

// CreatePersonalToken makes a token for a user, which only administrators may. Without an expiry it lasts as long as a token
// can. Errors: Forbidden, NotFound of the user, Unprocessable. GitLab 18.9:
// app/services/personal_access_tokens/create_service.rb.
func (tx *Tx) CreatePersonalToken(a Actor, user int64, n NewToken) (*Token, error) {
	if !a.admin() {
		return nil, ErrForbidden
	}
	u := tx.User(user)
	if u == nil {
		return nil, &Error{Kind: NotFound, Subject: "User"}
	}
	if why := tx.tokenFaults(&n); len(why) > 0 {
		return nil, &Error{Kind: Unprocessable, Message: strings.Join(why, " and ")}
	}
	return tx.issue(u, PersonalToken, n), nil
}

func (tx *Tx) issue(u *User, kind TokenKind, n NewToken) *Token {
	return tx.PutToken(Token{
		Value: "glpat-" + tx.secret("token")[:20], Name: n.Name, Description: n.Description, Kind: kind, UserID: u.ID,
		Scopes: slices.Clone(n.Scopes), CreatedAt: tx.Now, ExpiresAt: n.ExpiresAt,
	})
}

// secret is a text nobody else has, the same in every run that makes the same tokens in the same order.
func (tx *Tx) secret(purpose string) string {
	sum := sha256.Sum256([]byte(purpose + " " + strconv.FormatInt(tx.lastToken+1, 10)))
	return hex.EncodeToString(sum[:])
}

func (tx *Tx) lastExpiry() time.Time { return tx.Now.Truncate(24*time.Hour).AddDate(0, 0, maxLifetime) }

// tokenFaults fills in the expiry of a token and says what keeps it from being made, in sentences.
func (tx *Tx) tokenFaults(n *NewToken) []string {
	var found []string
	last := tx.lastExpiry()
	if n.ExpiresAt.IsZero() {
		n.ExpiresAt = last
	}
	if strings.TrimSpace(n.Name) == "" {
		found = append(found, "Name can't be blank")
	}
	if len(n.Scopes) == 0 {
		found = append(found, "Scopes can't be blank")
	}
	if n.ExpiresAt.After(last) {
		found = append(found, "Expiration date must be before "+last.Format(time.DateOnly))
	}
	return found
}
