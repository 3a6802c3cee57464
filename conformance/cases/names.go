package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

// Names of environments that are easily taken for each other.
var names = []conformance.Case{
	{
		ID: "create/names-that-look-alike", Title: "Names of environments that differ in one character are two environments, whatever is made of them in addresses",
		Rules: []string{"R-CREATE-ENVIRONMENT", "R-CREATE-ENVIRONMENT-SLASH", "R-LIST-ENVIRONMENT-EXACT"},
		Script: func(s *conformance.S) {
			e := s.Environment()
			seen := map[string]int64{}
			s.Check("R-CREATE-ENVIRONMENT", func(conformance.T) {
				ids := map[any]string{}
				for _, name := range []string{e + "-a.b", e + "-a_b", e + "-a-b", e + "-A-b", e + "-a--b"} {
					answer := s.Client().Post(collection(s), s.Form(name)).Needs(200, 201).Is("/environment/name", name)
					id, _ := answer.At("/environment/id")
					if other := ids[id]; other != "" {
						answer.Because("%s is another environment", other).IsNot("/environment/id", id)
					}
					ids[id], seen[name] = name, decoded(answer).ID
				}
			})
			s.Check("R-CREATE-ENVIRONMENT-SLASH", func(conformance.T) {
				names := []string{e + "-plain", e + "-a/b", e + "-a b"}
				var answers []*wire.Answer
				for _, name := range names {
					answers = append(answers, s.Client().Post(collection(s), s.Form(name)))
				}
				for i, name := range names {
					held(answers, i, func(a *wire.Answer) { a.Because("a name without slash and space is taken").Succeeded() })
					seen[name] = decoded(answers[i].Needs(200, 201).Is("/environment/name", name)).ID
				}
			})
			s.Check("R-LIST-ENVIRONMENT-EXACT", func(conformance.T) {
				for name, id := range seen {
					just(s.Client().Get(collection(s), wire.Params{"environment": name}).Because("others are called nearly %s", name), id)
				}
			})
		},
	},
}
