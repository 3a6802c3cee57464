package entity

import (
	"understudy/mockserver/gitlab"
)

// ownDeployment is what a deployment says of itself; what it shows of others is put behind it when it is sent.
type ownDeployment struct {
	ID        int64  `json:"id"`
	IID       int64  `json:"iid"`
	Ref       string `json:"ref"`
	SHA       string `json:"sha"`
	CreatedAt string `json:"created_at"`
	UpdatedAt string `json:"updated_at"`
}

// Deployments appends a list of deployments.
func (c *Composer) Deployments(rows []*gitlab.Deployment) {
	list(c, rows, func(d *gitlab.Deployment) {
		c.deployment(d, false)
		c.text("}")
	})
}

// Extended is how an operation shows a deployment by itself.
type Extended struct {
	// NamesBots shows a bot's name to those who may see the bot; GitLab only asks in the answers to writes.
	NamesBots bool
	// AllApprovalFields shows the three approval fields wherever there is an Enterprise Edition, as GitLab does; the document
	// promises them to Premium, and the summary to several rules.
	AllApprovalFields bool
}

// ExtendedDeployment appends one deployment and what the Enterprise Edition adds about its approvals.
func (c *Composer) ExtendedDeployment(d *gitlab.Deployment, as Extended) {
	c.deployment(d, as.NamesBots)
	c.approvalFields(d, as)
	c.text("}")
}

// deployment appends a deployment but for the brace at its end, so that others can add members of their own.
func (c *Composer) deployment(d *gitlab.Deployment, namesBots bool) {
	own, known := ownFragment(d)
	began := len(c.body)
	c.text("{")
	c.fragment(own)
	c.text(`,"user":`)
	c.fragment(c.user(d.UserID, namesBots))
	c.text(`,"environment":`)
	c.fragment(c.environment(d.EnvironmentID))
	c.deployable(d)
	if !known && c.contract.Keeps(KeptDeployment, append(c.body, '}')[began:]) {
		d.Memo.Store(own)
	}
}

// lastDeployment appends a deployment as its own environment shows it: without the environment.
func (c *Composer) lastDeployment(d *gitlab.Deployment) {
	own, _ := ownFragment(d)
	c.text("{")
	c.fragment(own)
	c.text(`,"user":`)
	c.fragment(c.user(d.UserID, false))
	c.deployable(d)
	c.text("}")
}

func (c *Composer) deployable(d *gitlab.Deployment) {
	c.text(`,"deployable":`)
	c.Job(d.JobID)
	c.text(`,"status":"`)
	c.text(d.Status.String())
	c.text(`"`)
	c.tag.add(uint64(d.Status)) // the times above may not tell one change from the next
}

// ownFragment is an ownDeployment without braces.
func ownFragment(d *gitlab.Deployment) (own *fragment, known bool) {
	if own, known = d.Memo.Load().(*fragment); known {
		return own, true
	}
	encoded := encode(ownDeployment{
		ID: d.ID, IID: d.IID, Ref: d.Ref, SHA: d.SHA, CreatedAt: timestamp(d.CreatedAt), UpdatedAt: timestamp(d.UpdatedAt),
	})
	return newFragment(encoded[1 : len(encoded)-1]), false
}
