// Package openapi is the contract: GitLab's Deployments API and the endpoints around it as an OpenAPI document,
// with what a server needs to keep to it (Match, Coerce) and what an examiner needs to see that somebody does not
// (CheckResponse, Check). The YAML files beside this code are the contract; they are embedded,
// together with a form of them that is read quicker.
package openapi

import (
	"embed"
	"fmt"
	"io/fs"
	"slices"
	"sync"
)

//go:embed *.yaml contract/*.json
var embedded embed.FS

// embeddedContract reads the embedded files once; they cannot change, and reading them takes far longer than a request.
// The JSON files are the YAML documents in the form that is read quickest: most of a server's start is spent here.
var embeddedContract = sync.OnceValues(func() (*contract, error) { return readContract(embedded, startUpForm...) })

var startUpForm = []string{"contract/deployments.json", "contract/neighbours-1.json", "contract/neighbours-2.json"}

// Document is the contract as seen by one profile. It does not change, and any number of goroutines may use it.
type Document struct {
	profile     Profile
	operations  []*Operation
	byID        map[string]*Operation
	router      router
	schemas     map[string]*Schema
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
	schemas     map[string]*Schema
	divergences []Divergence
}

// readContract reads divergences.yaml and OpenAPI documents, of which all but the first describe neighbours.
func readContract(files fs.FS, documents ...string) (*contract, error) {
	rows, err := fs.ReadFile(files, "divergences.yaml")
	if err != nil {
		return nil, err
	}
	c := &contract{schemas: map[string]*Schema{}}
	if c.divergences, err = parseDivergences(rows); err != nil {
		return nil, err
	}
	parsed, err := parseFiles(files, documents...)
	if err != nil {
		return nil, err
	}
	compiler := newCompiler()
	for i, file := range parsed {
		operations, err := compiler.operations(file, i > 0)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
		c.operations = append(c.operations, operations...)
		if err := compiler.components(file, c.schemas); err != nil {
			return nil, fmt.Errorf("%s: %w", file.name, err)
		}
	}
	return c, nil
}

func (c *contract) document(p Profile) (*Document, error) {
	for _, id := range p.flips {
		if !slices.ContainsFunc(c.divergences, func(row Divergence) bool { return row.ID == id }) {
			return nil, fmt.Errorf("divergence %q is unknown: divergences.yaml lists those that can be flipped", id)
		}
	}
	d := &Document{profile: p, schemas: c.schemas, divergences: c.divergences, byID: map[string]*Operation{}}
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

// Schema is components/schemas/<name>, of deployments.yaml if both files have it, and nil if none has.
func (d *Document) Schema(name string) *Schema { return d.schemas[name] }
