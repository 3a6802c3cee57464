package world

import (
	"fmt"
	"maps"
	"net/http"

	"understudy/conformance/wire"
)

// Runner registers a runner for the project's untagged jobs and returns its token. The world plays it.
func (p *Project) Runner() (token string, err error) {
	return once(p.w, fmt.Sprintf("runner %d", p.ID), func() (string, error) {
		return p.runner(p.w.Name("runner"), map[string]any{"run_untagged": true})
	})
}

// runner registers a runner for the jobs that the attributes name.
func (p *Project) runner(name string, attributes map[string]any) (token string, err error) {
	thing := Thing{Kind: kindRunner, Name: name, Project: p.named}
	if err := p.intend(thing); err != nil {
		return "", err
	}
	body := map[string]any{"runner_type": "project_type", "project_id": p.ID, "description": name}
	maps.Copy(body, attributes)
	var made struct {
		ID    int64
		Token string
	}
	if err := p.w.post("/user/runners", body, &made); err != nil {
		return "", lacking("jobs", err)
	}
	p.w.Redactor.Hide(made.Token)
	thing.ID, thing.Secret = made.ID, made.Token
	p.record(thing)
	return made.Token, nil
}

// takenJob is a job that the runner has taken.
type takenJob struct {
	ID    int64
	Name  string
	Token string
}

// take asks for a job until there is one.
func (w *World) take(runner string) (takenJob, error) {
	var taken takenJob
	nobody := wire.Identity{Name: "runner"}
	err := w.until(w.ctx, fmt.Errorf("the runner is given no job"), func() (bool, error) {
		e := w.Line.Do(w.ctx, nobody, wire.Request{Method: http.MethodPost, Path: "/jobs/request", JSON: map[string]any{"token": runner, "info": map[string]any{"features": map[string]any{}}}})
		if e.Err == nil && (e.Status == http.StatusNoContent || e.Status == http.StatusConflict) {
			return false, nil
		}
		return decodeTaken(e, &taken)
	})
	if err == nil {
		w.Redactor.Hide(taken.Token)
	}
	return taken, err
}

func decodeTaken(e *wire.Exchange, taken *takenJob) (bool, error) {
	var given struct {
		ID    int64
		Token string
		Info  struct{ Name string } `json:"job_info"`
	}
	if err := decode(e, &given); err != nil {
		return false, err
	}
	*taken = takenJob{ID: given.ID, Name: given.Info.Name, Token: given.Token}
	return true, nil
}

// finish tells the target how a job ended: success or failed.
func (w *World) finish(job takenJob, state string) error {
	return w.call(w.ctx, wire.Identity{Name: "runner"}, wire.Request{
		Method: http.MethodPut, Path: fmt.Sprintf("/jobs/%d", job.ID), JSON: map[string]any{"token": job.Token, "state": state},
	}, nil)
}

// playNext takes the next job and ends it.
func (w *World) playNext(runner, state string) (id int64, err error) {
	job, err := w.take(runner)
	if err != nil {
		return 0, err
	}
	return job.ID, w.finish(job, state)
}
