package world

import (
	"encoding/json"
	"fmt"
)

// Start starts the job of a deployment that waits for somebody to do so, lets the runner take the job and end it in the state,
// success or failed, and returns the deployment when it shows that.
func (p *Project) Start(d Deployment, state string) (Deployment, error) {
	var shown struct{ Deployable struct{ ID int64 } }
	if err := json.Unmarshal(d.Raw, &shown); err != nil || shown.Deployable.ID == 0 {
		return d, &Missing{What: "the job of a deployment", Without: "jobs"}
	}
	runner, err := p.Runner()
	if err != nil {
		return d, err
	}
	if err := p.w.post(p.URL("jobs", shown.Deployable.ID, "play"), nil, nil); err != nil {
		return d, lacking("jobs", err)
	}
	if _, err := p.w.playNext(runner, state); err != nil {
		return d, lacking("jobs", err)
	}
	late := fmt.Errorf("the deployment does not show that its job ended as %s", state)
	err = p.w.until(p.w.ctx, late, func() (done bool, err error) {
		err = p.w.get(p.URL("deployments", d.ID), &d)
		return d.Status == state, err
	})
	return d, err
}
