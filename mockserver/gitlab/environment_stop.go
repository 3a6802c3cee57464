package gitlab

import (
	"cmp"
	"strings"
	"time"
)

// withAction is the setting of environments that stop only together with a job.
const withAction = "with_action"

// StopEnvironment stops an environment. If the jobs that deployed to it name others that stop it, those are run and the
// environment is stopping until one has succeeded. Without such a job one that is to stop only with an action stops by force
// alone, and force does without the jobs. Stopping a stopped one changes nothing.
func (tx *Tx) StopEnvironment(actor Actor, project string, id int64, force bool) (*Environment, error) {
	e, err := tx.ownEnvironment(actor, project, id)
	if err != nil {
		return nil, err
	}
	if !tx.mayStop(actor, e) {
		return nil, ErrForbidden
	}
	if force && e.State != Stopped {
		return tx.stop(e), nil
	}
	e = tx.stopWithActions(e)
	if e.State == Available {
		return nil, badRequest("Attempted to stop the environment but failed to change the status")
	}
	return e, nil
}

// mayStop tells whether a developer who may deploy there may also run what stops the environment.
func (s *State) mayStop(actor Actor, e *Environment) bool {
	jobs := s.stopJobs(e)
	return len(jobs) == 0 || e.State != Available || s.mayRunJob(actor, s.ProjectByID(e.ProjectID), jobs[len(jobs)-1])
}

// stopWithActions stops an available environment with the jobs there are for that, each as whoever started its pipeline. One
// that was skipped because nothing was deployed runs, too.
func (tx *Tx) stopWithActions(e *Environment) *Environment {
	jobs := tx.stopJobs(e)
	switch {
	case e.State != Available || len(jobs) == 0 && e.AutoStopSetting == withAction:
		return e
	case len(jobs) == 0:
		return tx.stop(e)
	}
	e = tx.changeEnvironment(e, func(n *Environment) { n.State = Stopping })
	for _, j := range jobs {
		if j.Status == JobSkipped || tx.playable(j) {
			tx.play(Actor{User: cmp.Or(tx.User(j.UserID), new(User))}, j, nil)
		}
	}
	return e
}

// stopJobs are the jobs that stop an environment: those that the jobs of its last finished deployment's pipeline name, as far
// as these have ended and deployed there, well or not.
func (s *State) stopJobs(e *Environment) []*Job {
	last := s.lastFinished(e)
	if last == nil || s.Job(last.JobID) == nil {
		return nil
	}
	jobs := s.currentJobs(s.Job(last.JobID).PipelineID)
	var stopping []*Job
	for _, deployed := range jobs {
		d := s.deploymentOf(deployed)
		if d == nil || d.EnvironmentID != e.ID || !deployed.deploys() || !deployed.Status.complete() || deployed.Status == JobSkipped {
			continue
		}
		for _, j := range jobs {
			if j.Name == deployed.Config.Environment.OnStop && j.Environment == e.Name && j.Seldom().When == ManualStep && (j.Status == JobManual || j.Status.complete()) {
				stopping = append(stopping, j)
			}
		}
	}
	return stopping
}

// lastFinished is the environment's deployment that finished last, whatever came of it.
func (s *State) lastFinished(e *Environment) *Deployment {
	var last *Deployment
	for _, status := range []Status{Success, Failed, Canceled} {
		d := s.ledger(e.ProjectID).environment(e.ID).of(&status).finished.last()
		if d != nil && (last == nil || d.FinishedAt.After(last.FinishedAt)) {
			last = d
		}
	}
	return last
}

func (tx *Tx) stop(e *Environment) *Environment {
	return tx.changeEnvironment(e, func(n *Environment) { n.State, n.AutoStopAt = Stopped, time.Time{} })
}

// stopOfBranch stops, in the background, the environments that currently run a branch which somebody has deleted, as far
// as they may do so.
func (tx *Tx) stopOfBranch(actor Actor, p *Project, branch string) {
	project := p.ID
	tx.inBackground(func(tx *Tx) {
		p := tx.ProjectByID(project)
		if p == nil || !tx.canWriteDeployments(actor, p) {
			return
		}
		for _, e := range tx.Environments(project) {
			current := tx.LastDeployment(e)
			if e.State == Available && current != nil && current.Ref == branch && tx.mayDeploy(actor, p, e) && tx.mayStop(actor, e) {
				tx.stopWithActions(e)
			}
		}
	})
}

const (
	oldestStale = 10 // years
	freshest    = 7  // days
)

// StopStaleEnvironments stops, in the background, the available environments of a project that have neither changed nor been
// deployed to since, the protected ones excepted. It takes a maintainer, and a moment that lies between ten years and a week
// ago.
func (tx *Tx) StopStaleEnvironments(actor Actor, project string, before time.Time) error {
	p, err := tx.Project(actor, project, AdminEnvironments)
	switch {
	case err != nil:
		return err
	case p.deploymentsOff() || p.Archived || tx.level(actor, p) < Maintainer:
		return ErrForbidden
	case before.Before(tx.Now.AddDate(-oldestStale, 0, 0)) || before.After(tx.Now.AddDate(0, 0, -freshest)):
		return badRequest("Invalid Date")
	}
	for _, e := range tx.Environments(p.ID) {
		if e.State != Available || !e.UpdatedAt.Before(before) || tx.Licensed() && len(tx.Protections(e)) > 0 {
			continue
		}
		latest := tx.ledger(p.ID).environment(e.ID).of(nil).updated.last()
		if latest == nil || latest.UpdatedAt.Before(before) {
			id := e.ID
			tx.inBackground(func(tx *Tx) {
				if e := tx.Environment(id); e != nil {
					tx.stopWithActions(e)
				}
			})
		}
	}
	return nil
}

// inFolder tells whether the environment is in that folder.
func (e *Environment) inFolder(folder string) bool { return strings.HasPrefix(e.Name, folder+"/") }
