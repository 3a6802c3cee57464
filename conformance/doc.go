// Package conformance examines a server against GitLab's Deployments API, from outside, through HTTP alone.
//
// # Writing a case
//
// A [Case] is a script. It arranges, acts, and holds rules of openapi/requirements.yaml:
//
//	{
//		ID: "delete/one-timeline", Title: "A running deployment cannot be deleted",
//		Rules: []string{"R-DELETE-RUNNING", "R-DELETE-RUNNING-MESSAGE"},
//		Script: func(s *conformance.S) {
//			running := s.Deploy(s.Environment(), "running")
//			refused := s.Client().Delete(s.Path("deployments", running.ID))
//			s.Check("R-DELETE-RUNNING", func(t conformance.T) {
//				refused.Status(400).Explained()
//				s.Show(running).Because("a running deployment stays").Is("/status", "running")
//			})
//			s.Check("R-DELETE-RUNNING-MESSAGE", func(t conformance.T) { refused.Message("Cannot destroy running deployment") })
//		},
//	}
//
// The level of a check is its rule's, never the case's: [S.Check] ends PASS, FAIL (MUST), WARN (SHOULD) or INFO. A failed check
// ends itself, not the case: Check returns false, and the script decides whether what follows makes sense. Every rule that
// the case claims must be checked, and none else; a case that ends without is an ERROR.
//
// Expectations are methods of [wire.Answer]; each takes the answer it judges for evidence. Within a check they fail its rule.
// What a check needs and is not about is asked for with Needs (S.Show and wire.Decode do): not met, it is the fault of the rule
// for that operation, and the check is BLOCKED by it. Outside a check every expectation is such a need. The documented shape
// of answers is nobody's business but the engine's: it holds every answer against the contract, once.
//
// # Arranging state
//
// All methods of [S] that arrange end the case, UNTESTABLE or BLOCKED, when they cannot do what they are asked.
//
//	s.Environment()                 a new name, the case's own
//	s.Deploy(env, status)           a new deployment there: running, success, failed or canceled; s.Move changes its status
//	s.Timeline()                    three deployments whose times all differ, shared, for reading only
//	s.As(conformance.Developer)     a client with that role in the project; Anonymous and Outsider too
//	s.Protect(env, rules...)        approval rules; s.Waiting(rules...) a deployment that waits for them
//	s.Approvals()                   only makes sure that the target has approvals
//	s.Shipment()                    a deployment that shipped a merge request, and one that it did not ship; for reading only
//	s.Job(status)                   a deployment made by a job: created, blocked, running, success, failed, canceled, skipped
//	s.Second(), s.EmptyProject()    other projects; Isolation: OwnProject makes s.Project() the case's own
//	s.Gap()                         lets the target's clock move on; never sleep otherwise
//
// Needs says what a person can declare to go without (--without, --tier, --edition): such a case is WAIVED then.
package conformance
