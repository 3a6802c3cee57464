package gitlab

import "iter"

// Sequences are the last numbers that an instance has given out. Rows that are gone keep theirs: none comes again.
type Sequences struct {
	Users, Groups, Projects, Environments, Protections, Rules, Jobs, Pipelines, Runners, MergeRequests, Hooks, Deployments,
	Approvals, Tokens, Shares, Events int64
}

// Sequences are those of the state.
func (s *State) Sequences() Sequences {
	return Sequences{
		Users: s.users.last, Groups: s.groups.last, Projects: s.projects.last, Environments: s.environments.last,
		Protections: s.protections.last, Rules: s.lastRule, Jobs: s.jobs.last, Pipelines: s.pipelines.last, Runners: s.runners.last,
		MergeRequests: s.mergeRequests.last, Hooks: s.hooks.last, Deployments: s.lastDeployment, Approvals: s.lastApproval,
		Tokens: s.lastToken, Shares: s.lastShare, Events: s.lastEvent,
	}
}

// Continue makes the sequences go on from there, if they have not come so far.
func (tx *Tx) Continue(from Sequences) {
	for last, to := range map[*int64]int64{
		&tx.users.last: from.Users, &tx.groups.last: from.Groups, &tx.projects.last: from.Projects, &tx.environments.last: from.Environments,
		&tx.protections.last: from.Protections, &tx.lastRule: from.Rules, &tx.jobs.last: from.Jobs, &tx.pipelines.last: from.Pipelines,
		&tx.runners.last: from.Runners, &tx.mergeRequests.last: from.MergeRequests, &tx.hooks.last: from.Hooks,
		&tx.lastDeployment: from.Deployments, &tx.lastApproval: from.Approvals, &tx.lastToken: from.Tokens, &tx.lastShare: from.Shares,
		&tx.lastEvent: from.Events,
	} {
		*last = max(*last, to)
	}
}

// LastIIDs are the last iids of a project's deployments and pipelines.
func (s *State) LastIIDs(project int64) (deployments, pipelines int64) {
	if l, ok := s.ledgers.get(project); ok {
		deployments = l.lastIID
	}
	pipelines, _ = s.pipelineIIDs.get(project)
	return deployments, pipelines
}

// ContinueIIDs makes a project's iids go on from there, if they have not come so far.
func (tx *Tx) ContinueIIDs(project, deployments, pipelines int64) {
	if at, last := tx.LastIIDs(project); deployments > at || pipelines > last {
		next := ledger{byEnvironment: newKeyed[int64, *partition]()}
		if l, ok := tx.ledgers.get(project); ok {
			next = *l
		}
		next.lastIID = max(at, deployments)
		tx.ledgers.set(tx, project, &next)
		tx.pipelineIIDs.set(tx, project, max(last, pipelines))
	}
}

// OwnRunner is the id of the runner that the instance is itself, 0 while it has run nothing.
func (s *State) OwnRunner() int64 { return s.builtInRunner }

// MakeOwnRunner makes a runner the one that the instance is itself.
func (tx *Tx) MakeOwnRunner(id int64) { tx.builtInRunner = id }

// Resume takes up what rows that were written as they stood elsewhere wait for: the instance's own runner, if it has one, runs
// the jobs that are pending and ends those that it had taken.
func (tx *Tx) Resume() {
	for _, id := range tx.pendingJobs.rows.Keys() {
		tx.offerJob(tx.Job(id))
	}
	if delay := tx.instance.options.Runner; delay != nil && tx.builtInRunner != 0 {
		for j := range tx.jobs.all() {
			if id := j.ID; j.Status == JobRunning && j.RunnerID == tx.builtInRunner {
				tx.after(*delay, func(tx *Tx) { tx.endJob(id) })
			}
		}
	}
}

// PutAnnotation makes a tag an annotated one.
func (tx *Tx) PutAnnotation(project int64, tag string, a Annotation) {
	tx.editRepository(project, func(r *Repository) { r.annotations.set(tx, tag, &a) })
}

// PipelinesOf are a project's pipelines, oldest first.
func (s *State) PipelinesOf(project int64) []*Pipeline {
	return rowsOf(s.pipelinesOf.of(project), s.Pipeline)
}

// JobsOf are a pipeline's jobs, retried ones included, oldest first.
func (s *State) JobsOf(pipeline int64) []*Job { return rowsOf(s.jobsOf.of(pipeline), s.Job) }

func rowsOf[T any](ids []int64, row func(int64) *T) []*T {
	rows := make([]*T, len(ids))
	for i, id := range ids {
		rows[i] = row(id)
	}
	return rows
}

// ProtectionRows yields every protection, oldest first.
func (s *State) ProtectionRows() iter.Seq[*ProtectedEnvironment] { return s.protections.all() }

// PutExecutable is Put for a file that may be run.
func (t Tree) PutExecutable(path, content string) (Tree, error) {
	t, err := t.Put(path, content)
	if err != nil {
		return t, err
	}
	return t.with(path, content, true), nil
}

// Remove is the tree without a file, which need not be there.
func (t Tree) Remove(path string) Tree {
	if _, is := t.search(path); !is {
		return t
	}
	return t.without(path)
}

// Executable tells whether a file may be run.
func (t Tree) Executable(path string) bool {
	f, _ := t.file(path)
	return f.executable
}
