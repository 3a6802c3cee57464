package gitlab

import "strings"

// AccessTokens returns the tokens of a project or group that have not been revoked, by id.
func (s *State) AccessTokens(a Actor, source Source) ([]*Token, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return nil, err
	}
	if !s.manages(a, h) {
		return nil, &Error{Kind: Unauthorized}
	}
	return s.accessTokens(h), nil
}

// accessTokens are the tokens of the source's bots that have not been revoked, by id.
func (s *State) accessTokens(h holder) []*Token {
	var found []*Token
	first := h.tokenKey(0)
	prefix := first[:len(first)-8]
	s.tokensOf.rows.Ascend(first, func(key, value string) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		found = append(found, s.Token(value))
		return true
	})
	return found
}

// accessToken is one of them, nil if there is none with that id.
func (s *State) accessToken(h holder, id int64) *Token {
	value, ok := s.tokensOf.get(h.tokenKey(id))
	if !ok {
		return nil
	}
	return s.Token(value)
}

func (h holder) tokenKey(token int64) string {
	if h.group != nil {
		return botTokenKey(0, h.group.ID, token)
	}
	return botTokenKey(h.project.ID, 0, token)
}
