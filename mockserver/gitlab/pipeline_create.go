package gitlab

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strconv"
)

// ciConfigPath is where a repository keeps what its pipelines do.
const ciConfigPath = ".gitlab-ci.yml"

// maxJobs is how many jobs a pipeline may have, the limit of GitLab.com's free plan.
const maxJobs = 500

const maxNeeds = 50 // of one job

var errTooManyJobs = invalid("base", "The number of jobs has exceeded the limit of "+strconv.Itoa(maxJobs)+". Try splitting the configuration with parent-child-pipelines")

// NewPipeline is what a client says of a pipeline to be started.
type NewPipeline struct {
	Ref       string // a branch or tag
	Variables map[string]string
}

// CreatePipeline starts a pipeline of a branch or tag; its jobs get going in the background. Unlike a push it does so for
// commits that say [skip ci] as well, and leaves nothing behind if the configuration is wrong. Errors: NotFound, Forbidden,
// Invalid with what keeps it from being made. GitLab 18.9: app/services/ci/create_pipeline_service.rb.
func (tx *Tx) CreatePipeline(actor Actor, project string, n NewPipeline) (*Pipeline, error) {
	p, err := tx.Project(actor, project)
	if err != nil {
		return nil, err
	}
	if !tx.mayRunCI(actor, p) {
		return nil, ErrForbidden
	}
	r := tx.Repository(p.ID)
	head, tag := r.Branch(n.Ref), false
	if head == nil {
		head, tag = r.Tag(n.Ref), true
	}
	if head == nil {
		return nil, invalid("base", "Reference not found")
	}
	if !tx.mayRunOn(actor, p, n.Ref) {
		return nil, invalid("base", "You do not have sufficient permission to run a pipeline on '"+n.Ref+
			"'. Please select a different branch or contact your administrator for assistance.")
	}
	return tx.startPipeline(p, Pipeline{
		UserID: actor.User.ID, SHA: head.SHA, Ref: n.Ref, Tag: tag, Source: throughAPI, Variables: n.Variables,
	}, ciConfigPath)
}

// startPipeline makes the pipeline that the configuration in the file of that path describes.
func (tx *Tx) startPipeline(p *Project, pl Pipeline, path string) (*Pipeline, error) {
	text, there := treeOf(tx.Repository(p.ID).Commit(pl.SHA)).Content(path)
	if !there {
		return nil, invalid("base", "Missing CI config file")
	}
	config, err := tx.instance.options.ReadCI(text)
	if err != nil {
		return nil, wrongConfiguration(err.Error())
	}
	jobs := slices.DeleteFunc(slices.Clone(config.Jobs), func(j CIJob) bool { return j.When == Never })
	switch {
	case len(jobs) == 0:
		return nil, invalid("base", "Pipeline will not run for the selected trigger. The rules configuration prevented any jobs from being added to the pipeline.")
	case len(jobs) > maxJobs:
		return nil, errTooManyJobs
	}
	if why := needsFault(jobs); why != "" {
		return nil, wrongConfiguration(why)
	}
	pl.ProjectID, pl.Status, pl.CreatedAt, pl.UpdatedAt = p.ID, JobCreated, tx.Now, tx.Now
	pl.changeSeldom(func(s *PipelineSeldom) { s.OnNewCommit = config.OnNewCommit })
	row := tx.PutPipeline(pl)
	for _, job := range jobs {
		tx.addJob(row, config, job)
	}
	tx.processLater(row.ID)
	tx.cancelOlderLater(row)
	return row, nil
}

// needsFault says why these jobs make no pipeline together, in GitLab's words; empty if they do.
func needsFault(jobs []CIJob) string {
	names := map[string]bool{}
	for _, j := range jobs {
		names[j.Name] = true
	}
	for _, j := range jobs {
		if len(j.Needs) > maxNeeds {
			return j.Name + ": one job can only need " + strconv.Itoa(maxNeeds) + " others, but you have listed " + strconv.Itoa(len(j.Needs)) +
				". See needs keyword documentation for more details"
		}
		for _, need := range j.Needs {
			if !names[need.Job] && !need.Optional {
				return "'" + j.Name + "' job needs '" + need.Job + "' job, but '" + need.Job + "' does not exist in the pipeline. " +
					"This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional."
			}
		}
	}
	return ""
}

