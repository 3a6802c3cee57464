package entity

import (
	"understudy/mockserver/gitlab"
)

// AccessToken is a token of a person, a project or a group.
type AccessToken struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Revoked     bool     `json:"revoked"`
	CreatedAt   string   `json:"created_at"`
	Description *string  `json:"description"`
	Scopes      []string `json:"scopes"`
	UserID      int64    `json:"user_id"`
	LastUsedAt  *string  `json:"last_used_at"`
	Active      bool     `json:"active"`
	ExpiresAt   *string  `json:"expires_at"`
	*botToken
	Token string `json:"token,omitempty"` // told once, to whoever made it
}

// botToken is what the token of a project or group has beyond that of a person.
type botToken struct {
	AccessLevel  int    `json:"access_level"`
	ResourceType string `json:"resource_type"`
	ResourceID   int64  `json:"resource_id"`
}

// NewIssuedPersonalToken tells the token itself, this once.
func NewIssuedPersonalToken(v *View, t *gitlab.Token) AccessToken {
	entity := NewPersonalToken(v, t)
	entity.Token = t.Value
	return entity
}

// NewIssuedBotToken tells the token itself, this once.
func NewIssuedBotToken(v *View, t *gitlab.Token) AccessToken {
	entity := NewBotToken(v, t)
	entity.Token = t.Value
	return entity
}

// NewPersonalToken is a person's token.
func NewPersonalToken(v *View, t *gitlab.Token) AccessToken {
	return AccessToken{
		ID: t.ID, Name: t.Name, Revoked: t.Revoked, CreatedAt: timestamp(t.CreatedAt), Description: textOrNull(t.Description),
		Scopes: t.Scopes, UserID: t.UserID, Active: !t.Revoked && !t.Expired(v.Now()), ExpiresAt: dateOrNull(t.ExpiresAt),
	}
}

// NewBotToken is the token of a project or a group.
func NewBotToken(v *View, t *gitlab.Token) AccessToken {
	entity := NewPersonalToken(v, t)
	bot := v.State.User(t.UserID)
	if g := v.State.Group(bot.BotOfGroup); g != nil {
		entity.botToken = &botToken{AccessLevel: int(g.Members.Level(bot.ID)), ResourceType: "group", ResourceID: g.ID}
	} else {
		p := v.State.ProjectByID(bot.BotOf)
		entity.botToken = &botToken{AccessLevel: int(p.Members.Level(bot.ID)), ResourceType: "project", ResourceID: p.ID}
	}
	return entity
}
