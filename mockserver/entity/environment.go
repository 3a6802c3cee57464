package entity

import (
	"understudy/mockserver/gitlab"
)

type environmentBasic struct {
	ID          int64   `json:"id"`
	Name        string  `json:"name"`
	Slug        string  `json:"slug"`
	ExternalURL *string `json:"external_url"`
	CreatedAt   string  `json:"created_at"`
	UpdatedAt   string  `json:"updated_at"`
}

func newEnvironmentBasic(e *gitlab.Environment) environmentBasic {
	return environmentBasic{
		ID: e.ID, Name: e.Name, Slug: e.Slug, ExternalURL: textOrNull(e.ExternalURL),
		CreatedAt: timestamp(e.CreatedAt), UpdatedAt: timestamp(e.UpdatedAt),
	}
}

// Environment is an environment with its project, as lists and writes show it.
type Environment struct {
	environmentBasic
	Tier    string       `json:"tier"`
	Project BasicProject `json:"project"`
	environmentState
}

type environmentState struct {
	State           string  `json:"state"`
	AutoStopAt      *string `json:"auto_stop_at"`
	Description     *string `json:"description"`
	AutoStopSetting string  `json:"auto_stop_setting"`
}

func newEnvironmentState(e *gitlab.Environment) environmentState {
	return environmentState{
		State: string(e.State), AutoStopAt: timestampOrNull(e.AutoStopAt),
		Description: textOrNull(e.Description), AutoStopSetting: e.AutoStopSetting,
	}
}

// NewEnvironment shows an environment with its project.
func NewEnvironment(v *View, e *gitlab.Environment) Environment {
	return Environment{
		environmentBasic: newEnvironmentBasic(e), Tier: e.Tier, Project: NewBasicProject(v, v.State.ProjectByID(e.ProjectID)),
		environmentState: newEnvironmentState(e),
	}
}

// ReviewApps are environments that are to be deleted, and those that are not for the actor to delete.
type ReviewApps struct {
	Scheduled     []environmentBasic `json:"scheduled_entries"`
	Unprocessable []environmentBasic `json:"unprocessable_entries"`
	Message       string             `json:"message,omitempty"` // of a refusal
}

// NewReviewApps shows what is deleted, or would be.
func NewReviewApps(_ *View, scheduled []*gitlab.Environment) ReviewApps {
	return ReviewApps{Scheduled: newEnvironmentBasics(scheduled), Unprocessable: []environmentBasic{}}
}

// RefusedReviewApps shows what keeps review apps from being deleted.
type RefusedReviewApps struct {
	Message ReviewApps `json:"message"`
}

// NewRefusedReviewApps shows a refusal.
func NewRefusedReviewApps(r *gitlab.ReviewRefusal) RefusedReviewApps {
	return RefusedReviewApps{ReviewApps{Scheduled: []environmentBasic{}, Unprocessable: newEnvironmentBasics(r.Unprocessable), Message: r.Message}}
}

func newEnvironmentBasics(all []*gitlab.Environment) []environmentBasic {
	shown := make([]environmentBasic, len(all))
	for i, e := range all {
		shown[i] = newEnvironmentBasic(e)
	}
	return shown
}

// EnvironmentWithLastDeployment appends an environment and its last deployment.
func (c *Composer) EnvironmentWithLastDeployment(e *gitlab.Environment) {
	c.text("{")
	c.membersOf(struct {
		environmentBasic
		Tier string `json:"tier"`
	}{newEnvironmentBasic(e), e.Tier})
	c.text(`,"last_deployment":`)
	if last := c.view.State.LastDeployment(e); last != nil {
		c.lastDeployment(last)
	} else {
		c.text("null")
	}
	c.text(",")
	c.membersOf(newEnvironmentState(e))
	c.text("}")
}

func (c *Composer) environment(id int64) *fragment {
	e := c.view.State.Environment(id)
	made, known := e.Memo.Load().(*fragment)
	if !known {
		var keep bool
		if made, keep = c.make(KeptEnvironment, newEnvironmentBasic(e)); keep {
			e.Memo.Store(made)
		}
	}
	return made
}
