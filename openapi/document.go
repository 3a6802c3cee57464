// Package openapi is the contract: GitLab's Deployments API and the endpoints around it as an OpenAPI document,
// with what a server needs to keep to it (Match, Coerce) and what an examiner needs to see that somebody does not
// (CheckResponse, Check). The YAML files beside this code are the contract; they are embedded,
// together with a form of them that is read quicker.
package openapi

import (
	"embed"
	"fmt"
	"slices"
	"sync"
)

//go:embed *.yaml
var embedded embed.FS

// What is read at the start is not copied out of the program's file.
var (
	//go:embed startup.txt
	startUpText string
	//go:embed control.txt
	controlText string
)

// embeddedContract reads the embedded start-up form once; it cannot change.
var embeddedContract = sync.OnceValues(func() (*contract, error) { return readStartUpForm(startUpText) })

// Document is the contract as seen by one profile. It does not change, and any number of goroutines may use it.
type Document struct {
	profile     Profile
	operations  []*Operation
	byID        map[string]*Operation
	router      router
	schema      func(name string) *Schema
	divergences []Divergence
}

// Load gives the embedded contract with the divergences decided as the profile says. It fails only if the
// profile flips a divergence that does not exist, or if the embedded files are broken.
func Load(p Profile) (*Document, error) {
	c, err := embeddedContract()
	if err != nil {
		return nil, err
	}
	return c.document(p)
}

// contract is what all profiles share.
type contract struct {
	operations  []*Operation
	schema      func(name string) *Schema
	divergences []Divergence
}

func (c *contract) document(p Profile) (*Document, error) {
	for _, id := range p.flips {
		if !slices.ContainsFunc(c.divergences, func(row Divergence) bool { return row.ID == id }) {
			return nil, fmt.Errorf("divergence %q is unknown: divergences.yaml lists those that can be flipped", id)
		}
	}
	d := &Document{profile: p, schema: c.schema, divergences: c.divergences, byID: map[string]*Operation{}}
	for _, o := range c.operations {
		o, err := o.diverge(p, c.divergences)
		if err != nil {
			return nil, err
		}
		d.operations = append(d.operations, o)
		d.byID[o.ID] = o
	}
	d.router = newRouter(d.operations)
	return d, nil
}

// Profile is the profile the document was loaded for.
func (d *Document) Profile() Profile { return d.profile }

// Operations are all operations in the order of the files, those of deployments.yaml first. The caller must not change them.
func (d *Document) Operations() []*Operation { return d.operations }

// Operation is the operation of this operationId, and nil if there is none.
func (d *Document) Operation(id string) *Operation { return d.byID[id] }

// Schema is components/schemas/<name>, of deployments.yaml if several files have it, and nil if none has.
func (d *Document) Schema(name string) *Schema { return d.schema(name) }
