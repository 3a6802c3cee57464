package gitlab

// ErrUnauthorized refuses a credential that does not open what was asked for.
var ErrUnauthorized = &Error{Kind: Unauthorized}

// ReadCode returns the project if the actor may read its repository.
func (s *State) ReadCode(actor Actor, ref string) (*Project, error) {
	p, err := s.openProject(actor, ref, (*Project).codePublic, ReadRepositories)
	if err != nil {
		return nil, err
	}
	if p.RepositoryAccess == FeatureDisabled {
		return nil, &Error{Kind: NotFound, Subject: "Repository"}
	}
	if !s.SeesCode(actor, p) {
		return nil, ErrForbidden
	}
	return p, nil
}

// SeesCode tells whether the actor, who may see the project, may read its repository.
func (s *State) SeesCode(actor Actor, p *Project) bool {
	open := p.openTo(actor) && p.everyone(p.RepositoryAccess)
	return p.RepositoryAccess != FeatureDisabled && (open || actor.User.Auditor || s.level(actor, p) >= Reporter)
}

// writable returns the project if the actor may push at all.
func (tx *Tx) writable(actor Actor, ref string) (*Project, error) {
	p, err := tx.ReadCode(actor, ref)
	if err != nil {
		return nil, err
	}
	if p.Archived || tx.level(actor, p) < Developer {
		return nil, ErrForbidden
	}
	return p, nil
}

// Protected tells whether only maintainers may push to the branch and merge into it. GitLab protects every default branch
// so.
func (p *Project) Protected(branch string) bool {
	return branch == p.DefaultBranch && !p.DefaultBranchOpen
}

// MayPush tells whether the actor may push to the branch, and so merge into it.
func (s *State) MayPush(actor Actor, p *Project, branch string) bool {
	needed := Developer
	if p.Protected(branch) {
		needed = Maintainer
	}
	return !p.Archived && actor.Job == nil && p.RepositoryAccess != FeatureDisabled && s.level(actor, p) >= needed
}

func (tx *Tx) pushable(actor Actor, p *Project, branch string) error {
	if !tx.MayPush(actor, p, branch) {
		return forbidden("You are not allowed to push into this branch")
	}
	return nil
}

// push moves a branch, new or old, to a commit, with all that follows from that.
func (tx *Tx) push(actor Actor, p *Project, branch, sha string) {
	if p.DefaultBranch == "" {
		next := *p
		next.DefaultBranch = branch
		p = tx.PutProject(next)
	}
	before, _ := tx.Repository(p.ID).branches.get(branch)
	tx.PutBranch(p.ID, branch, sha)
	tx.mergedByPush(actor, p, branch, before)
	tx.refreshMergeRequests(p, branch)
	tx.happens(p.ID, quietMinutes)
	pushed := Pipeline{SHA: sha, Ref: branch}
	pushed.SetSeldom(PipelineSeldom{BeforeSHA: before})
	tx.pushedPipeline(actor, p, pushed)
}