// addJob makes a job of a new pipeline, and the environment it names.
func (tx *Tx) addJob(pl *Pipeline, config CIConfig, job CIJob) {
	job.Variables = joined(config.Variables, job.Variables)
	j := Job{
		ProjectID: pl.ProjectID, PipelineID: pl.ID, UserID: pl.UserID, SHA: pl.SHA, Ref: pl.Ref, Tag: pl.Tag,
		Name: job.Name, Stage: job.Stage, StageIndex: int32(slices.Index(config.Stages, job.Stage)), Status: JobCreated,
		AllowFailure: job.AllowFailure, Bridge: job.Trigger != nil, Tags: job.Tags, Config: &job, CreatedAt: tx.Now,
	}
	seldom := JobSeldom{When: job.When}
	if job.Environment != nil {
		variables := tx.variablesOf(&j)
		j.Environment = expand(job.Environment.Name, variables)
		if !tx.ensureEnvironment(tx.ProjectByID(pl.ProjectID), j.Environment, job.Environment, variables) {
			j.Status, seldom.FailureReason = JobFailed, "environment_creation_failure"
		}
	}
	j.SetSeldom(seldom)
	tx.PutJob(j)
}

// ensureEnvironment makes the environment of a job unless it is there, and tells whether there is one then. A tier that is
// none keeps a new one from being made, and means nothing to an old one.
func (tx *Tx) ensureEnvironment(p *Project, name string, wanted *CIEnvironment, variables map[string]string) bool {
	if tx.EnvironmentByName(p.ID, name) != nil {
		return true
	}
	tier := expand(wanted.Tier, variables)
	if tier != "" && !slices.Contains(tierNames, tier) {
		return false
	}
	e, err := tx.findOrCreateEnvironment(p, name)
	if err != nil {
		return false
	}
	stopAt, _ := tx.stopTime(wanted, variables)
	tx.PutEnvironment(*e.changed(func(n *Environment) { n.Tier, n.AutoStopAt = cmp.Or(tier, e.Tier), stopAt }))
	return true
}

func joined(first, over map[string]string) map[string]string {
	switch {
	case len(first) == 0:
		return over
	case len(over) == 0:
		return first
	}
	all := maps.Clone(first)
	maps.Copy(all, over)
	return all
}

var skipCI = lazily(`(?i)\[(ci[ _-]skip|skip[ _-]ci)\]`)

// pushedPipeline starts the pipeline that follows a push, in the background. Without a configuration, or without jobs to
// run, there is none; a wrong configuration, or one with too many jobs, makes one that has failed.
func (tx *Tx) pushedPipeline(actor Actor, p *Project, pl Pipeline) {
	commit := tx.Repository(p.ID).Commit(pl.SHA)
	if _, there := commit.Tree.Content(ciConfigPath); !there || p.buildsOff() {
		return
	}
	pl.UserID, pl.Source, pl.ProjectID = actor.User.ID, pushed, p.ID
	tx.inBackground(func(tx *Tx) {
		p := tx.ProjectByID(pl.ProjectID)
		if p == nil {
			return
		}
		if skipCI().MatchString(commit.Message) {
			tx.endedPipeline(pl, JobSkipped, "")
			return
		}
		_, err := tx.startPipeline(p, pl, ciConfigPath)
		if text, wrong := configurationFault(err); wrong || errors.Is(err, errTooManyJobs) {
			tx.endedPipeline(pl, JobFailed, text)
		}
	})
}

// endedPipeline makes a pipeline that never has any jobs.
func (tx *Tx) endedPipeline(pl Pipeline, status JobStatus, yamlErrors string) {
	pl.Status, pl.CreatedAt, pl.UpdatedAt = status, tx.Now, tx.Now
	pl.changeSeldom(func(s *PipelineSeldom) { s.YAMLErrors, s.FinishedAt = yamlErrors, tx.Now })
	tx.PutPipeline(pl)
}
