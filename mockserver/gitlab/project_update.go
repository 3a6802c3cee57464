package gitlab

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// ProjectChange holds the new values of a project's attributes; nil leaves one as it is.
type ProjectChange struct {
	Name, Path, Description, DefaultBranch             *string // Path is the project's own part of it
	Visibility                                         *Visibility
	RepositoryAccess, BuildsAccess, EnvironmentsAccess *FeatureAccess
	AllowTriggererApproval                             *bool
	SharedRunners, GroupRunners                        *bool // whether they take its jobs
	MergeMethod                                        *MergeMethod

	PublicJobs           *bool // whether guests see its pipelines and jobs
	AutoCancel           *bool // whether newer pipelines cancel older ones
	Forwarding, Rollback *bool // see Project.ForwardingOff and RollbackForbidden
}

// apply changes everything but leaves Path as the project's own part, if it is new.
func (c ProjectChange) apply(p *Project) {
	assign(&p.Name, c.Name)
	assign(&p.Path, c.Path)
	assign(&p.Description, c.Description)
	if c.DefaultBranch != nil && *c.DefaultBranch != "" {
		p.DefaultBranch = *c.DefaultBranch
	}
	assign(&p.Visibility, c.Visibility)
	assign(&p.RepositoryAccess, c.RepositoryAccess)
	assign(&p.BuildsAccess, c.BuildsAccess)
	assign(&p.EnvironmentsAccess, c.EnvironmentsAccess)
	assign(&p.AllowTriggererApproval, c.AllowTriggererApproval)
	assign(&p.MergeMethod, c.MergeMethod)
	for _, setting := range []struct {
		off *bool
		on  *bool
	}{
		{&p.SharedRunnersOff, c.SharedRunners}, {&p.GroupRunnersOff, c.GroupRunners}, {&p.JobsHidden, c.PublicJobs},
		{&p.AutoCancelOff, c.AutoCancel}, {&p.ForwardingOff, c.Forwarding}, {&p.RollbackForbidden, c.Rollback},
	} {
		if setting.on != nil {
			*setting.off = !*setting.on
		}
	}
}

func assign[T any](value *T, changed *T) {
	if changed != nil {
		*value = *changed
	}
}

// UpdateProject changes a project. A changed path leaves the former one behind. Without a licence for protected environments
// the setting that belongs to them is dropped. Errors: NotFound, Forbidden, Invalid by attribute. GitLab 18.9:
// app/services/projects/update_service.rb.
func (tx *Tx) UpdateProject(a Actor, ref string, c ProjectChange) (*Project, error) {
	p, err := tx.Project(a, ref)
	if err != nil {
		return nil, err
	}
	level := tx.level(a, p)
	if level < Maintainer || c.Visibility != nil && *c.Visibility != p.Visibility && level < Owner {
		return nil, ErrForbidden
	}
	if !tx.Licensed() {
		c.AllowTriggererApproval = nil
	}
	next := *p
	c.apply(&next)
	if c.Path != nil {
		next.rename(p, p.namespacePath()+"/"+*c.Path)
	}
	if err := tx.projectFault(p, &next); err != nil {
		return nil, err
	}
	if r := tx.Repository(p.ID); next.DefaultBranch != p.DefaultBranch && !r.Empty() && r.Branch(next.DefaultBranch) == nil {
		return nil, invalid("base", "Could not change HEAD: branch '"+next.DefaultBranch+"' does not exist")
	}
	if !next.sameRow(p) {
		next.UpdatedAt = tx.Now
	}
	row := tx.PutProject(next)
	if row.MergeMethod != p.MergeMethod {
		for _, mr := range tx.requestsOf(p.ID) {
			tx.refreshMergeRequest(row, mr)
		}
	}
	return row, nil
}

// rename gives the project another full path than it had before, which still leads to it.
func (p *Project) rename(before *Project, path string) {
	p.Path = path
	p.FormerPaths = slices.DeleteFunc(slices.Clone(before.FormerPaths), func(former string) bool { return strings.EqualFold(former, path) })
	if !strings.EqualFold(before.Path, path) {
		p.FormerPaths = append(p.FormerPaths, before.Path)
	}
}

// ProjectDeletion is how a project is to be deleted.
type ProjectDeletion struct {
	Permanently bool   // for good, which takes a project that is marked for deletion already
	FullPath    string // of the project, as a confirmation

	UnmodifiedSince *time.Time // not if the project has changed after that; nil: whatever it is
}

// DeleteProject marks a project for deletion: it is archived and renamed, so that its path is free, and can still be read. A
// second, permanent deletion removes it with everything in it. One in a group that is marked goes with that. Errors: NotFound,
// Forbidden, PreconditionFailed, Refused for the wrong order or path. GitLab 18.9:
// app/services/projects/mark_for_deletion_service.rb.
func (tx *Tx) DeleteProject(a Actor, ref string, d ProjectDeletion) error {
	p, err := tx.Project(a, ref)
	if err != nil {
		return err
	}
	marked, stale := !p.DeletionMark.IsZero(), modified(p.UpdatedAt, d.UnmodifiedSince)
	switch {
	case tx.level(a, p) < Owner:
		return ErrForbidden
	case !d.Permanently && tx.goesWithAnother(p.GroupID):
		return nil
	case !d.Permanently && stale:
		return errModified
	case !d.Permanently && marked:
		return refused("Project has already been marked for deletion")
	case !d.Permanently:
		tx.markForDeletion(p)
		return nil
	case !marked:
		return refused("Project must be marked for deletion first.")
	case d.FullPath != p.Path:
		return refused("`full_path` is incorrect. You must enter the complete path for the project.")
	case stale:
		return errModified
	}
	tx.removeProject(p)
	return nil
}

func (tx *Tx) markForDeletion(p *Project) {
	suffix := "-deletion_scheduled-" + strconv.FormatInt(p.ID, 10)
	next := *p
	next.rename(p, p.Path+suffix)
	next.Name, next.Archived, next.DeletionMark, next.UpdatedAt = p.Name+suffix, true, tx.Now, tx.Now
	tx.PutProject(next)
}
