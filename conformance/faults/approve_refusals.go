package faults

import "strings"

// votingRefusals are faults of votes that do not count.
func votingRefusals() []Fault {
	return gather(uncountedVotes(), refusedVotes(), badIDs("approve", opApprove, "R-APPROVE-ID-TYPE"),
		otherProjects("approve", opApprove, "R-APPROVE-UNKNOWN", "R-APPROVE-UNKNOWN"))
}

func uncountedVotes() []Fault {
	refused := on(opApprove).answered(400).saying("status does not have a valid value")
	missing, other := refused.saying("status is missing"), refused.with("status")
	counted := func(w when, as string) behaviour {
		return w.does(func(x *exchange) {
			refusal := x.correct()
			x.resend(x.call.with("status", as))
			x.altered = x.final.successful()
			x.answer(refusal)
		})
	}
	return []Fault{
		{ID: "approve-status-other-approves", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist approves.", behave: other.as("status", "approved")},
		{ID: "approve-status-other-rejects", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist rejects.", behave: other.as("status", "rejected")},
		{ID: "approve-status-other-201", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 201 and does not count.", behave: other.does(accepted)},
		{ID: "approve-status-other-case", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status is taken in capitals when voting.", behave: other.that(func(x *exchange) bool {
			value, _ := x.call.value("status")
			return strings.ToLower(value) != value
		}).taking("status", func(s string) any { return strings.ToLower(s) })},
		{ID: "approve-status-other-counts", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist is refused, and the vote counts as an approval.", behave: counted(other, "approved")},
		{ID: "approve-status-other-422", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 422 when voting.", behave: other.status(422)},
		{ID: "approve-status-other-500", Rule: "R-APPROVE-STATUS-OTHER", Sentence: "A status that does not exist is answered with 500 when voting.", behave: other.refuses(500, "500 Internal Server Error")},
		{ID: "approve-status-missing-approves", Rule: "R-APPROVE-STATUS-MISSING", Sentence: "A vote without status approves.", behave: missing.as("status", "approved")},
		{ID: "approve-status-missing-counts", Rule: "R-APPROVE-STATUS-MISSING", Sentence: "A vote without status is refused, and counts as an approval.", behave: counted(missing, "approved")},
		{ID: "approve-status-missing-500", Rule: "R-APPROVE-STATUS-MISSING", Sentence: "A vote without status is answered with 500.", behave: missing.refuses(500, "500 Internal Server Error")},
		{ID: "approve-status-empty-approves", Rule: "R-APPROVE-STATUS-MISSING", Sentence: "A vote with an empty status approves.", behave: refused.with("status", "").as("status", "approved")},
	}
}

func refusedVotes() []Fault {
	unprotected := on(opApprove).answered(400).saying("not protected")
	satisfied := on(opApprove).answered(400).saying("not waiting")
	notMine := on(opApprove).answered(400).saying("permission to approve")
	return []Fault{
		{ID: "approve-unprotected-201", Rule: "R-APPROVE-NOT-WAITING", Sentence: "A vote on a deployment into an unprotected environment is answered with 201.", behave: unprotected.does(accepted)},
		{ID: "approve-unprotected-404", Rule: "R-APPROVE-NOT-WAITING", Sentence: "A vote on a deployment into an unprotected environment is answered with 404.", behave: unprotected.status(404)},
		{ID: "approve-unprotected-500", Rule: "R-APPROVE-NOT-WAITING", Sentence: "A vote on a deployment into an unprotected environment is answered with 500.", behave: unprotected.refuses(500, "500 Internal Server Error")},
		{ID: "approve-satisfied-201", Rule: "R-APPROVE-NOT-WAITING", Sentence: "A vote on a deployment that has all approvals is answered with 201.", behave: satisfied.does(accepted)},
		{ID: "approve-satisfied-409", Rule: "R-APPROVE-NOT-WAITING", Sentence: "A vote on a deployment that has all approvals is answered with 409.", behave: satisfied.status(409)},
		{ID: "approve-no-rule-201", Rule: "R-APPROVE-NO-RULE", Sentence: "The vote of a caller whom no rule admits is answered with 201.", behave: notMine.does(accepted)},
		{ID: "approve-no-rule-404", Rule: "R-APPROVE-NO-RULE", Sentence: "The vote of a caller whom no rule admits is answered with 404.", behave: notMine.status(404)},
		{ID: "approve-no-rule-counts", Rule: "R-APPROVE-NO-RULE", Sentence: "The vote of a caller whom no rule admits is refused, and one approval fewer is missing.", behave: both(
			notMine.does(func(x *exchange) { x.memory.count("uncalled " + x.deployment()) }),
			on(opGet).answered(200).deployments(func(x *exchange, d row) row {
				uncalled, found := x.memory.recall("uncalled " + idOf(d))
				if !found {
					return d
				}
				return member(d, "pending_approval_count", number(max(0, integer(d["pending_approval_count"])-int64(uncalled.(int)))))
			}),
		)},
		{ID: "approve-guest-201", Rule: "R-APPROVE-GUEST", Sentence: "A guest's vote is answered with 201.", behave: on(opApprove).by(10).answered(403).does(accepted)},
		{ID: "approve-guest-404", Rule: "R-APPROVE-GUEST", Sentence: "A guest's vote is answered with 404.", behave: on(opApprove).by(10).answered(403).refuses(404, "404 Not found")},
		{ID: "approve-guest-401", Rule: "R-APPROVE-GUEST", Sentence: "A guest's vote is answered with 401.", behave: on(opApprove).by(10).answered(403).answers(401, unauthorized)},
	}
}
