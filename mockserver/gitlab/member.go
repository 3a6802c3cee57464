package gitlab

import (
	"maps"
	"slices"
	"strconv"
	"time"
)

// Member is a user with a role in a project or group.
type Member struct {
	User   *User
	Access AccessLevel
	Since  time.Time // when the membership was made
}

// MemberFilter narrows a list of members. Its zero value keeps those the source itself has.
type MemberFilter struct {
	Search    string // in name or username
	Inherited bool   // those of the groups around it too, each with the highest role
}

// Members returns the members of a project or group, by id. Errors: NotFound, Forbidden. GitLab 18.9: lib/api/members.rb.
func (s *State) Members(a Actor, source Source, f MemberFilter) ([]Member, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return nil, err
	}
	highest := map[int64]Member{}
	s.addMembers(highest, h)
	if f.Inherited {
		for g := s.Group(h.above()); g != nil; g = s.Group(g.ParentID) {
			s.addMembers(highest, holder{group: g})
		}
	}
	var found []Member
	for _, id := range slices.Sorted(maps.Keys(highest)) {
		if m := highest[id]; mentions(f.Search, m.User.Name, m.User.Username) {
			found = append(found, m)
		}
	}
	return found, nil
}

// addMembers adds a source's own members who have a higher role there than so far.
func (s *State) addMembers(highest map[int64]Member, h holder) {
	for user, level := range h.members().All() {
		if level > highest[user].Access {
			highest[user] = h.member(s.User(user))
		}
	}
}

// Member returns one of a source's own members. Errors: NotFound, Forbidden. GitLab 18.9: lib/api/members.rb.
func (s *State) Member(a Actor, source Source, user int64) (Member, error) {
	h, err := s.holder(a, source)
	if err != nil {
		return Member{}, err
	}
	if h.members().Level(user) == NoAccess {
		return Member{}, ErrRecordNotFound
	}
	return h.member(s.User(user)), nil
}

func (h holder) member(u *User) Member {
	return Member{u, h.members().Level(u.ID), h.membership(u).CreatedAt}
}

