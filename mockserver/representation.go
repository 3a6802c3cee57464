package mockserver

import (
	"bytes"
	"encoding/json"
	"strconv"
	"sync"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// hereabouts stands at the front of a URL where the client's name for this server belongs, as no client's text does: NUL
// bytes are refused at the door.
const hereabouts = "\x00"

// gap is hereabouts as JSON has it. The quote tells it from a client's backslash, which JSON doubles.
var gap = []byte(`"\u0000`)

// schemas are those of the document's schemas that fragments are held against.
type schemas struct {
	deployment, user, environment, job *openapi.Schema
}

func schemasOf(d *openapi.Document) schemas {
	return schemas{
		deployment: d.Schema("Deployment"), user: d.Schema("UserBasic"), environment: d.Schema("EnvironmentBasic"), job: d.Schema("Job"),
	}
}

// fragment is JSON that was encoded and checked once, with gaps for the server's name. It never changes.
type fragment struct {
	parts [][]byte
	sum   uint64
}

// fragment encodes value and holds it against the schema.
func (x *exchange) fragment(schema *openapi.Schema, value any) *fragment {
	encoded := encode(value)
	x.violations = append(x.violations, schema.Check(bytes.ReplaceAll(encoded, []byte(hereabouts), []byte(x.base)))...)
	return newFragment(encoded)
}

func newFragment(encoded []byte) *fragment {
	return &fragment{parts: bytes.Split(encoded, []byte(hereabouts)), sum: digest(encoded)}
}

// encode makes JSON with a NUL byte at each gap.
func encode(value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // entities hold nothing that JSON cannot say
	}
	if !bytes.Contains(encoded, gap) {
		return encoded
	}
	return bytes.ReplaceAll(encoded, gap, []byte(`"`+hereabouts))
}

// composer puts a body together from fragments and keeps the tag of what it has written.
type composer struct {
	x    *exchange
	body []byte
	tag  entityTag
	live bool // holds something that has not been checked
}

// compose starts a body. Its bytes belong to the exchange and are used again after it.
func (x *exchange) compose() *composer {
	x.buffer = buffers.Get().(*[]byte)
	c := &composer{x: x, body: (*x.buffer)[:0]}
	c.tag.add(digest([]byte(x.base)))
	return c
}

// buffers saves lists from growing a body of their own each time.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// release gives the exchange's bytes back once the response has been sent.
func (x *exchange) release(body []byte) {
	if x.buffer != nil {
		*x.buffer = body[:0]
		buffers.Put(x.buffer)
	}
}

func (c *composer) text(s string) { c.body = append(c.body, s...) }

func (c *composer) fragment(f *fragment) {
	for i, part := range f.parts {
		if i > 0 {
			c.body = append(c.body, c.x.base...)
		}
		c.body = append(c.body, part...)
	}
	c.tag.add(f.sum)
}

// members appends the members of what is encoded for this response only, without the braces around them.
func (c *composer) members(value any) {
	began := len(c.body)
	c.once(value)
	c.body = append(c.body[:began], c.body[began+1:len(c.body)-1]...)
}

// once appends what is encoded for this response only.
func (c *composer) once(value any) {
	c.fragment(newFragment(encode(value)))
	c.live = true
}

func (c *composer) response(status int) Response {
	return Response{Status: status, Body: c.body, Tag: c.tag, Checked: !c.live}
}

// deployment appends a deployment but for the brace at its end, so that the extended entity can add members of its own. A
// bot's name is for those who may see the bot; GitLab only asks in the answers to writes.
func (c *composer) deployment(d *gitlab.Deployment, namesBots bool) {
	own, known := ownFragment(d)
	began := len(c.body)
	c.text("{")
	c.fragment(own)
	c.text(`,"user":`)
	c.fragment(c.x.userFragment(d.UserID, namesBots))
	c.text(`,"environment":`)
	c.fragment(c.x.environmentFragment(d.EnvironmentID))
	c.deployable(d)
	if !known {
		whole := append(c.body, '}')[began:]
		c.x.violations = append(c.x.violations, c.x.server.schemas.deployment.Check(whole)...)
		d.Memo.Store(own)
	}
}

// lastDeployment appends a deployment as its own environment shows it: without the environment.
func (c *composer) lastDeployment(d *gitlab.Deployment) {
	own, _ := ownFragment(d)
	c.text("{")
	c.fragment(own)
	c.text(`,"user":`)
	c.fragment(c.x.userFragment(d.UserID, false))
	c.deployable(d)
	c.text("}")
}

func (c *composer) deployable(d *gitlab.Deployment) {
	c.text(`,"deployable":`)
	c.fragment(c.x.jobFragment(d.JobID))
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

var null = &fragment{parts: [][]byte{[]byte("null")}}

// userFragments are a user as everybody sees it and, for a bot, as those see it who may.
type userFragments struct{ shown, named *fragment }

func (x *exchange) userFragment(id int64, namesBots bool) *fragment {
	u := x.state.User(id)
	if u == nil {
		return null
	}
	made, known := u.Memo.Load().(*userFragments)
	if !known {
		schema := x.server.schemas.user
		made = &userFragments{shown: x.fragment(schema, userBasicEntity(u, false))}
		made.named = made.shown
		if u.Bot() {
			made.named = x.fragment(schema, userBasicEntity(u, true))
		}
		u.Memo.Store(made)
	}
	if namesBots && x.mayNameBot(u) {
		return made.named
	}
	return made.shown
}

// mayNameBot tells whether the actor may see the project or group a bot belongs to.
func (x *exchange) mayNameBot(u *gitlab.User) bool {
	if !u.Bot() {
		return true
	}
	if u.BotOfGroup != 0 {
		_, err := x.state.LookUpGroup(x.actor, strconv.FormatInt(u.BotOfGroup, 10))
		return err == nil
	}
	_, err := x.state.Project(x.actor, strconv.FormatInt(u.BotOf, 10))
	return err == nil
}

func (x *exchange) environmentFragment(id int64) *fragment {
	e := x.state.Environment(id)
	made, known := e.Memo.Load().(*fragment)
	if !known {
		made = x.fragment(x.server.schemas.environment, environmentBasicEntity(e))
		e.Memo.Store(made)
	}
	return made
}

// jobFragment is a job with all it shows: its user, commit, pipeline and runner. It is made again when any row of that
// kind has changed.
type jobFragment struct {
	*fragment
	revision uint64
}

func (x *exchange) jobFragment(id int64) *fragment {
	job := x.state.Job(id)
	if job == nil {
		return null
	}
	made, known := job.Memo.Load().(*jobFragment)
	if !known || made.revision != x.state.Revision() {
		made = &jobFragment{x.fragment(x.server.schemas.job, jobEntity(x.state, job)), x.state.Revision()}
		job.Memo.Store(made)
	}
	return made.fragment
}
