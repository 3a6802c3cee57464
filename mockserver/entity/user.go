package entity

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"understudy/mockserver/gitlab"
)

// UserBasic is a user as most others show it.
type UserBasic struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	PublicEmail string `json:"public_email"`
	Name        string `json:"name"`
	State       string `json:"state"`
	Locked      bool   `json:"locked"`
	AvatarURL   string `json:"avatar_url"`
	WebURL      string `json:"web_url"`
}

// newUserBasic hides a bot's name unless it may be told.
func newUserBasic(u *gitlab.User, named bool) UserBasic {
	entity := UserBasic{
		ID: u.ID, Username: u.Username, PublicEmail: u.PublicEmail, Name: u.Name, State: "active",
		AvatarURL: avatarURL(u.Email), WebURL: baseMark + "/" + u.Username,
	}
	if u.Blocked {
		entity.State = "blocked"
	}
	if u.Bot() && !named {
		entity.Name = "****"
	}
	return entity
}

func avatarURL(email string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(strings.TrimSpace(email))))
	return "https://www.gravatar.com/avatar/" + hex.EncodeToString(sum[:]) + "?s=80&d=identicon"
}

// User is a user as jobs show it.
type User struct {
	UserBasic
	CreatedAt       string  `json:"created_at"`
	Bio             string  `json:"bio"`
	Location        string  `json:"location"`
	LinkedIn        string  `json:"linkedin"`
	Twitter         string  `json:"twitter"`
	Discord         string  `json:"discord"`
	WebsiteURL      string  `json:"website_url"`
	GitHub          string  `json:"github"`
	JobTitle        string  `json:"job_title"`
	Pronouns        *string `json:"pronouns"`
	Organization    string  `json:"organization"`
	Bot             bool    `json:"bot"`
	WorkInformation *string `json:"work_information"`
	Followers       int     `json:"followers"`
	Following       int     `json:"following"`
	LocalTime       *string `json:"local_time"`
}

func newUser(u *gitlab.User) *User {
	if u == nil {
		return nil
	}
	return &User{
		UserBasic: newUserBasic(u, false), CreatedAt: timestamp(u.CreatedAt), Bio: u.Bio, Location: u.Location,
		JobTitle: u.JobTitle, Organization: u.Organization, Bot: u.Bot(), WorkInformation: workInformation(u),
	}
}

func workInformation(u *gitlab.User) *string {
	switch {
	case u.JobTitle != "" && u.Organization != "":
		return new(u.JobTitle + " at " + u.Organization)
	case u.JobTitle != "":
		return &u.JobTitle
	case u.Organization != "":
		return &u.Organization
	}
	return nil
}

// CurrentUser is a user with what only they and administrators may know.
type CurrentUser struct {
	User
	LastActivityOn   *string    `json:"last_activity_on"`
	Email            string     `json:"email"`
	CommitEmail      string     `json:"commit_email"`
	ProjectsLimit    int        `json:"projects_limit"`
	Identities       []struct{} `json:"identities"`
	TwoFactorEnabled bool       `json:"two_factor_enabled"`
	CanCreateProject bool       `json:"can_create_project"`
	CanCreateGroup   bool       `json:"can_create_group"`
	External         bool       `json:"external"`
	PrivateProfile   bool       `json:"private_profile"`
	*administrator              // only administrators are told that they are
}

type administrator struct {
	IsAdmin bool `json:"is_admin"`
}

// NewCurrentUser is a user to themselves.
func NewCurrentUser(_ *View, u *gitlab.User) CurrentUser {
	entity := newCurrentUser(u)
	if u.Admin {
		entity.administrator = &administrator{IsAdmin: true}
	}
	return entity
}

// NewUserForAdmin is a user to whoever administers them.
func NewUserForAdmin(_ *View, u *gitlab.User) CurrentUser {
	entity := newCurrentUser(u)
	entity.administrator = &administrator{IsAdmin: u.Admin}
	return entity
}

func newCurrentUser(u *gitlab.User) CurrentUser {
	entity := CurrentUser{
		User: *newUser(u), Email: u.Email, CommitEmail: u.Email, ProjectsLimit: 100_000, Identities: []struct{}{},
		CanCreateProject: !u.External, CanCreateGroup: !u.External, External: u.External,
	}
	entity.Name = u.Name
	return entity
}

// userFragments are a user as everybody sees it and, for a bot, as those see it who may.
type userFragments struct{ shown, named *fragment }

func (c *Composer) user(id int64, namesBots bool) *fragment {
	u := c.view.State.User(id)
	if u == nil {
		return null
	}
	made, known := u.Memo.Load().(*userFragments)
	if !known {
		var keep bool
		if made, keep = c.makeUser(u); keep {
			u.Memo.Store(made)
		}
	}
	if namesBots && c.view.mayNameBot(u) {
		return made.named
	}
	return made.shown
}

func (c *Composer) makeUser(u *gitlab.User) (made *userFragments, keep bool) {
	shown, keep := c.make(KeptUser, newUserBasic(u, false))
	if !u.Bot() {
		return &userFragments{shown: shown, named: shown}, keep
	}
	named, keepNamed := c.make(KeptUser, newUserBasic(u, true))
	return &userFragments{shown: shown, named: named}, keep && keepNamed
}

func (v *View) person(id int64) *UserBasic {
	u := v.State.User(id)
	if u == nil {
		return nil
	}
	return new(newUserBasic(u, v.mayNameBot(u)))
}

func (v *View) people(ids []int64) []UserBasic {
	entities := []UserBasic{}
	for _, id := range ids {
		if entity := v.person(id); entity != nil { // a bot goes with its project
			entities = append(entities, *entity)
		}
	}
	return entities
}
