package gitlab

import (
	"time"
)

// Pipeline is a CI pipeline. Times are UTC.
type Pipeline struct {
	ID        int64
	IID       int64 // 0: the project's next
	ProjectID int64
	UserID    int64
	SHA       string
	Ref       string
	Tag       bool
	Status    JobStatus
	Source    string            // push, web, api, parent_pipeline, ...
	Variables map[string]string // as given by whoever started it
	CreatedAt time.Time
	UpdatedAt time.Time

	seldom *PipelineSeldom // nil: nothing of it
}

// PipelineSeldom is what few of the pipelines in a big dataset have, so that the others need no memory for it. Times are zero
// for "not yet".
type PipelineSeldom struct {
	BeforeSHA   string // where the branch stood before the push; empty: nowhere
	YAMLErrors  string
	OnNewCommit string // what a newer pipeline of the ref does to it, see CIConfig
	Upstream    int64  // the trigger job that started it; 0: none
	Root        int64  // the pipeline that all its upstream pipelines go back to; 0: none
	StartedAt   time.Time
	FinishedAt  time.Time
}

// Seldom is what few pipelines have.
func (p *Pipeline) Seldom() PipelineSeldom {
	if p.seldom == nil {
		return PipelineSeldom{}
	}
	return *p.seldom
}

// SetSeldom gives a pipeline that is not in a State yet what few have.
func (p *Pipeline) SetSeldom(s PipelineSeldom) {
	p.seldom = nil
	if s != (PipelineSeldom{}) {
		p.seldom = &s
	}
}

// changeSeldom changes what few pipelines have of one that is not in a State yet.
func (p *Pipeline) changeSeldom(change func(*PipelineSeldom)) {
	seldom := p.Seldom()
	change(&seldom)
	p.SetSeldom(seldom)
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
	if root := p.Seldom().Root; root != 0 && tx.Pipeline(p.ID) == nil {
		tx.families.set(tx, root, tx.descendants(p)+1)
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
