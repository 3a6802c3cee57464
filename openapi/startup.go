package openapi

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/getkin/kin-openapi/openapi3"
)

// startUpForm is the contract cut into pieces, each read when it is first asked for: how long a program takes to start does
// not depend on how many operations there are. startup.txt has one piece a line, without what only people read:
//
//	divergences JSON
//	operation FILE METHOD PATH ID NUMBERS JSON
//	part REFERENCE JSON
//
// NUMBERS are the parameters of the path that are integers, joined by commas, or -. A REFERENCE is what a $ref names,
// with its file: deployments.yaml#/components/schemas/Job.
type startUpForm struct {
	mu       sync.Mutex // held while pieces are compiled, as they share what they refer to
	compiler *compiler
	contract contract
}

// deploymentsFile is the document of the Deployments API itself; the others are about its neighbours.
const deploymentsFile = "deployments.yaml"

func readStartUpForm(text string) (*contract, error) {
	f := &startUpForm{compiler: newCompiler()}
	names := map[string]string{} // of schemas: their references
	for line := range strings.Lines(text) {
		kind, rest, _ := strings.Cut(line, " ")
		switch kind {
		case "divergences":
			if err := json.Unmarshal([]byte(rest), &f.contract.divergences); err != nil {
				return nil, fmt.Errorf("startup.txt: divergences: %w", err)
			}
		case "operation":
			f.operation(strings.SplitN(rest, " ", 6))
		case "part":
			reference, source, _ := strings.Cut(rest, " ")
			f.compiler.pieces[reference] = source
			_, name, isSchema := strings.Cut(reference, "#/components/schemas/")
			if _, taken := names[name]; isSchema && !taken {
				names[name] = reference
			}
		}
	}
	f.contract.schema = func(name string) *Schema {
		reference, known := names[name]
		if !known {
			return nil
		}
		return piece(f, reference, func() (*Schema, error) { return f.compiler.schema(&openapi3.SchemaRef{Ref: reference}) })
	}
	return &f.contract, nil
}

func (f *startUpForm) operation(fields []string) {
	file, method, path, id, numbers, source := fields[0], fields[1], fields[2], fields[3], fields[4], fields[5]
	o := &Operation{
		ID: id, Method: method, Path: path, Neighbour: file != deploymentsFile,
		details: sync.OnceValue(func() *details {
			return piece(f, id, func() (*details, error) {
				var o openapi3.Operation
				if err := readPiece(source, &o); err != nil {
					return nil, err
				}
				return f.compiler.operation(&o)
			})
		}),
	}
	if numbers != "-" {
		o.numbers = strings.Split(numbers, ",")
	}
	f.contract.operations = append(f.contract.operations, o)
}

// piece compiles a piece. It cannot fail: a test compiles all of them.
func piece[T any](f *startUpForm, name string, compile func() (T, error)) T {
	f.mu.Lock()
	defer f.mu.Unlock()
	compiled, err := compile()
	if err != nil {
		panic(fmt.Sprintf("the embedded contract is broken: %s: %v", name, err))
	}
	return compiled
}
