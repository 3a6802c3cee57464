package entity

import (
	"understudy/mockserver/gitlab"
)

// DeploymentEvent is the body of a deployment event, key for key in GitLab's order.
type DeploymentEvent struct {
	ObjectKind             string       `json:"object_kind"`
	Status                 string       `json:"status"`
	StatusChangedAt        string       `json:"status_changed_at"`
	DeploymentID           int64        `json:"deployment_id"`
	DeployableID           *int64       `json:"deployable_id"`
	DeployableURL          *string      `json:"deployable_url"`
	Environment            string       `json:"environment"`
	EnvironmentTier        string       `json:"environment_tier"`
	EnvironmentSlug        string       `json:"environment_slug"`
	EnvironmentExternalURL *string      `json:"environment_external_url"`
	Project                eventProject `json:"project"`
	ShortSHA               string       `json:"short_sha"`
	User                   *eventUser   `json:"user"`
	UserURL                *string      `json:"user_url"`
	CommitURL              *string      `json:"commit_url"`
	CommitTitle            *string      `json:"commit_title"`
	Ref                    string       `json:"ref"`
}

type eventProject struct {
	ID                int64   `json:"id"`
	Name              string  `json:"name"`
	Description       *string `json:"description"`
	WebURL            string  `json:"web_url"`
	AvatarURL         *string `json:"avatar_url"`
	GitSSHURL         string  `json:"git_ssh_url"`
	GitHTTPURL        string  `json:"git_http_url"`
	Namespace         string  `json:"namespace"`
	VisibilityLevel   int     `json:"visibility_level"`
	PathWithNamespace string  `json:"path_with_namespace"`
	DefaultBranch     *string `json:"default_branch"`
	CIConfigPath      *string `json:"ci_config_path"`
	Homepage          string  `json:"homepage"`
	URL               string  `json:"url"`
	SSHURL            string  `json:"ssh_url"`
	HTTPURL           string  `json:"http_url"`
}

type eventUser struct {
	ID        int64  `json:"id"`
	Name      string `json:"name"`
	Username  string `json:"username"`
	AvatarURL string `json:"avatar_url"`
	Email     string `json:"email"`
}

const eventTimeLayout = "2006-01-02 15:04:05 -0700"

// NewDeploymentEvent shows a deployment as it is when the event happens.
func NewDeploymentEvent(v *View, event gitlab.DeploymentEvent) DeploymentEvent {
	d := event.Deployment
	p, e := v.State.ProjectByID(d.ProjectID), v.State.Environment(d.EnvironmentID)
	entity := DeploymentEvent{
		ObjectKind: "deployment", Status: event.Status.String(), StatusChangedAt: event.ChangedAt.UTC().Format(eventTimeLayout),
		DeploymentID: d.ID, DeployableID: idOrNull(d.JobID),
		Environment: e.Name, EnvironmentTier: e.Tier, EnvironmentSlug: e.Slug, EnvironmentExternalURL: textOrNull(e.ExternalURL),
		Project: newEventProject(v, p), ShortSHA: d.SHA[:min(8, len(d.SHA))], Ref: d.Ref,
	}
	user := v.State.User(d.UserID)
	if job := v.State.Job(d.JobID); job != nil {
		user = v.State.User(job.UserID)
		if !job.Bridge {
			entity.DeployableURL = new(projectURL(p, "jobs", job.ID))
		}
	}
	if user != nil {
		entity.User, entity.UserURL = newEventUser(user), new(baseMark+"/"+user.Username)
	}
	if c := v.State.Resolve(p, d.SHA); c != nil {
		entity.CommitURL, entity.CommitTitle = new(baseMark+"/"+p.Path+"/-/commit/"+c.SHA), &c.Title
	}
	return entity
}

var visibilityLevels = map[gitlab.Visibility]int{gitlab.Private: 0, gitlab.Internal: 10, gitlab.Public: 20}

func newEventProject(v *View, p *gitlab.Project) eventProject {
	web, ssh := baseMark+"/"+p.Path, sshURL(v.Base, p)
	return eventProject{
		ID: p.ID, Name: p.Name, Description: textOrNull(p.Description), WebURL: web, GitSSHURL: ssh, GitHTTPURL: web + ".git",
		Namespace: newNamespace(v, p).Name, VisibilityLevel: visibilityLevels[p.Visibility], PathWithNamespace: p.Path,
		DefaultBranch: textOrNull(p.DefaultBranch), Homepage: web, URL: ssh, SSHURL: ssh, HTTPURL: web + ".git",
	}
}

// newEventUser hides addresses that the user has not made public.
func newEventUser(u *gitlab.User) *eventUser {
	entity := &eventUser{ID: u.ID, Name: u.Name, Username: u.Username, AvatarURL: avatarURL(u.Email), Email: "[REDACTED]"}
	if u.PublicEmail != "" {
		entity.Email = u.PublicEmail
	}
	return entity
}
