package entity

// Kind is a kind of entity that is encoded, and held against the contract, once, and then kept with its row.
type Kind int

// The kinds of entity that are kept.
const (
	KeptDeployment Kind = iota
	KeptUser
	KeptEnvironment
	KeptJob
)

// Kinds are the names that the kinds have in the contract.
var Kinds = [...]string{KeptDeployment: "Deployment", KeptUser: "UserBasic", KeptEnvironment: "EnvironmentBasic", KeptJob: "Job"}

// Contract holds what is about to be kept against the contract. What breaks it is not kept, so that it is told every time it
// is shown.
type Contract interface {
	Keeps(kind Kind, json []byte) bool
}

// Composer puts a body together and keeps the tag of what it has written.
type Composer struct {
	view      *View
	contract  Contract
	body      []byte
	tag       ETag
	unchecked bool
}

// Compose starts a body in the buffer, which the composer grows.
func Compose(view *View, contract Contract, buffer []byte) *Composer {
	c := &Composer{view: view, contract: contract, body: buffer[:0]}
	c.tag.add(digest([]byte(view.Base)))
	return c
}

// Body is what has been written.
func (c *Composer) Body() []byte { return c.body }

// Tag is the tag of what has been written.
func (c *Composer) Tag() ETag { return c.tag }

// Checked tells whether all that has been written has been held against the contract.
func (c *Composer) Checked() bool { return !c.unchecked }

// Value appends what is encoded for this response only, and has not been checked.
func (c *Composer) Value(value any) {
	c.fragment(newFragment(encode(value)))
	c.unchecked = true
}

// membersOf appends a value without the braces around it.
func (c *Composer) membersOf(value any) {
	began := len(c.body)
	c.Value(value)
	c.body = append(c.body[:began], c.body[began+1:len(c.body)-1]...)
}

func (c *Composer) text(s string) { c.body = append(c.body, s...) }

func (c *Composer) fragment(f *fragment) {
	for i, part := range f.parts {
		if i > 0 {
			c.body = append(c.body, c.view.Base...)
		}
		c.body = append(c.body, part...)
	}
	c.tag.add(f.sum)
}

// list appends an array of what one appends.
func list[T any](c *Composer, rows []T, one func(T)) {
	c.text("[")
	for i, row := range rows {
		if i > 0 {
			c.text(",")
		}
		one(row)
	}
	c.text("]")
}

// make encodes what is to be kept, if the contract says so.
func (c *Composer) make(kind Kind, value any) (made *fragment, keep bool) {
	encoded := encode(value)
	return newFragment(encoded), c.contract.Keeps(kind, withBase(encoded, c.view.Base))
}
