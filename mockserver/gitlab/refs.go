package gitlab

import (
	"cmp"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Annotation is what an annotated tag says of itself. A tag without one is just a name for a commit.
type Annotation struct {
	SHA       string // of the tag itself
	Message   string
	CreatedAt time.Time
}

// Branch is the head of the branch, nil if there is no such branch.
func (r *Repository) Branch(name string) *Commit {
	sha, ok := r.branches.get(name)
	if !ok {
		return nil
	}
	return r.Commit(sha)
}

// Tag is the commit the tag names, nil if there is no such tag.
func (r *Repository) Tag(name string) *Commit {
	sha, ok := r.tags.get(name)
	if !ok {
		return nil
	}
	return r.Commit(sha)
}

// Annotation is an annotated tag's own part, nil for others.
func (r *Repository) Annotation(tag string) *Annotation {
	a, _ := r.annotations.get(tag)
	return a
}

// Branches are the names of all branches, sorted.
func (r *Repository) Branches() []string { return r.branches.rows.Keys() }

// Tags are the names of all tags, sorted.
func (r *Repository) Tags() []string { return r.tags.rows.Keys() }

// Contains tells whether the history of one commit holds another.
func (r *Repository) Contains(history, sha string) bool { return r.reachable(history, nil)[sha] }

// badRef is what Git does not let stand in the name of a branch or tag.
var badRef = lazily(`[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|^[-/]|[/.]$|(^|/)\.|\.lock(/|$)`)

// likeSHA are names that begin with a whole SHA, which could be mistaken for one.
var likeSHA = lazily(`^[0-9A-Fa-f]{40}`)

func validRef(name string) bool {
	return name != "" && name != "@" && name != "HEAD" && !strings.HasPrefix(name, "refs/heads/") &&
		!strings.HasPrefix(name, "refs/remotes/") && !badRef().MatchString(name)
}

// conflicts tells whether a branch would be a directory of others, or lie in one.
func (r *Repository) conflicts(branch string) bool {
	return slices.ContainsFunc(r.Branches(), func(other string) bool {
		return strings.HasPrefix(other, branch+"/") || strings.HasPrefix(branch, other+"/")
	})
}

const errBranchLikeSHA = "You cannot create a branch with a SHA-1 or SHA-256 branch name."

// CreateBranch makes a branch of what ref (a branch, a tag or a commit) names. A repository without commits gets one first, on
// the default branch. Errors: NotFound, Forbidden, Refused in the order in which GitLab looks. GitLab 18.9:
// app/services/branches/create_service.rb.
func (tx *Tx) CreateBranch(actor Actor, project, name, ref string) error {
	p, err := tx.writable(actor, project)
	if err != nil {
		return err
	}
	if tx.Repository(p.ID).Empty() {
		p = tx.beginRepository(actor, p)
		tx.Publish() // and it stays, whatever comes of the branch
	}
	r := tx.Repository(p.ID)
	start := tx.Resolve(p, ref)
	switch {
	case !validRef(name):
		return refused("Branch name is invalid")
	case r.Branch(name) != nil:
		return refused("Branch already exists")
	case likeSHA().MatchString(name):
		return refused(errBranchLikeSHA)
	case start == nil:
		return refused("Failed to create branch '" + name + "': invalid reference name '" + ref + "'")
	case r.conflicts(name):
		return refused("Failed to create branch '" + name + "': Branch name conflicts with existing branch hierarchy.")
	}
	if err := tx.pushable(actor, p, name); err != nil {
		return err
	}
	tx.push(actor, p, name, start.SHA)
	return nil
}

// beginRepository commits an empty README.md to the default branch of a project without commits.
func (tx *Tx) beginRepository(actor Actor, p *Project) *Project {
	c := tx.commit(actor, p, Commit{Message: "Add README.md", Tree: Tree{}.with("README.md", "", false)})
	tx.push(actor, p, cmp.Or(p.DefaultBranch, "main"), c.SHA)
	return tx.ProjectByID(p.ID)
}

// DeleteBranch removes a branch; its commits stay. unmodifiedSince, if not nil, is the caller's condition on its head. Errors:
// NotFound, Forbidden, PreconditionFailed, Refused for the default branch. GitLab 18.9:
// app/services/branches/delete_service.rb.
func (tx *Tx) DeleteBranch(actor Actor, project, name string, unmodifiedSince *time.Time) error {
	p, err := tx.writable(actor, project)
	if err != nil {
		return err
	}
	if err := tx.branchFault(p, name); err != nil {
		return err
	}
	head := tx.Repository(p.ID).Branch(name)
	switch {
	case modified(head.AuthoredDate, unmodifiedSince):
		return errModified
	case name == p.DefaultBranch:
		return refused("The default branch of a project cannot be deleted.")
	}
	tx.removeBranch(actor, p, name)
	return nil
}

func (tx *Tx) removeBranch(actor Actor, p *Project, name string) {
	tx.editRepository(p.ID, func(r *Repository) { r.branches.remove(tx, name) })
	tx.refreshMergeRequests(p, name)
	tx.happens(p.ID, quietMinutes)
	tx.stopOfBranch(actor, p, name)
}

// CreateTag names a commit. A message makes the tag an annotated one. Errors: NotFound, Forbidden, Refused. GitLab 18.9:
// app/services/tags/create_service.rb.
func (tx *Tx) CreateTag(actor Actor, project, name, ref, message string) error {
	p, err := tx.writable(actor, project)
	if err != nil {
		return err
	}
	r := tx.Repository(p.ID)
	target := tx.Resolve(p, ref)
	switch {
	case strings.TrimSpace(ref) == "":
		return refused("Target is empty")
	case !validRef(name):
		return refused("Tag name invalid")
	case r.Tag(name) != nil:
		return refused("Tag " + name + " already exists")
	case target == nil:
		return refused("Target " + ref + " is invalid")
	case name == p.DefaultBranch:
		return refused("You cannot use default branch name to create a tag")
	case likeSHA().MatchString(name):
		return refused("You cannot create a tag with a SHA-1 or SHA-256 tag name.")
	}
	tx.PutTag(p.ID, name, target.SHA)
	if message != "" {
		a := &Annotation{Message: message, CreatedAt: tx.Now.Truncate(time.Second)}
		id := objectID("tag", "object "+target.SHA+"\ntype commit\ntag "+name+"\ntagger "+
			signature(crud.Replace(actor.User.Name), crud.Replace(actor.User.Email), a.CreatedAt)+"\n"+message)
		a.SHA = hex.EncodeToString(id[:])
		tx.editRepository(p.ID, func(r *Repository) { r.annotations.set(tx, name, a) })
	}
	tx.happens(p.ID, quietMinutes)
	tx.pushedPipeline(actor, p, Pipeline{SHA: target.SHA, Ref: name, Tag: true})
	return nil
}

// DeleteTag removes a tag. unmodifiedSince, if not nil, is the caller's condition on its commit. Errors: NotFound, Forbidden,
// PreconditionFailed. GitLab 18.9: app/services/tags/destroy_service.rb.
func (tx *Tx) DeleteTag(actor Actor, project, name string, unmodifiedSince *time.Time) error {
	p, err := tx.writable(actor, project)
	if err != nil {
		return err
	}
	target := tx.Repository(p.ID).Tag(name)
	switch {
	case target == nil:
		return &Error{Kind: NotFound, Subject: "Tag"}
	case modified(target.AuthoredDate, unmodifiedSince):
		return errModified
	}
	tx.editRepository(p.ID, func(r *Repository) {
		r.tags.remove(tx, name)
		r.annotations.remove(tx, name)
	})
	tx.happens(p.ID, quietMinutes)
	return nil
}
