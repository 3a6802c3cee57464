package gitlab

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TokenFilter narrows and sorts a list of access tokens. Its zero value keeps all.
type TokenFilter struct {
	Search                      string // in the name
	Revoked                     *bool
	Active                      *bool // neither revoked nor expired
	CreatedAfter, CreatedBefore *time.Time
	Used                        bool // in some span of time; nobody keeps when a token was used
	ExpiresAfter, ExpiresBefore *time.Time
	Sort                        string // created_asc, expires_desc, last_used_asc, name_asc, ...; empty: by id
}

// AccessTokens returns the tokens of a project or group that have not been revoked, by id. Errors: the source's, Unauthorized.
func (s *State) AccessTokens(a Actor, source Source, f TokenFilter, now time.Time) ([]*Token, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return nil, err
	}
	if !s.manages(a, h) {
		return nil, &Error{Kind: Unauthorized}
	}
	return f.apply(s.accessTokens(h), now), nil
}

func (f TokenFilter) apply(tokens []*Token, now time.Time) []*Token {
	kept := slices.DeleteFunc(tokens, func(t *Token) bool {
		active := !t.Revoked && !t.Expired(now)
		return f.Used || f.Revoked != nil && t.Revoked != *f.Revoked || f.Active != nil && active != *f.Active ||
			!mentions(f.Search, t.Name) || !between(t.CreatedAt, f.CreatedAfter, f.CreatedBefore) ||
			f.ExpiresAfter != nil && t.ExpiresAt.Before(*f.ExpiresAfter) ||
			f.ExpiresBefore != nil && !t.ExpiresAt.Before(*f.ExpiresBefore)
	})
	by, descending := strings.CutSuffix(f.Sort, "_desc")
	by = strings.TrimSuffix(by, "_asc")
	slices.SortStableFunc(kept, func(t, u *Token) int {
		order := 0
		switch by {
		case "created":
			order = t.CreatedAt.Compare(u.CreatedAt)
		case "expires":
			order = t.ExpiresAt.Compare(u.ExpiresAt)
		case "name":
			order = cmp.Compare(strings.ToLower(t.Name), strings.ToLower(u.Name))
		}
		if descending {
			order = -order
		}
		return order
	})
	return kept
}

// AccessToken is one of a source's tokens, by its id. Errors: Unauthorized, NotFound.
func (s *State) AccessToken(a Actor, source Source, id string) (*Token, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return nil, err
	}
	if !s.manages(a, h) {
		return nil, &Error{Kind: Unauthorized}
	}
	return s.tokenOf(h, id)
}

func (s *State) tokenOf(h holder, id string) (*Token, error) {
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil || decimal(n) != id {
		return nil, noToken(h)
	}
	value, ok := s.tokensOf.get(h.tokenKey(n))
	if !ok {
		return nil, noToken(h)
	}
	return s.Token(value), nil
}

func noToken(h holder) error { return &Error{Kind: NotFound, Subject: h.kind() + " Access Token"} }

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

func (h holder) tokenKey(token int64) string {
	if h.group != nil {
		return botTokenKey(0, h.group.ID, token)
	}
	return botTokenKey(h.project.ID, 0, token)
}
