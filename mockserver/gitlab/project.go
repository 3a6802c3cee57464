package gitlab

import (
	"cmp"
	"strconv"
	"strings"
	"time"
)

// Visibility is who may see a project without being a member.
type Visibility string

// The visibilities.
const (
	Private  Visibility = "private"
	Internal Visibility = "internal"
	Public   Visibility = "public"
)

// FeatureAccess is who may use one feature of a project. The zero value means everyone with access to the project.
type FeatureAccess string

// The levels of feature access.
const (
	FeatureEnabled  FeatureAccess = "enabled"
	FeaturePrivate  FeatureAccess = "private"
	FeatureDisabled FeatureAccess = "disabled"
)

// Share gives the members of a group access to a project, up to a level.
type Share struct {
	ID      int64 // 0 in datasets
	GroupID int64
	Access  AccessLevel

	UpdatedAt time.Time
}

// JobTokenGrant lets job tokens of another project in. No policies means all of them.
type JobTokenGrant struct {
	ProjectID int64
	Policies  []Policy
}

// Project is one project. Maps and slices belong to the row and never change.
type Project struct {
	ID            int64
	Path          string // full path, like acme/shop
	Name          string
	Description   string
	GroupID       int64 // the group it lives in; 0 for a personal namespace
	CreatorID     int64
	Visibility    Visibility
	DefaultBranch string
	// DefaultBranchOpen lets developers push to the default branch and merge into it; GitLab protects it from them.
	DefaultBranchOpen bool
	MergeMethod       MergeMethod
	Archived          bool
	DeletionMark      time.Time // when its deletion was asked for; zero: it was not
	CreatedAt         time.Time
	UpdatedAt         time.Time // when a setting that GitLab keeps in the project's row changed, or something happened in it
	Members           Members
	Shares            []Share
	FormerPaths       []string

	RepositoryAccess   FeatureAccess
	BuildsAccess       FeatureAccess
	EnvironmentsAccess FeatureAccess

	JobsHidden       bool // pipelines and jobs are not for guests, nor for those who are no members
	SharedRunnersOff bool // the instance's runners take none of its jobs
	GroupRunnersOff  bool // nor do those of the groups around it

	// Of jobs and deployments that something newer has overtaken, and the opposites of GitLab's defaults.
	AutoCancelOff     bool // newer pipelines of a ref let older ones be
	ForwardingOff     bool // older deployments may come after newer ones (ci_forward_deployment_enabled is off)
	RollbackForbidden bool // jobs that have deployed what is outdated may not be retried either

	// AllowTriggererApproval is the setting allow_pipeline_trigger_approve_deployment: a deployer may approve.
	AllowTriggererApproval bool
	// JobTokenOpen lifts the allowlist: job tokens of every project are let in.
	JobTokenOpen   bool
	JobTokenGrants []JobTokenGrant
}

// LastSegment is the project's own part of its full path.
func (p *Project) LastSegment() string { return p.Path[strings.LastIndexByte(p.Path, '/')+1:] }

// PutProject adds a project with an empty repository, or replaces the one with that id; an id of 0 becomes the next free
// one. It returns the row.
func (tx *Tx) PutProject(p Project) *Project {
	tx.revision = tx.epoch
	p.ID = tx.projects.next(p.ID)
	for _, access := range []*FeatureAccess{&p.RepositoryAccess, &p.BuildsAccess, &p.EnvironmentsAccess} {
		*access = cmp.Or(*access, FeatureEnabled)
	}
	tx.projects.set(tx, p.ID, &p)
	for _, path := range p.FormerPaths {
		if !tx.pathTaken(path) {
			tx.projectPaths.set(tx, strings.ToLower(path), p.ID)
		}
	}
	tx.projectPaths.set(tx, strings.ToLower(p.Path), p.ID)
	if tx.Repository(p.ID) == nil {
		tx.repositories.set(tx, p.ID, newRepository())
	}
	return &p
}

// lookUp finds a project as GitLab reads :id: digits are the id, anything with a slash a full path in any case, and
// nothing else exists.
func (s *State) lookUp(ref string) (p *Project, moved bool) {
	if id, err := strconv.ParseInt(ref, 10, 64); err == nil && ref[0] != '+' {
		return s.projects.get(id), false
	}
	if !strings.Contains(ref, "/") {
		return nil, false
	}
	id, _ := s.projectPaths.get(strings.ToLower(ref))
	p = s.projects.get(id)
	return p, p != nil && !strings.EqualFold(p.Path, ref)
}
