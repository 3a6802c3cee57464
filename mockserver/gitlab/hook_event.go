package gitlab

import "time"

// DeploymentEvent tells hooks that a deployment has reached a status. By the time it is told the deployment may have reached
// another.
type DeploymentEvent struct {
	ID         int64 // counts the events of the instance; 0: a test
	Hooks      []*Hook
	Deployment *Deployment
	Status     Status
	ChangedAt  time.Time // when it reached the status
	Cause      string    // the event that a hook was told of, and answered with the request that caused this one; empty: none
}

// announce tells the project's hooks of the status that a deployment has reached. Nothing is prepared while there are no
// hooks at all.
func (tx *Tx) announce(d *Deployment) {
	if tx.hooks.rows.Len() == 0 || d.Status != Running && !d.Status.Finished() {
		return
	}
	event := DeploymentEvent{Status: d.Status, ChangedAt: tx.Now, Cause: tx.Cause}
	project, id := d.ProjectID, d.ID
	tx.inBackground(func(tx *Tx) {
		event.Deployment = tx.ledger(project).find(id)
		event.Hooks = tx.deploymentHooks(project)
		if event.Deployment == nil || len(event.Hooks) == 0 {
			return
		}
		tx.lastEvent++
		event.ID = tx.lastEvent
		tx.events = append(tx.events, event)
	})
}

func (s *State) deploymentHooks(project int64) []*Hook {
	var wanting []*Hook
	for _, h := range s.hooksIn(project) {
		if h.Events[DeploymentEvents] {
			wanting = append(wanting, h)
		}
	}
	return wanting
}

// SampleEvent is an event for trying out a hook: the project's newest deployment as it is, whether or not the hook wants
// such events. Nothing here has samples of other events.
func (s *State) SampleEvent(a Actor, ref string, id int64, event HookEvent, now time.Time) (DeploymentEvent, error) {
	h, err := s.GetHook(a, ref, id)
	if err != nil {
		return DeploymentEvent{}, err
	}
	if event != DeploymentEvents {
		return DeploymentEvent{}, &Error{Kind: Unprocessable, Message: "Testing not available for this hook"}
	}
	newest := s.newestDeployment(h.ProjectID)
	if newest == nil {
		return DeploymentEvent{}, &Error{Kind: Unprocessable, Message: "Ensure the project has deployments."}
	}
	return DeploymentEvent{Hooks: []*Hook{h}, Deployment: newest, Status: newest.Status, ChangedAt: now}, nil
}

func (s *State) newestDeployment(project int64) *Deployment {
	if l := s.ledger(project); l != nil {
		return l.all.of(nil).id.last()
	}
	return nil
}
