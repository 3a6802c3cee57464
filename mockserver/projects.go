package mockserver

import (
	"cmp"
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
)

func getProject(x *exchange) (Response, error) {
	p, err := x.state.Project(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.projectEntity(p)), nil
}

// basicProject is what a simple list shows.
type basicProject struct {
	ID                int64     `json:"id"`
	Description       *string   `json:"description"`
	Name              string    `json:"name"`
	NameWithNamespace string    `json:"name_with_namespace"`
	Path              string    `json:"path"`
	PathWithNamespace string    `json:"path_with_namespace"`
	CreatedAt         string    `json:"created_at"`
	DefaultBranch     *string   `json:"default_branch"`
	Topics            []string  `json:"topics"`
	SSHURL            string    `json:"ssh_url_to_repo"`
	HTTPURL           string    `json:"http_url_to_repo"`
	WebURL            string    `json:"web_url"`
	AvatarURL         *string   `json:"avatar_url"`
	LastActivityAt    string    `json:"last_activity_at"`
	Visibility        string    `json:"visibility"`
	Namespace         namespace `json:"namespace"`
}

type project struct {
	basicProject
	EmptyRepo           bool        `json:"empty_repo"`
	Archived            bool        `json:"archived"`
	RepositoryAccess    string      `json:"repository_access_level"`
	BuildsAccess        string      `json:"builds_access_level"`
	EnvironmentsAccess  string      `json:"environments_access_level"`
	SharedRunners       bool        `json:"shared_runners_enabled"`
	GroupRunners        bool        `json:"group_runners_enabled"`
	MergeMethod         string      `json:"merge_method"`
	Permissions         permissions `json:"permissions"`
	MarkedForDeletionAt *string     `json:"marked_for_deletion_at"`
	MarkedForDeletionOn *string     `json:"marked_for_deletion_on"`
	// Present only where the licence has protected environments: the probe for approvals.
	AllowTriggererApproval *bool `json:"allow_pipeline_trigger_approve_deployment,omitempty"`
}

type namespace struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	FullPath string `json:"full_path"`
	ParentID *int64 `json:"parent_id"`
	WebURL   string `json:"web_url"`
}

type permissions struct {
	Project *accessRole `json:"project_access"`
	Group   *accessRole `json:"group_access"`
}

type accessRole struct {
	AccessLevel       int `json:"access_level"`
	NotificationLevel int `json:"notification_level"`
}

func (x *exchange) basicProjectEntity(p *gitlab.Project) basicProject {
	parent := namespaceEntity(x.state, p)
	return basicProject{
		ID: p.ID, Description: textOrNull(p.Description), Name: p.Name, NameWithNamespace: parent.Name + " / " + p.Name,
		Path: p.LastSegment(), PathWithNamespace: p.Path, CreatedAt: timestamp(p.CreatedAt), DefaultBranch: textOrNull(p.DefaultBranch),
		Topics: []string{}, SSHURL: sshURL(x.base, p), HTTPURL: hereabouts + "/" + p.Path + ".git",
		WebURL: hereabouts + "/" + p.Path, LastActivityAt: timestamp(x.state.LastActivity(p)), Visibility: string(p.Visibility), Namespace: parent,
	}
}

func (x *exchange) projectEntity(p *gitlab.Project) project {
	entity := project{
		basicProject: x.basicProjectEntity(p), EmptyRepo: x.state.Repository(p.ID).Empty(), Archived: p.Archived,
		RepositoryAccess: featureLevel(p.RepositoryAccess), BuildsAccess: featureLevel(p.BuildsAccess), EnvironmentsAccess: featureLevel(p.EnvironmentsAccess),
		SharedRunners: !p.SharedRunnersOff, GroupRunners: !p.GroupRunnersOff, MergeMethod: string(cmp.Or(p.MergeMethod, gitlab.MergeCommit)),
		Permissions:         permissions{Project: roleOrNull(p.Members[x.actor.User.ID]), Group: roleOrNull(x.state.GroupAccess(x.actor.User, p.GroupID))},
		MarkedForDeletionAt: dateOrNull(p.DeletionMark), MarkedForDeletionOn: dateOrNull(p.DeletionMark),
	}
	if x.state.Licensed() {
		entity.AllowTriggererApproval = &p.AllowTriggererApproval
	}
	return entity
}

// namespaceEntity is the group a project lives in, or the personal namespace its path begins with.
func namespaceEntity(s *gitlab.State, p *gitlab.Project) namespace {
	if g := s.Group(p.GroupID); g != nil {
		return namespace{
			ID: g.ID, Name: g.Name, Path: g.Path[strings.LastIndexByte(g.Path, '/')+1:], Kind: "group", FullPath: g.Path,
			ParentID: idOrNull(g.ParentID), WebURL: hereabouts + "/groups/" + g.Path,
		}
	}
	path := strings.TrimSuffix(p.Path, "/"+p.LastSegment())
	return namespace{ID: gitlab.NamespaceID(p.CreatorID), Name: path, Path: path, Kind: "user", FullPath: path, WebURL: hereabouts + "/" + path}
}

func sshURL(base string, p *gitlab.Project) string {
	_, host, _ := strings.Cut(base, "://")
	host, _, _ = strings.Cut(host, ":")
	return "git@" + host + ":" + p.Path + ".git"
}

func roleOrNull(level gitlab.AccessLevel) *accessRole {
	if level == gitlab.NoAccess {
		return nil
	}
	return &accessRole{AccessLevel: int(level), NotificationLevel: 3}
}

func featureLevel(f gitlab.FeatureAccess) string { return string(cmp.Or(f, gitlab.FeatureEnabled)) }