// membership are the times of a user's membership in the source.
func (h holder) membership(u *User) MemberTimes {
	times := h.members().Times(u.ID)
	if times.CreatedAt.IsZero() {
		times.CreatedAt = later(u.CreatedAt, h.createdAt())
	}
	times.UpdatedAt = later(times.CreatedAt, times.UpdatedAt)
	return times
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// NewMember is a membership to be made; the user is named by id or, if that is 0, by name.
type NewMember struct {
	UserID    int64
	Username  string
	Access    AccessLevel
	ExpiresAt time.Time // the first day without the role; only looked at, not kept
}

// AddMember gives a user a role. The bot of an access token cannot have one anywhere else. Errors: NotFound, Forbidden also
// for a role above the actor's own, Conflict for who is a member already, Invalid. GitLab 18.9:
// app/services/members/create_service.rb.
func (tx *Tx) AddMember(a Actor, source Source, n NewMember) (Member, error) {
	h, err := tx.holder(a, source)
	if err != nil {
		return Member{}, err
	}
	if !tx.manages(a, h) {
		return Member{}, ErrForbidden
	}
	user := tx.User(n.UserID)
	if n.UserID == 0 {
		user = tx.UserByName(n.Username)
	}
	switch {
	case user == nil:
		return Member{}, &Error{Kind: NotFound, Subject: "User"}
	case h.members().Level(user.ID) != NoAccess:
		return Member{}, &Error{Kind: Conflict, Message: "Member already exists"}
	case n.Access > tx.levelIn(a, h):
		return Member{}, ErrForbidden
	}
	if err := tx.membershipFault(h, user, n); err != nil {
		return Member{}, err
	}
	return tx.setMember(h, user.ID, n.Access).member(user), nil
}

// membershipFault refuses a membership that cannot be saved.
func (tx *Tx) membershipFault(h holder, user *User, n NewMember) error {
	faults := map[string][]string{}
	if user.Bot() && h.members().Level(user.ID) == NoAccess {
		faults["user_id"] = []string{"project bots cannot be added to other groups / projects"}
	}
	if !n.Access.roleOf(h) {
		faults["access_level"] = []string{"is not included in the list"}
	}
	if !n.ExpiresAt.IsZero() && n.ExpiresAt.Before(tx.Now.Truncate(day)) {
		faults["expires_at"] = []string{"cannot be a date in the past"}
	}
	if why := tx.belowInherited(h, user, n.Access); why != "" {
		faults["access_level"] = append(faults["access_level"], why)
	}
	if len(faults) > 0 {
		return &Error{Kind: Invalid, Attributes: faults}
	}
	return nil
}

// minimal is the role that only groups give.
const minimal AccessLevel = 5

// roleOf tells whether the level is one that a source gives.
func (l AccessLevel) roleOf(h holder) bool {
	return l == minimal && h.group != nil ||
		slices.Contains([]AccessLevel{Guest, Planner, Reporter, SecurityManager, Developer, Maintainer, Owner}, l)
}

// ChangeMember gives a member another role. Nobody gives more than they have, nor touches who has more. Errors: NotFound,
// Forbidden, Invalid. GitLab 18.9: app/services/members/update_service.rb.
func (tx *Tx) ChangeMember(a Actor, source Source, n NewMember) (Member, error) {
	user, level := n.UserID, n.Access
	h, err := tx.holder(a, source)
	if err != nil {
		return Member{}, err
	}
	if !tx.manages(a, h) {
		return Member{}, ErrForbidden
	}
	m, err := tx.Member(a, source, user)
	if err != nil {
		return Member{}, err
	}
	if max(m.Access, level) > tx.levelIn(a, h) || level < Owner && lastOwner(h, user) {
		return Member{}, ErrForbidden
	}
	if err := tx.membershipFault(h, m.User, n); err != nil {
		return Member{}, err
	}
	return tx.setMember(h, user, level).member(m.User), nil
}

// RemoveMember takes a member's role away. Members may leave of their own accord. unmodifiedSince, if not nil, is the caller's
// condition: it fails when the membership has changed after that moment. Errors: NotFound, PreconditionFailed, Forbidden. GitLab
// 18.9: app/services/members/destroy_service.rb.
func (tx *Tx) RemoveMember(a Actor, source Source, user int64, unmodifiedSince *time.Time) error {
	h, err := tx.holder(a, source)
	if err != nil {
		return err
	}
	m, err := tx.Member(a, source, user)
	if err != nil {
		return err
	}
	if modified(h.membership(m.User).UpdatedAt, unmodifiedSince) {
		return errModified
	}
	manages := tx.manages(a, h) && m.Access <= tx.levelIn(a, h)
	if !manages && a.User.ID != user || lastOwner(h, user) {
		return ErrForbidden
	}
	tx.setMember(h, user, NoAccess)
	if h.project != nil {
		tx.revokeRules(h.project, func(r AccessRule) bool { return r.UserID == user })
	}
	return nil
}

// lastOwner tells whether nobody would own the source without that member. Projects in a group have the group's owners.
func lastOwner(h holder, user int64) bool {
	if h.project != nil && h.project.GroupID != 0 || h.members().Level(user) != Owner {
		return false
	}
	for id, level := range h.members().All() {
		if id != user && level == Owner {
			return false
		}
	}
	return true
}

// belowInherited says why a role is less than what the user has from the groups around, empty if it is not.
func (s *State) belowInherited(h holder, u *User, level AccessLevel) string {
	for g := s.Group(h.above()); g != nil; g = s.Group(g.ParentID) {
		if has := g.Members.Level(u.ID); has > level {
			return "should be greater than or equal to " + has.String() + " inherited membership from group " + g.Name
		}
	}
	return ""
}

// String is the role's name as GitLab prints it.
func (l AccessLevel) String() string {
	switch l {
	case Guest:
		return "Guest"
	case Planner:
		return "Planner"
	case Reporter:
		return "Reporter"
	case SecurityManager:
		return "Security Manager"
	case Developer:
		return "Developer"
	case Maintainer:
		return "Maintainer"
	case Owner:
		return "Owner"
	case AdminAccess:
		return "Admin"
	case NoAccess:
		return "No access"
	default:
		return strconv.Itoa(int(l))
	}
}
