package gitlab

import (
	"cmp"
	"slices"
	"strings"
)

const (
	maxDescent = 2    // generations of child pipelines below the first
	maxLoops   = 2    // times the same branch of a project may stand in a chain of triggers
	maxFamily  = 1000 // pipelines that go back to the same one, itself included
)

const hierarchyTooLarge = "reached_max_pipeline_hierarchy_size"

// descendants counts the pipelines that go back to the same one as this.
func (s *State) descendants(pl Pipeline) int {
	n, _ := s.families.get(pl.Seldom().Root)
	return n
}

// runTrigger starts the pipeline of a trigger job whose turn has come.
func (tx *Tx) runTrigger(id int64) {
	j := tx.Job(id)
	if j == nil || j.Status != JobPending || j.Seldom().Downstream != 0 {
		return
	}
	j = j.changed(func(n *Job) { n.Config = tx.configOf(j) })
	target, pl, failure := tx.downstream(j)
	if failure != "" {
		tx.turnJob(j, JobFailed, failure)
		return
	}
	j = tx.turnJob(j, JobRunning, "")
	path := j.Config.Trigger.Include // empty if what is included lies elsewhere than in the repository
	if j.Config.Trigger.Project != "" {
		path = ciConfigPath
	}
	started, err := tx.startPipeline(target, pl, path)
	if err != nil {
		tx.turnJob(j, JobFailed, "downstream_pipeline_creation_failed")
		return
	}
	j = tx.PutJob(*j.changeSeldom(func(s *JobSeldom) { s.Downstream = started.ID }))
	if !j.Config.Trigger.Depend {
		tx.turnJob(j, JobSuccess, "")
	}
}

// downstream is the pipeline that a trigger job is to start, and where. Otherwise it tells why there is none, as GitLab
// words failure_reason.
func (tx *Tx) downstream(j *Job) (target *Project, pl Pipeline, failure string) {
	variables := tx.variablesOf(j)
	trigger := *j.Config.Trigger
	pl = Pipeline{UserID: j.UserID, SHA: j.SHA, Ref: j.Ref, Tag: j.Tag, Source: parentPipeline, Variables: j.Config.Variables}
	home := tx.ProjectByID(j.ProjectID)
	above := tx.Pipeline(j.PipelineID)
	pl.SetSeldom(PipelineSeldom{Upstream: j.ID, Root: cmp.Or(above.Seldom().Root, above.ID)})
	chain := tx.ancestors(above)
	if trigger.Project == "" {
		generations := slices.IndexFunc(chain, func(above *Pipeline) bool { return !above.Child() })
		if generations >= maxDescent {
			return nil, pl, "reached_max_descendant_pipelines_depth"
		}
		if tx.descendants(pl) >= maxFamily-1 {
			return nil, pl, hierarchyTooLarge
		}
		return home, pl, ""
	}
	actor := Actor{User: tx.User(j.UserID)}
	target, err := tx.Project(actor, expand(trigger.Project, variables))
	if err != nil {
		return nil, pl, "downstream_bridge_project_not_found"
	}
	pl.Source, pl.Tag, pl.Ref = otherPipeline, false, cmp.Or(expand(trigger.Branch, variables), target.DefaultBranch)
	head := tx.Repository(target.ID).Branch(pl.Ref)
	loops := 0
	for _, above := range chain {
		if above.ProjectID == target.ID && above.Ref == pl.Ref && !above.Child() {
			loops++
		}
	}
	switch {
	case strings.EqualFold(target.Path, home.Path):
		return nil, pl, "invalid_bridge_trigger"
	case tx.descendants(pl) >= maxFamily-1:
		return nil, pl, hierarchyTooLarge
	case !tx.mayRunOn(actor, target, pl.Ref):
		return nil, pl, "insufficient_bridge_permissions"
	case loops >= maxLoops:
		return nil, pl, "pipeline_loop_detected"
	case head == nil:
		return nil, pl, "downstream_pipeline_creation_failed"
	}
	pl.SHA = head.SHA
	return target, pl, ""
}

// ancestors are a pipeline and those whose trigger jobs it goes back to, the nearest first.
func (s *State) ancestors(pl *Pipeline) []*Pipeline {
	chain := []*Pipeline{pl}
	for {
		j := s.Job(pl.Seldom().Upstream)
		if j == nil {
			break
		}
		pl = s.Pipeline(j.PipelineID)
		chain = append(chain, pl)
	}
	return chain
}

// followDownstream ends a trigger job that ends as its pipeline does.
func (tx *Tx) followDownstream(id int64) {
	j := tx.Job(id)
	if j == nil || !j.Config.Trigger.Depend || j.Status.complete() {
		return
	}
	pl := tx.Pipeline(j.Seldom().Downstream)
	if pl == nil { // its project has been removed since
		return
	}
	switch pl.Status {
	case JobSuccess:
		tx.turnJob(j, JobSuccess, "")
	case JobCanceled:
		tx.turnJob(j, JobCanceled, "")
	case JobFailed, JobSkipped:
		if pl.Status == JobSkipped && j.Config.Trigger.Mirror {
			tx.turnJob(j, JobSkipped, "")
			return
		}
		tx.turnJob(j, JobFailed, "")
	default: // it has been started again
	}
}

// reopenUpstream makes the trigger job that waits for a pipeline wait again, now that the pipeline goes on, and so all that
// this job kept from running.
func (tx *Tx) reopenUpstream(actor Actor, pl *Pipeline) {
	j := tx.Job(pl.Seldom().Upstream)
	if j == nil || j.Retried || !j.Config.Trigger.Depend || !tx.mayRunOn(actor, tx.ProjectByID(j.ProjectID), j.Ref) {
		return
	}
	j = tx.turnJob(j.changed(func(n *Job) { n.UserID = actor.User.ID }), JobPending, "")
	tx.resetSkipped(actor, j)
}
