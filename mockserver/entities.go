package mockserver

import (
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
)

// The entities are GitLab's representations, key for key in its order.

type userBasic struct {
	ID          int64  `json:"id"`
	Username    string `json:"username"`
	PublicEmail string `json:"public_email"`
	Name        string `json:"name"`
	State       string `json:"state"`
	Locked      bool   `json:"locked"`
	AvatarURL   string `json:"avatar_url"`
	WebURL      string `json:"web_url"`
}

// userBasicEntity hides a bot's name unless it may be told.
func userBasicEntity(u *gitlab.User, named bool) userBasic {
	entity := userBasic{
		ID: u.ID, Username: u.Username, PublicEmail: u.PublicEmail, Name: u.Name, State: "active",
		AvatarURL: avatarURL(u.Email), WebURL: hereabouts + "/" + u.Username,
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

type user struct {
	userBasic
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

func userEntity(u *gitlab.User) *user {
	if u == nil {
		return nil
	}
	return &user{
		userBasic: userBasicEntity(u, false), CreatedAt: timestamp(u.CreatedAt), Bio: u.Bio, Location: u.Location,
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

type environmentBasic struct {
	ID          int64   `json:"id"`
	Name        string  `json:"name"`
	Slug        string  `json:"slug"`
	ExternalURL *string `json:"external_url"`
	CreatedAt   string  `json:"created_at"`
	UpdatedAt   string  `json:"updated_at"`
}

func environmentBasicEntity(e *gitlab.Environment) environmentBasic {
	return environmentBasic{
		ID: e.ID, Name: e.Name, Slug: e.Slug, ExternalURL: textOrNull(e.ExternalURL),
		CreatedAt: timestamp(e.CreatedAt), UpdatedAt: timestamp(e.UpdatedAt),
	}
}

// deploymentMembers are what a deployment says of itself, as JSON without braces; what it shows of others is put behind them
// when it is sent. They are written by hand because every write needs them.
func deploymentMembers(d *gitlab.Deployment) []byte {
	b := make([]byte, 0, 192+len(d.Ref)+len(d.SHA))
	b = strconv.AppendInt(append(b, `"id":`...), d.ID, 10)
	b = strconv.AppendInt(append(b, `,"iid":`...), d.IID, 10)
	b = appendText(append(b, `,"ref":`...), d.Ref)
	b = appendText(append(b, `,"sha":`...), d.SHA)
	b = d.CreatedAt.AppendFormat(append(b, `,"created_at":"`...), timestampLayout)
	b = d.UpdatedAt.AppendFormat(append(b, `","updated_at":"`...), timestampLayout)
	return append(b, '"')
}

// appendText appends a JSON string.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return append(b, encode(text)...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}

type approval struct {
	User      userBasic `json:"user"`
	Status    string    `json:"status"`
	CreatedAt string    `json:"created_at"`
	Comment   *string   `json:"comment"`
}

type approvalCounts struct {
	Pending   int        `json:"pending_approval_count"`
	Approvals []approval `json:"approvals"`
}

type approvalSummary struct {
	Rules []approvalRule `json:"rules"`
}

type approvalRule struct {
	ID                     int64      `json:"id"`
	UserID                 *int64     `json:"user_id"`
	GroupID                *int64     `json:"group_id"`
	AccessLevel            *int64     `json:"access_level"`
	AccessLevelDescription *string    `json:"access_level_description"`
	RequiredApprovals      int        `json:"required_approvals"`
	GroupInheritanceType   int        `json:"group_inheritance_type"`
	DeploymentApprovals    []approval `json:"deployment_approvals"`
}

// timestamp is ISO 8601 in UTC with exactly three digits of the second's fraction, cut off, not rounded.
func timestamp(t time.Time) string { return t.UTC().Format(timestampLayout) }

const timestampLayout = "2006-01-02T15:04:05.000Z07:00"

func timestampOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(timestamp(t))
}

// localTimestamp keeps the offset the time was given with, as commits do.
func localTimestamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000-07:00") }

func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func projectURL(p *gitlab.Project, path string, id int64) string {
	return hereabouts + "/" + p.Path + "/-/" + path + "/" + strconv.FormatInt(id, 10)
}
