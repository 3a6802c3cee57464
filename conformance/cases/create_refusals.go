package cases

import (
	"understudy/conformance"
	"understudy/conformance/wire"
)

var createRefusals = []conformance.Case{
	refusedCreation("create/environment-is-required", "A deployment without environment is refused",
		"R-CREATE-ENVIRONMENT-MISSING", missing("environment"), "environment"),
	refusedCreation("create/sha-is-required", "A deployment without sha is refused",
		"R-CREATE-SHA-MISSING", missing("sha"), "sha"),
	refusedCreation("create/ref-is-required", "A deployment without ref is refused",
		"R-CREATE-REF-MISSING", missing("ref"), "ref"),
	refusedCreation("create/tag-is-required", "A deployment without tag is refused",
		"R-CREATE-TAG-MISSING", missing("tag"), "tag"),
	refusedCreation("create/status-is-required", "A deployment without status is refused",
		"R-CREATE-STATUS-MISSING", missing("status"), "status"),
	refusedCreation("create/environment-is-not-empty", "A deployment to an environment without a name is refused",
		"R-CREATE-ENVIRONMENT-MISSING", replaced("environment", ""), "environment"),
	refusedCreation("create/sha-is-not-empty", "A deployment with an empty sha is refused",
		"R-CREATE-SHA-MISSING", replaced("sha", ""), "sha"),
	refusedCreation("create/ref-is-not-empty", "A deployment with an empty ref is refused",
		"R-CREATE-REF-MISSING", replaced("ref", ""), "ref"),
	refusedCreation("create/tag-is-a-boolean", "A deployment whose tag is neither true nor false is refused",
		"R-CREATE-TAG-TYPE", replaced("tag", "maybe"), "tag"),
	refusedCreation("create/status-created-is-refused", "A deployment cannot be made with status created",
		"R-CREATE-STATUS-OTHER", replaced("status", "created"), "status"),
	refusedCreation("create/status-blocked-is-refused", "A deployment cannot be made with status blocked",
		"R-CREATE-STATUS-OTHER", replaced("status", "blocked"), "status"),
	refusedCreation("create/unknown-status-is-refused", "A deployment cannot be made with a status that does not exist",
		"R-CREATE-STATUS-OTHER", replaced("status", "done"), "status"),
	unknownRevision("sha", "R-CREATE-SHA-UNKNOWN"),
	unknownRevision("ref", "R-CREATE-REF-UNKNOWN"),
}

// refusedCreation is the case for a form that is refused for one attribute and leaves nothing behind, although its like
// makes a deployment.
func refusedCreation(id, title, rule string, spoil func(wire.Params) wire.Params, name string) conformance.Case {
	return conformance.Case{
		ID: id, Title: title, Rules: []string{rule},
		Script: func(s *conformance.S) {
			e := s.Environment()
			good := made(create(s, e))
			s.Check(rule, func(conformance.T) {
				s.Client().Post(collection(s), spoil(s.Form(e))).Because("%s is missing, empty or of no documented value", name).Status(400).Blames(name)
				within(s, e, nil).Because("what is refused makes nothing").Lists(good.ID)
			})
		},
	}
}

// unknownRevision is the case for a sha or ref that the repository does not have.
func unknownRevision(name, rule string) conformance.Case {
	return conformance.Case{
		ID: "create/unknown-" + name + "-is-refused", Title: "A deployment of a " + name + " that the repository does not have is refused",
		Rules: []string{rule},
		Script: func(s *conformance.S) {
			e := s.Environment()
			good := made(create(s, e))
			s.Check(rule, func(conformance.T) {
				s.Client().Post(collection(s), with(s.Form(e), name, "no-such-revision")).Because("the repository has no such %s", name).Status(400).Explained()
				within(s, e, nil).Because("what is refused makes nothing").Lists(good.ID)
			})
		},
	}
}

func missing(name string) func(wire.Params) wire.Params {
	return func(form wire.Params) wire.Params { return without(form, name) }
}

func replaced(name, value string) func(wire.Params) wire.Params {
	return func(form wire.Params) wire.Params { return with(form, name, value) }
}
