package inputs

import (
	"math/rand/v2"
	"slices"

	"understudy/conformance/shrink"
	"understudy/openapi"
)

// Random are n requests that depart from an ordinary one in any of the parameters at once, the same for the same seed.
// As likely as not a parameter stays as it is, so that some requests are allowed as a whole and others break one rule only.
func Random(o *openapi.Operation, ordinary []Argument, seed uint64, n int) []Input {
	chance := rand.New(rand.NewPCG(seed, uint64(len(o.ID))))
	all := make([]Input, n)
	for i := range all {
		in := Input{Operation: o, Arguments: slices.Clone(ordinary)}
		for _, p := range o.Parameters() {
			if p.In == "path" || chance.IntN(2) == 0 {
				continue
			}
			values := ValuesOf(p)
			in = in.with(p.Name, anys(values[chance.IntN(len(values))].Texts)...)
		}
		chance.Shuffle(len(in.Arguments), func(i, j int) {
			in.Arguments[i], in.Arguments[j] = in.Arguments[j], in.Arguments[i]
		})
		all[i] = in
	}
	return all
}

// Shrunk is the least of the input for which fails still holds: fewer arguments first, then shorter ones. fails(in) must hold;
// it is called at most budget times for each of the two.
func (in Input) Shrunk(budget int, fails func(Input) bool) Input {
	in.Arguments = shrink.List(in.Arguments, budget, func(part []Argument) bool {
		fewer := in
		fewer.Arguments = part
		return fails(fewer)
	})
	for i, a := range in.Arguments {
		if text, isText := a.Value.(string); isText {
			in = in.replaced(i, shrink.Text(text, budget/len(in.Arguments), func(part string) bool {
				return fails(in.replaced(i, part))
			}))
		}
	}
	return in
}

func (in Input) replaced(i int, value any) Input {
	in.Arguments = slices.Clone(in.Arguments)
	in.Arguments[i].Value = value
	return in
}
