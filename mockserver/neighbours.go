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
	u := x.actor.User
	entity := currentUser{
		user: *userEntity(u), Email: u.Email, CommitEmail: u.Email, ProjectsLimit: 100_000, Identities: []struct{}{},
		CanCreateProject: !u.External, CanCreateGroup: !u.External, External: u.External,
	}
	entity.Name = u.Name
	if u.Admin {
		entity.administrator = &administrator{IsAdmin: true}
	}
	return x.live(http.StatusOK, entity), nil
}

func listEnvironments(x *exchange) (Response, error) {
	found, err := x.state.FindEnvironments(x.actor, x.project(), gitlab.EnvironmentFilter{
		Name: x.values.String("name"), Search: x.values.String("search"), State: gitlab.EnvironmentState(x.values.String("states")),
	})
	if err != nil {
		return Response{}, err
	}
	page := x.page()
	first := min((page.Number-1)*page.Size, len(found))
	entities := []environmentEntity{}
	for _, e := range found[first:min(first+page.Size, len(found))] {
		entities = append(entities, environmentListEntity(x.state, e))
	}
	response := x.live(http.StatusOK, entities)
	response.List = x.paginated(page, len(found))
	return response, nil
}

func getEnvironment(x *exchange) (Response, error) {
	e, err := x.state.GetEnvironment(x.actor, x.project(), x.values.Int("environment_id"))
	if err != nil {
		return Response{}, err
	}
	c := x.compose()
	c.text("{")
	c.members(environmentOwnEntity(e))
	c.text(`,"last_deployment":`)
	if last := x.state.LastDeployment(e); last != nil {
		c.lastDeployment(last)
	} else {
		c.text("null")
	}
	c.text("}")
	return c.response(http.StatusOK), nil
}

type environmentEntity struct {
	environmentBasic
	Tier            string              `json:"tier"`
	State           string              `json:"state"`
	AutoStopAt      *string             `json:"auto_stop_at"`
	Description     *string             `json:"description"`
	AutoStopSetting string              `json:"auto_stop_setting"`
	Project         *environmentProject `json:"project,omitempty"`
}

type environmentProject struct {
	ID                int64  `json:"id"`
	Name              string `json:"name"`
	Path              string `json:"path"`
	PathWithNamespace string `json:"path_with_namespace"`
	WebURL            string `json:"web_url"`
}

func environmentOwnEntity(e *gitlab.Environment) environmentEntity {
	return environmentEntity{
		environmentBasic: environmentBasicEntity(e), Tier: e.Tier, State: string(e.State), AutoStopAt: timestampOrNull(e.AutoStopAt),
		Description: textOrNull(e.Description), AutoStopSetting: "always",
	}
}

func environmentListEntity(s *gitlab.State, e *gitlab.Environment) environmentEntity {
	p := s.ProjectByID(e.ProjectID)
	entity := environmentOwnEntity(e)
	entity.Project = &environmentProject{ID: p.ID, Name: p.Name, Path: p.LastSegment(), PathWithNamespace: p.Path, WebURL: hereabouts + "/" + p.Path}
	return entity
}

// Version is the version of GitLab the server gives itself out for, such as 18.9.0-ee.
func (s *Server) Version() string {
	if s.edition == gitlab.EnterpriseEdition {
		return imitatedVersion + "-ee"
	}
	return imitatedVersion
}
