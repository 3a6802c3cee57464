package gitlab

import (
	"slices"
	"strings"
)

// removeProject removes a project with everything in it: deployments, environments, jobs, merge requests, hooks,
// repository, and the bots of its access tokens.
func (tx *Tx) removeProject(p *Project) {
	tx.revision = tx.epoch
	tx.removeTokensOf(func(bot *User, job *Job) bool { return bot.BotOf == p.ID || job != nil && job.ProjectID == p.ID })
	tx.removeDeployments(p)
	for _, e := range tx.Environments(p.ID) {
		tx.environmentNames.remove(tx, environmentKey(p.ID, e.Name))
		tx.environmentSlugs.remove(tx, environmentKey(p.ID, e.Slug))
		tx.environments.remove(tx, e.ID)
	}
	for _, pe := range removeRows(tx, &tx.protections, func(pe *ProtectedEnvironment) bool { return pe.ProjectID == p.ID }) {
		tx.protected.remove(tx, pe.key())
	}
	tx.removePipelines(p)
	removeRows(tx, &tx.mergeRequests, func(mr *MergeRequest) bool { return mr.ProjectID == p.ID })
	for _, h := range tx.hooksIn(p.ID) {
		tx.removeHook(h)
	}
	tx.dropGrants(p)
	tx.repositories.remove(tx, p.ID)
	tx.projects.remove(tx, p.ID)
	for _, path := range append([]string{p.Path}, p.FormerPaths...) {
		if id, _ := tx.projectPaths.get(strings.ToLower(path)); id == p.ID {
			tx.projectPaths.remove(tx, strings.ToLower(path))
		}
	}
}

// dropGrants closes other projects to the job tokens of one that goes.
func (tx *Tx) dropGrants(gone *Project) {
	for _, p := range slices.Collect(tx.projects.all()) {
		granted := func(g JobTokenGrant) bool { return g.ProjectID == gone.ID }
		if slices.ContainsFunc(p.JobTokenGrants, granted) {
			next := *p
			next.JobTokenGrants = slices.DeleteFunc(slices.Clone(p.JobTokenGrants), granted)
			tx.PutProject(next)
		}
	}
}

// removePipelines removes the project's pipelines, their jobs and its runners.
func (tx *Tx) removePipelines(p *Project) {
	for _, pipeline := range tx.pipelinesOf.of(p.ID) {
		for _, job := range tx.jobsOf.of(pipeline) {
			tx.jobsOf.drop(tx, pipeline, job)
			tx.jobs.remove(tx, job)
			tx.pendingJobs.remove(tx, job)
		}
		tx.pipelinesOf.drop(tx, p.ID, pipeline)
		tx.pipelines.remove(tx, pipeline)
	}
	tx.pipelineIIDs.remove(tx, p.ID)
	for _, r := range removeRows(tx, &tx.runners, func(r *Runner) bool { return r.ProjectID == p.ID }) {
		tx.runnerTokens.remove(tx, r.Token)
	}
}

// removeRows removes the rows that belong and returns them.
func removeRows[T any](tx *Tx, t *table[T], belongs func(*T) bool) []*T {
	var ids []int64
	var removed []*T
	t.rows.Scan(func(id int64, row *T) bool {
		if belongs(row) {
			ids, removed = append(ids, id), append(removed, row)
		}
		return true
	})
	for _, id := range ids {
		t.remove(tx, id)
	}
	return removed
}

func (tx *Tx) removeDeployments(p *Project) {
	filed := tx.ledger(p.ID)
	if filed == nil {
		return
	}
	all := filed.all.of(nil).id
	for rank := range all.len() {
		tx.forget(all.at(rank))
	}
	tx.ledgers.remove(tx, p.ID)
}

// removeTokensOf removes access tokens with the bots they belong to, and tokens of jobs.
func (tx *Tx) removeTokensOf(such func(bot *User, job *Job) bool) {
	var values []string
	tx.tokens.rows.Scan(func(value string, t *Token) bool {
		if such(tx.User(t.UserID), tx.Job(t.JobID)) {
			values = append(values, value)
		}
		return true
	})
	for _, value := range values {
		t := tx.Token(value)
		u := tx.User(t.UserID)
		tx.tokensOf.remove(tx, botTokenKey(u.BotOf, u.BotOfGroup, t.ID))
		tx.tokens.remove(tx, value)
	}
	for _, bot := range removeRows(tx, &tx.users, func(u *User) bool { return such(u, nil) }) {
		tx.usernames.remove(tx, strings.ToLower(bot.Username))
	}
}
