package entity

import (
	"cmp"
	"strings"

	"understudy/mockserver/gitlab"
)

// BasicProject is what a simple list shows.
type BasicProject struct {
	ID                int64     `json:"id"`
	Description       *string   `json:"description"`
	Name              string    `json:"name"`
	NameWithNamespace string    `json:"name_with_namespace"`
	Path              string    `json:"path"`
	PathWithNamespace string    `json:"path_with_namespace"`
	CreatedAt         string    `json:"created_at"`
	DefaultBranch     string    `json:"default_branch,omitempty"` // of those who may read the code
	TagList           []string  `json:"tag_list"`                 // the old name of the topics
	Topics            []string  `json:"topics"`
	SSHURL            string    `json:"ssh_url_to_repo"`
	HTTPURL           string    `json:"http_url_to_repo"`
	WebURL            string    `json:"web_url"`
	*projectCode                // of those who may read the code
	AvatarURL         *string   `json:"avatar_url"`
	StarCount         int       `json:"star_count"`
	LastActivityAt    string    `json:"last_activity_at"`
	Visibility        string    `json:"visibility"`
	Namespace         namespace `json:"namespace"`
}

type projectCode struct {
	ReadmeURL  *string `json:"readme_url"`
	ForksCount int     `json:"forks_count"`
}

// Project is a project.
type Project struct {
	BasicProject
	EmptyRepo           bool        `json:"empty_repo"`
	Archived            bool        `json:"archived"`
	RepositoryAccess    string      `json:"repository_access_level"`
	BuildsAccess        string      `json:"builds_access_level"`
	EnvironmentsAccess  string      `json:"environments_access_level"`
	SharedRunners       bool        `json:"shared_runners_enabled"`
	UpdatedAt           string      `json:"updated_at"`
	GroupRunners        bool        `json:"group_runners_enabled"`
	PublicJobs          bool        `json:"public_jobs"`
	AutoCancel          string      `json:"auto_cancel_pending_pipelines"`
	ForwardDeployments  bool        `json:"ci_forward_deployment_enabled"`
	Rollback            bool        `json:"ci_forward_deployment_rollback_allowed"`
	MergeMethod         string      `json:"merge_method"`
	Permissions         permissions `json:"permissions"`
	MarkedForDeletionAt *string     `json:"marked_for_deletion_at"`
	MarkedForDeletionOn *string     `json:"marked_for_deletion_on"`
	// Present only where the licence has protected environments: the probe for approvals.
	AllowTriggererApproval *bool `json:"allow_pipeline_trigger_approve_deployment,omitempty"`
}

type permissions struct {
	Project *accessRole `json:"project_access"`
	Group   *accessRole `json:"group_access"`
}

type accessRole struct {
	AccessLevel       int `json:"access_level"`
	NotificationLevel int `json:"notification_level"`
}

// NewBasicProject shows little of a project.
func NewBasicProject(v *View, p *gitlab.Project) BasicProject {
	parent := newNamespace(v, p)
	entity := BasicProject{
		ID: p.ID, Description: textOrNull(p.Description), Name: p.Name, NameWithNamespace: nameWithNamespace(v, p),
		Path: p.LastSegment(), PathWithNamespace: p.Path, CreatedAt: timestamp(p.CreatedAt),
		TagList: []string{}, Topics: []string{}, SSHURL: sshURL(v.Base, p), HTTPURL: baseMark + "/" + p.Path + ".git",
		WebURL: baseMark + "/" + p.Path, LastActivityAt: timestamp(v.State.LastActivity(p)), Visibility: string(p.Visibility), Namespace: parent,
	}
	if v.State.SeesCode(v.Actor, p) {
		entity.DefaultBranch = cmp.Or(p.DefaultBranch, "main")
		entity.projectCode = &projectCode{}
		if readme := v.State.Readme(p); readme != "" {
			entity.ReadmeURL = new(entity.WebURL + "/-/blob/" + entity.DefaultBranch + "/" + readme)
		}
	}
	return entity
}

// NewProject shows a project and what the actor may do with it.
func NewProject(v *View, p *gitlab.Project) Project {
	entity := Project{
		BasicProject: NewBasicProject(v, p), EmptyRepo: v.State.Repository(p.ID).Empty(), Archived: p.Archived,
		RepositoryAccess: featureLevel(p.RepositoryAccess), BuildsAccess: featureLevel(p.BuildsAccess), EnvironmentsAccess: featureLevel(p.EnvironmentsAccess),
		SharedRunners: !p.SharedRunnersOff, UpdatedAt: timestamp(p.UpdatedAt), GroupRunners: !p.GroupRunnersOff, PublicJobs: !p.JobsHidden, AutoCancel: "enabled",
		ForwardDeployments: !p.ForwardingOff, Rollback: !p.RollbackForbidden, MergeMethod: string(cmp.Or(p.MergeMethod, gitlab.MergeCommit)),
		Permissions:         permissions{Project: roleOrNull(p.Members.Level(v.Actor.User.ID)), Group: roleOrNull(v.State.GroupAccess(v.Actor.User, p.GroupID))},
		MarkedForDeletionAt: dateOrNull(p.DeletionMark), MarkedForDeletionOn: dateOrNull(p.DeletionMark),
	}
	if p.AutoCancelOff {
		entity.AutoCancel = "disabled"
	}
	if v.State.Licensed() {
		entity.AllowTriggererApproval = &p.AllowTriggererApproval
	}
	return entity
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
