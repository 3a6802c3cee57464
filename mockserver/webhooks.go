package mockserver

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"understudy/mockserver/gitlab"
)

// deploymentEvent is the body of a deployment event, key for key in GitLab's order.
type deploymentEvent struct {
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

func deploymentEventEntity(s *gitlab.State, base string, event gitlab.DeploymentEvent) deploymentEvent {
	d := event.Deployment
	p, e := s.ProjectByID(d.ProjectID), s.Environment(d.EnvironmentID)
	entity := deploymentEvent{
		ObjectKind: "deployment", Status: event.Status.String(), StatusChangedAt: event.ChangedAt.UTC().Format(eventTimeLayout),
		DeploymentID: d.ID, DeployableID: idOrNull(d.JobID),
		Environment: e.Name, EnvironmentTier: e.Tier, EnvironmentSlug: e.Slug, EnvironmentExternalURL: textOrNull(e.ExternalURL),
		Project: eventProjectEntity(s, base, p), ShortSHA: d.SHA[:min(8, len(d.SHA))], Ref: d.Ref,
	}
	user := s.User(d.UserID)
	if job := s.Job(d.JobID); job != nil {
		user = s.User(job.UserID)
		if !job.Bridge {
			entity.DeployableURL = new(projectURL(p, "jobs", job.ID))
		}
	}
	if user != nil {
		entity.User, entity.UserURL = eventUserEntity(user), new(hereabouts+"/"+user.Username)
	}
	if c := s.Resolve(p, d.SHA); c != nil {
		entity.CommitURL, entity.CommitTitle = new(hereabouts+"/"+p.Path+"/-/commit/"+c.SHA), &c.Title
	}
	return entity
}

var visibilityLevels = map[gitlab.Visibility]int{gitlab.Private: 0, gitlab.Internal: 10, gitlab.Public: 20}

func eventProjectEntity(s *gitlab.State, base string, p *gitlab.Project) eventProject {
	web, ssh := hereabouts+"/"+p.Path, sshURL(base, p)
	return eventProject{
		ID: p.ID, Name: p.Name, Description: textOrNull(p.Description), WebURL: web, GitSSHURL: ssh, GitHTTPURL: web + ".git",
		Namespace: namespaceEntity(s, p).Name, VisibilityLevel: visibilityLevels[p.Visibility], PathWithNamespace: p.Path,
		DefaultBranch: textOrNull(p.DefaultBranch), Homepage: web, URL: ssh, SSHURL: ssh, HTTPURL: web + ".git",
	}
}

// eventUserEntity hides addresses that the user has not made public.
func eventUserEntity(u *gitlab.User) *eventUser {
	entity := &eventUser{ID: u.ID, Name: u.Name, Username: u.Username, AvatarURL: avatarURL(u.Email), Email: "[REDACTED]"}
	if u.PublicEmail != "" {
		entity.Email = u.PublicEmail
	}
	return entity
}

// deliver hands an event over to all its hooks. The instance's writes wait for it.
func (s *Server) deliver(state *gitlab.State, event gitlab.DeploymentEvent) {
	for _, next := range s.deliveriesOf(state, event) {
		s.deliveries.add(next)
	}
}

// deliveriesOf are an event's, one for each hook. Nobody has asked for it, so this server goes by the name that its latest
// client used.
func (s *Server) deliveriesOf(state *gitlab.State, event gitlab.DeploymentEvent) []delivery {
	base := s.ownURL()
	body := bytes.ReplaceAll(encode(deploymentEventEntity(state, base, event)), []byte(hereabouts), []byte(base))
	made := make([]delivery, len(event.Hooks))
	for i, h := range event.Hooks {
		made[i] = delivery{hook: h, header: s.eventHeader(base, event, h), body: body}
	}
	return made
}

func (s *Server) eventHeader(base string, event gitlab.DeploymentEvent, h *gitlab.Hook) http.Header {
	header := http.Header{}
	for _, pair := range h.Headers {
		header.Set(pair.Key, pair.Value)
	}
	told, moment := strconv.FormatInt(event.ID, 10), event.ChangedAt.Format(time.RFC3339Nano)
	hook := strconv.FormatInt(h.ID, 10)
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", "GitLab/"+s.Version())
	header.Set("Idempotency-Key", uuid("delivery", told, moment, hook))
	header.Set("X-Gitlab-Event", "Deployment Hook")
	header.Set("X-Gitlab-Event-UUID", uuid("event", told, moment))
	header.Set("X-Gitlab-Instance", base)
	header.Set("X-Gitlab-Webhook-UUID", uuid("webhook", told, moment, hook))
	if h.Token != "" {
		header.Set("X-Gitlab-Token", h.Token)
	}
	return header
}

// uuid is the same for the same words: of one server at one time, and of no other.
func uuid(words ...string) string {
	hash := sha256.New()
	for _, word := range words {
		hash.Write([]byte(word + "\n"))
	}
	id := hash.Sum(nil)[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8: made by rules of one's own
	text := hex.EncodeToString(id)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
