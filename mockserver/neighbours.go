package mockserver

import (
	"net/http"

	"understudy/mockserver/gitlab"
)

// imitated is the version of GitLab whose behaviour this package follows.
const (
	imitatedVersion  = "18.9.0"
	imitatedRevision = "6714c913625"
)

type version struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
}

type metadata struct {
	version
	KAS        agentServer `json:"kas"`
	Enterprise bool        `json:"enterprise"`
}

type agentServer struct {
	Enabled           bool    `json:"enabled"`
	ExternalURL       *string `json:"externalUrl"`
	ExternalK8sProxy  *string `json:"externalK8sProxyUrl"`
	AgentServerNumber *string `json:"version"`
}

func (x *exchange) version() version {
	return version{Version: x.server.Version(), Revision: imitatedRevision}
}

func getVersion(x *exchange) (Response, error) {
	return x.live(http.StatusOK, x.version()), nil
}

func getMetadata(x *exchange) (Response, error) {
	return x.live(http.StatusOK, metadata{version: x.version(), Enterprise: x.server.edition == gitlab.EnterpriseEdition}), nil
}

type currentUser struct {
	user
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

func getCurrentUser(x *exchange) (Response, error) {
	entity := currentUserEntity(x.actor.User)
	if x.actor.User.Admin {
		entity.administrator = &administrator{IsAdmin: true}
	}
	return x.live(http.StatusOK, entity), nil
}

func currentUserEntity(u *gitlab.User) currentUser {
	entity := currentUser{
		user: *userEntity(u), Email: u.Email, CommitEmail: u.Email, ProjectsLimit: 100_000, Identities: []struct{}{},
		CanCreateProject: !u.External, CanCreateGroup: !u.External, External: u.External,
	}
	entity.Name = u.Name
	return entity
}

// Version is the version of GitLab the server gives itself out for, such as 18.9.0-ee.
func (s *Server) Version() string {
	if s.edition == gitlab.EnterpriseEdition {
		return imitatedVersion + "-ee"
	}
	return imitatedVersion
}
