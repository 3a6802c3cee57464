package cases

import (
	"strconv"
	"strings"

	"understudy/conformance"
	"understudy/conformance/wire"
)

// What each attribute of a new deployment may be.
var attributes = []conformance.Case{
	{
		ID: "create/refused-is-not-recorded", Title: "What is refused for want of an environment is not recorded into any",
		Rules: []string{"R-CREATE-ENVIRONMENT-MISSING"}, Isolation: conformance.OwnProject, Needs: []conformance.Need{conformance.Projects},
		Script: func(s *conformance.S) {
			s.Branch("refused")
			s.Check("R-CREATE-ENVIRONMENT-MISSING", func(conformance.T) {
				s.Client().Post(collection(s), with(without(s.Form("any"), "environment"), "ref", "refused")).Status(400).Blames("environment")
				newest := listed(s, wire.Params{"sort": "desc"}).Because("what is refused is not recorded")
				for i := range newest.IDs() {
					newest.IsNot("/"+strconv.Itoa(i)+"/ref", "refused")
				}
				newest.Met()
			})
		},
	},
	{
		ID: "create/tags", Title: "tag says whether ref is a tag; both are accepted, in the words that mean true and false",
		Rules: []string{"R-CREATE-TAG", "R-CREATE-TAG-TYPE", "R-CREATE-TAG-UNTRUE", "R-CREATE-TAG-MISSING"},
		Script: func(s *conformance.S) {
			s.Check("R-CREATE-TAG", func(conformance.T) {
				s.Tag("v1.0")
				for _, tag := range []string{"true", "1"} {
					form := with(with(s.Form(s.Environment()), "ref", "v1.0"), "tag", tag)
					s.Client().Post(collection(s), form).Because("tag=%s", tag).Succeeded().Is("/ref", "v1.0")
				}
				for _, tag := range []string{"false", "0"} {
					s.Client().Post(collection(s), with(s.Form(s.Environment()), "tag", tag)).Because("tag=%s", tag).Succeeded()
				}
			})
			s.Check("R-CREATE-TAG-TYPE", func(conformance.T) {
				e := s.Environment()
				for _, tag := range []string{"maybe", "2", "v1.0", "truefalse"} {
					s.Client().Post(collection(s), with(s.Form(e), "tag", tag)).Because("%s is no truth value", tag).Status(400).Blames("tag")
				}
				nothingIn(s, e)
			})
			s.Check("R-CREATE-TAG-MISSING", func(conformance.T) {
				e := s.Environment()
				s.Client().Post(collection(s), without(s.Form(e), "tag")).Status(400).Blames("tag")
				nothingIn(s, e)
			})
			s.Check("R-CREATE-TAG-UNTRUE", func(conformance.T) {
				s.Client().Post(collection(s), with(s.Form(s.Environment()), "tag", "true")).Because("nobody looks what ref is").Succeeded()
			})
		},
	},
	{
		ID: "create/environment-names", Title: "A name that no environment can have is refused",
		Rules: []string{"R-CREATE-ENVIRONMENT-NAME", "R-CREATE-ENVIRONMENT-MISSING"},
		Script: func(s *conformance.S) {
			s.Check("R-CREATE-ENVIRONMENT-NAME", func(conformance.T) {
				e := s.Environment()
				for why, name := range map[string]string{
					"it has 256 characters": e + strings.Repeat("x", 256-len(e)), "it has 300 characters": e + strings.Repeat("x", 300-len(e)),
					"it has a colon": e + ":x", "it is not of ASCII": e + "ü", "it begins with a slash": "/" + e, "it ends with a slash": e + "/",
					"it has an ampersand": e + "&x", "it has a line break": e + "\nx",
				} {
					s.Client().Post(collection(s), s.Form(name)).Because("%s", why).Status(400).Explained()
					just(s.Client().Get(collection(s), wire.Params{"environment": name}))
				}
				longest := e + strings.Repeat("x", 255-len(e))
				s.Client().Post(collection(s), s.Form(longest)).Because("it has 255 characters").Succeeded().Is("/environment/name", longest)
			})
			s.Check("R-CREATE-ENVIRONMENT-MISSING", func(conformance.T) {
				for _, form := range []wire.Params{without(s.Form("x"), "environment"), s.Form(""), s.Form("   ")} {
					s.Client().Post(collection(s), form).Because("a deployment goes to an environment").Status(400).Blames("environment")
				}
			})
		},
	},
	{
		ID: "create/what-is-there", Title: "sha and ref must be in the repository",
		Rules: []string{
			"R-CREATE-SHA", "R-CREATE-SHA-UNKNOWN", "R-CREATE-SHA-MISSING", "R-CREATE-SHA-REVISION", "R-CREATE-REF", "R-CREATE-REF-UNKNOWN", "R-CREATE-REF-MISSING",
		},
		Script: func(s *conformance.S) {
			p := s.Project()
			refused := func(name string, values ...string) {
				e := s.Environment()
				for _, value := range values {
					s.Client().Post(collection(s), with(s.Form(e), name, value)).Because("%s=%q names nothing", name, value).Status(400).Explained().Blames(name)
				}
				nothingIn(s, e)
			}
			s.Check("R-CREATE-SHA", func(conformance.T) {
				for _, sha := range p.Commits {
					s.Client().Post(collection(s), with(s.Form(s.Environment()), "sha", sha)).Succeeded().Is("/sha", sha)
				}
			})
			s.Check("R-CREATE-REF", func(conformance.T) {
				for _, ref := range p.Branches {
					s.Client().Post(collection(s), with(s.Form(s.Environment()), "ref", ref)).Succeeded().Is("/ref", ref)
				}
			})
			s.Check("R-CREATE-SHA-UNKNOWN", func(conformance.T) {
				refused("sha", strings.Repeat("0", 40), "1234567890123456789012345678901234567890", "no-such-commit", "ü")
			})
			s.Check("R-CREATE-REF-UNKNOWN", func(conformance.T) { refused("ref", "no-such-ref", p.Ref+"-x", "refs/heads/no-such-ref", "ü") })
			s.Check("R-CREATE-SHA-MISSING", func(conformance.T) {
				refused("sha", "", "  ")
				e := s.Environment()
				s.Client().Post(collection(s), without(s.Form(e), "sha")).Status(400).Blames("sha")
				nothingIn(s, e)
			})
			s.Check("R-CREATE-REF-MISSING", func(conformance.T) {
				refused("ref", "", "  ")
				e := s.Environment()
				s.Client().Post(collection(s), without(s.Form(e), "ref")).Status(400).Blames("ref")
				nothingIn(s, e)
			})
			s.Check("R-CREATE-SHA-REVISION", func(conformance.T) {
				revisions := []string{p.Ref}
				if p.SHA != p.Ref {
					revisions = append(revisions, p.SHA[:min(len(p.SHA), 10)])
				}
				for _, revision := range revisions {
					s.Client().Post(collection(s), with(s.Form(s.Environment()), "sha", revision)).Because("it names a commit").Succeeded().Is("/sha", revision)
				}
			})
		},
	},
	{
		ID: "create/statuses", Title: "A deployment is recorded in each of four statuses, and in no other; the example's created is none of them",
		Rules: []string{
			"R-CREATE-STATUS-RUNNING", "R-CREATE-STATUS-SUCCESS", "R-CREATE-STATUS-FAILED", "R-CREATE-STATUS-CANCELED", "R-CREATE-STATUS-OTHER",
			"R-CREATE-STATUS-MISSING", "R-CREATE-STATUS-CREATED-SHOWN",
		},
		Script: func(s *conformance.S) {
			for _, status := range []string{"running", "success", "failed", "canceled"} {
				s.Check("R-CREATE-STATUS-"+strings.ToUpper(status), func(conformance.T) {
					fresh := s.Environment()
					answer := s.Client().Post(collection(s), with(s.Form(fresh), "status", status)).Succeeded()
					answer.Is("/status", status).Is("/environment/name", fresh)
					s.Client().Get(single(s, decoded(answer)), nil).Succeeded().Is("/status", status).Is("/environment/name", fresh)
				})
			}
			e := s.Environment()
			refused := func(form wire.Params) {
				s.Client().Post(collection(s), form).Because("status=%q cannot be recorded", form["status"]).Status(400).Blames("status")
			}
			s.Check("R-CREATE-STATUS-OTHER", func(conformance.T) {
				for _, status := range []string{"created", "blocked", "skipped", "cancelled", "Success", "SUCCESS", "success ", "pending", "0"} {
					refused(with(s.Form(e), "status", status))
				}
				nothingIn(s, e)
			})
			s.Check("R-CREATE-STATUS-MISSING", func(conformance.T) {
				refused(without(s.Form(e), "status"))
				refused(with(s.Form(e), "status", ""))
				nothingIn(s, e)
			})
			s.Check("R-CREATE-STATUS-CREATED-SHOWN", func(conformance.T) { refused(with(s.Form(e), "status", "created")) })
		},
	},
}
