package entity

import (
	"strconv"

	"understudy/mockserver/gitlab"
)

// deploymentMembers are what a deployment says of itself, as JSON without braces; what it shows of others is put behind them
// when it is sent. They are written by hand because every write needs them.
func deploymentMembers(d *gitlab.Deployment) []byte {
	b := make([]byte, 0, 192+len(d.Ref)+len(d.SHA))
	b = strconv.AppendInt(append(b, `"id":`...), d.ID, 10)
	b = strconv.AppendInt(append(b, `,"iid":`...), d.IID, 10)
	b = appendText(append(b, `,"ref":`...), d.Ref)
	b = appendText(append(b, `,"sha":`...), d.SHA)
	b = d.CreatedAt.AppendFormat(append(b, `,"created_at":"`...), timestampLayout)
	b = d.UpdatedAt.AppendFormat(append(b, `","updated_at":"`...), timestampLayout)
	return append(b, '"')
}

// appendText appends a JSON string.
func appendText(b []byte, text string) []byte {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			return append(b, encode(text)...)
		}
	}
	b = append(b, '"')
	b = append(b, text...)
	return append(b, '"')
}

// Deployments appends a list of deployments.
func (c *Composer) Deployments(rows []*gitlab.Deployment) {
	list(c, rows, func(d *gitlab.Deployment) {
		c.deployment(d, false)
		c.text("}")
	})
}

// ExtendedDeployment appends one deployment and what the Enterprise Edition adds about its approvals. A bot's name is for
// those who may see the bot; GitLab only asks in the answers to writes.
func (c *Composer) ExtendedDeployment(d *gitlab.Deployment, namesBots bool) {
	c.deployment(d, namesBots)
	c.approvalFields(d, namesBots)
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

// ownFragment is what a deployment says of itself, without braces.
func ownFragment(d *gitlab.Deployment) (own *fragment, known bool) {
	if own, known = d.Memo.Load().(*fragment); known {
		return own, true
	}
	encoded := deploymentMembers(d)
	return &fragment{parts: [][]byte{encoded}, sum: digest(encoded)}, false
}
