package gitlab

import (
	"cmp"
	"slices"
)

// AccessTokens returns the tokens of a project or group that have not been revoked, by id.
func (s *State) AccessTokens(a Actor, source Source) ([]*Token, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return nil, err
	}
	if !s.manages(a, h) {
		return nil, &Error{Kind: Unauthorized}
	}
	return s.tokensOf(h), nil
}

// tokensOf are the tokens of the source's bots that have not been revoked.
func (s *State) tokensOf(h holder) []*Token {
	var found []*Token
	s.tokens.rows.Scan(func(_ string, t *Token) bool {
		bot := s.User(t.UserID)
		if !t.Revoked && (h.group != nil && bot.BotOfGroup == h.group.ID || h.project != nil && bot.BotOf == h.project.ID) {
			found = append(found, t)
		}
		return true
	})
	slices.SortFunc(found, func(t, u *Token) int { return cmp.Compare(t.ID, u.ID) })
	return found
}
