package gitlab

import "strings"

// NewUser is a user to be made.
type NewUser struct {
	Username, Name, Email string
	Admin, External       bool
}

// CreateUser makes a user, which only administrators may. Errors: Forbidden, Conflict for an email or name that is taken,
// Invalid. GitLab 18.9: lib/api/users.rb.
func (tx *Tx) CreateUser(a Actor, n NewUser) (*User, error) {
	switch {
	case !a.admin():
		return nil, ErrForbidden
	case tx.emailTaken(n.Email):
		return nil, &Error{Kind: Conflict, Message: "Email has already been taken"}
	case tx.pathTaken(n.Username):
		return nil, &Error{Kind: Conflict, Message: "Username has already been taken"}
	case !containerPath().MatchString(n.Username):
		return nil, invalid("username", containerRule)
	case !strings.Contains(n.Email, "@"):
		return nil, invalid("email", "is invalid")
	}
	return tx.PutUser(User{Username: n.Username, Name: n.Name, Email: n.Email, Admin: n.Admin, External: n.External, CreatedAt: tx.Now}), nil
}

func (s *State) emailTaken(email string) bool {
	for u := range s.users.all() {
		if strings.EqualFold(u.Email, email) {
			return true
		}
	}
	return false
}
