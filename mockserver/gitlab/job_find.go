package gitlab

import (
	"slices"
)

// JobFilter narrows a list of jobs.
type JobFilter struct {
	PipelineID int64    // 0: of all pipelines
	Scope      []string // statuses; none: all
	Ref        string   // branch or tag; empty: all
	Retried    bool     // also those of a pipeline that others have replaced
	Bridges    bool     // trigger jobs instead of others
}

// FindJobs lists the jobs of a project or of one of its pipelines, newest first. Errors: NotFound, Forbidden for those who may
// not read jobs. GitLab 18.9: app/finders/ci/jobs_finder.rb.
func (s *State) FindJobs(actor Actor, project string, f JobFilter) ([]*Job, error) {
	p, err := s.buildsFor(actor, project, f)
	if err != nil {
		return nil, err
	}
	pipelines := s.pipelinesOf.of(p.ID)
	if f.PipelineID != 0 {
		if _, err := s.pipeline(p, f.PipelineID); err != nil {
			return nil, err
		}
		pipelines = []int64{f.PipelineID}
	}
	var found []*Job
	for _, pipeline := range pipelines {
		for _, id := range s.jobsOf.of(pipeline) {
			j := s.Job(id)
			if j.Bridge == f.Bridges && (f.PipelineID == 0 || f.Retried || !j.Retried) &&
				(f.Ref == "" || j.Ref == f.Ref) && (len(f.Scope) == 0 || slices.Contains(f.Scope, string(j.Status))) {
				found = append(found, j)
			}
		}
	}
	slices.SortFunc(found, func(a, b *Job) int { return int(b.ID - a.ID) })
	return found, nil
}

// buildsFor returns the project whose jobs are listed. Job tokens come in by a policy for each list; the list of all jobs is
// never open to those of any project.
func (s *State) buildsFor(actor Actor, project string, f JobFilter) (*Project, error) {
	switch {
	case f.Bridges:
		return s.openBuilds(actor, project, ReadPipelines)
	case f.PipelineID != 0:
		return s.openBuilds(actor, project, ReadJobs)
	}
	p, err := s.Project(actor, project, ReadJobs)
	return s.withBuilds(actor, p, err)
}

// GetJob returns one job of a project, for an actor who may see it. Trigger jobs are not found. Errors: NotFound, Forbidden
// for those who may not read jobs. GitLab 18.9: lib/api/ci/jobs.rb.
func (s *State) GetJob(actor Actor, project string, id int64) (*Job, error) {
	p, err := s.builds(actor, project)
	if err != nil {
		return nil, err
	}
	return s.build(p, id)
}

func (s *State) build(p *Project, id int64) (*Job, error) {
	j, err := s.processable(p, id)
	if err == nil && j.Bridge {
		return nil, ErrRecordNotFound
	}
	return j, err
}

// processable is a job of the project, trigger jobs included.
func (s *State) processable(p *Project, id int64) (*Job, error) {
	j := s.Job(id)
	if j == nil || j.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return j, nil
}
