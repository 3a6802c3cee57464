package gitlab

import (
	"time"
)

// Pipeline is a CI pipeline. Times are UTC, zero for "not yet".
type Pipeline struct {
	ID         int64
	IID        int64 // 0: the project's next
	ProjectID  int64
	UserID     int64
	SHA        string
	BeforeSHA  string // where the branch stood before the push; empty: nowhere
	Ref        string
	Tag        bool
	Status     JobStatus
	Source     string // push, web, api, parent_pipeline, ...
	YAMLErrors string
	Variables  map[string]string // as given by whoever started it

	OnNewCommit string // what a newer pipeline of the ref does to it, see CIConfig
	Upstream    int64  // the trigger job that started it; 0: none
	Root        int64  // the pipeline that all its upstream pipelines go back to; 0: none
	CreatedAt   time.Time
	UpdatedAt   time.Time
	StartedAt   time.Time
	FinishedAt  time.Time
}

// PutPipeline adds a pipeline, or replaces the one with that id; an id or iid of 0 becomes the next free one. It returns
// the row.
func (tx *Tx) PutPipeline(p Pipeline) *Pipeline {
	tx.revision = tx.epoch
	p.ID = tx.pipelines.next(p.ID)
	last, _ := tx.pipelineIIDs.get(p.ProjectID)
	if p.IID == 0 {
		p.IID = last + 1
	}
	tx.pipelineIIDs.set(tx, p.ProjectID, max(last, p.IID))
	if p.Root != 0 && tx.Pipeline(p.ID) == nil {
		tx.families.set(tx, p.Root, tx.descendants(p)+1)
	}
	tx.pipelines.set(tx, p.ID, &p)
	tx.pipelinesOf.add(tx, p.ProjectID, p.ID)
	return &p
}

func (p *Pipeline) changed(change func(*Pipeline)) Pipeline {
	next := *p
	change(&next)
	return next
}

// Child tells whether a trigger job of the same project started the pipeline.
func (p *Pipeline) Child() bool { return p.Source == parentPipeline }

// Sources of pipelines that this package makes.
const (
	pushed         = "push"
	throughAPI     = "api"
	parentPipeline = "parent_pipeline"
	otherPipeline  = "pipeline" // of another project
)
