package openapi

import (
	"fmt"
	"slices"
)

// Operation is one method on one path.
type Operation struct {
	// ID is the operationId, Path the template below the API root: /projects/{id}/deployments.
	ID, Method, Path string
	// Neighbour tells that the operation is not one of the Deployments API, but one around it.
	Neighbour bool

	numbers []string // parameters of the path that are integers
	details func() *details
}

// details are what of an operation is needed only to serve or to examine it.
type details struct {
	parameters []*Parameter
	index      map[string]int // of parameters by name
	combined   []combination
	responses  map[int]*response
}

// Parameters are those of path and query, then the attributes of the body, in the order GitLab declares them. The caller
// must not change them.
func (o *Operation) Parameters() []*Parameter { return o.details().parameters }

// combination are names of which at most one may be sent, or at least one must be. GitLab looks at them behind the last of
// them it declares.
type combination struct {
	names  []string
	after  string
	needed bool   // at least one; else at most one
	words  string // of the refusal
}

// combinationsOf reads x-mutually-exclusive, whose words x-mutually-exclusive-words may replace and which GitLab may look at only
// behind another parameter, x-mutually-exclusive-after, and x-at-least-one-of.
func combinationsOf(extensions map[string]any, parameters []*Parameter) []combination {
	words, own := extensions["x-mutually-exclusive-words"].(string)
	if !own {
		words = exclusiveWords
	}
	var all []combination
	read := func(extension string, c combination) {
		rows, _ := extensions[extension].([]any)
		for _, row := range rows {
			c.names = stringsOf(row)
			for _, p := range parameters {
				if slices.Contains(c.names, p.Name) {
					c.after = p.Name
				}
			}
			all = append(all, c)
		}
	}
	read("x-mutually-exclusive", combination{words: words})
	if after, later := extensions["x-mutually-exclusive-after"].(string); later {
		for i := range all {
			all[i].after = after
		}
	}
	read("x-at-least-one-of", combination{needed: true, words: neededWords})
	return all
}

// diverge gives the operation as the profile sees it: itself, unless GitLab's side changes one of its enums.
func (o *Operation) diverge(p Profile, divergences []Divergence) (*Operation, error) {
	changed := o
	for _, row := range divergences {
		if row.Operation != o.ID || row.Apply == nil || !p.FollowsGitLab(row.ID) {
			continue
		}
		of := *changed.details()
		i, ok := of.index[row.Apply.Parameter]
		if !ok {
			return nil, fmt.Errorf("divergence %s changes %s, which %s does not have", row.ID, row.Apply.Parameter, o.ID)
		}
		parameter := *of.parameters[i]
		parameter.Enum = row.Apply.apply(parameter.Enum)
		of.parameters = slices.Clone(of.parameters)
		of.parameters[i] = &parameter
		clone := *o
		clone.details = func() *details { return &of }
		changed = &clone
	}
	return changed, nil
}

// Parameter is the parameter of this name, and nil if there is none.
func (o *Operation) Parameter(name string) *Parameter {
	d := o.details()
	if i, ok := d.index[name]; ok {
		return d.parameters[i]
	}
	return nil
}
