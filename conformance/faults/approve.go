package faults

import (
	"net/http"
	"strings"
)

// voting are faults of votes that count.
func voting() []Fault {
	return gather(votesCounted(), votesShown(), comments(), representation(), pendingCounts())
}

var voted = on(opApprove).answered(201)

// accepted answers as if the vote had counted.
func accepted(x *exchange) {
	status, _ := x.call.value("status")
	vote := row{"user": briefUser(x), "status": status, "created_at": x.latest(), "comment": nil}
	if comment, given := x.call.value("comment"); given {
		vote["comment"] = comment
	}
	x.answer(jsonAnswer(201, string(encode(vote))))
}

// latest is when the project's newest deployment was recorded, the nearest to the present that can be read.
func (x *exchange) latest() any {
	c := x.call.bare(http.MethodGet).with("order_by", "created_at").with("sort", "desc").with("per_page", "1")
	c.rawPath, c.path = x.root()+"/projects/"+escaped(x.project())+"/deployments", nil
	return find(x.send(c).value(), "/0/created_at")
}

func votesCounted() []Fault {
	waiting := on(opApprove).answered(201)
	free := Fault{ID: "approve-free", Rule: "R-APPROVE-TIERS", Sentence: "Voting works without a licence.", Plan: Plan{Tier: "free"},
		behave: on(opApprove).answered(400).saying("not protected").does(accepted)}
	return []Fault{
		free,
		{ID: "approve-blocked-refused", Rule: "R-APPROVE-BLOCKED", Sentence: "A blocked deployment cannot be approved.", behave: on(opApprove).with("status", "approved").answered(201, 400).refuses(400, "This deployment is not waiting for approvals.")},
		{ID: "approve-200", Rule: "R-APPROVE-STATUS-CODE", Sentence: "A vote is answered with 200.", behave: voted.status(200)},
		{ID: "approve-204", Rule: "R-APPROVE-STATUS-CODE", Sentence: "A vote is answered with 204.", behave: voted.answers(204, "")},
		{ID: "approve-202", Rule: "R-APPROVE-STATUS-CODE", Sentence: "A vote is answered with 202.", behave: voted.status(202)},
		{ID: "approve-project-number", Rule: "R-APPROVE-PROJECT-ID", Sentence: "A deployment is not found for voting in a project named by number.", behave: on(opApprove).numbered().answers(404, notFound)},
		{ID: "approve-project-path", Rule: "R-APPROVE-PROJECT-ID", Sentence: "A deployment is not found for voting in a project named by path.", behave: on(opApprove).pathed().answers(404, notFound)},
		{ID: "approve-siblings", Rule: "R-APPROVE-BY-ID", Sentence: "A vote counts for every deployment of the environment.", behave: waiting.does(func(x *exchange) {
			name := text(find(any(x.ask(onePath(x)).object()), "/environment/name"))
			c := x.call.bare("GET")
			c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
			for _, d := range x.everything(c.with("environment", name)) {
				if idOf(d) != x.deployment() && x.send(x.call.at("deployment_id", idOf(d))).status == 201 {
					x.altered = true
				}
			}
		})},
		{ID: "approve-approved-rejects", Rule: "R-APPROVE-STATUS-APPROVED", Sentence: "status=approved with a comment rejects.", behave: on(opApprove).with("status", "approved").with("comment").as("status", "rejected")},
		{ID: "approve-approved-shown", Rule: "R-APPROVE-KEYS", Sentence: "The answer to an approval shows approve.", behave: voted.with("status", "approved").shows("/status", "approve")},
		{ID: "approve-rejected-refused", Rule: "R-APPROVE-STATUS-REJECTED", Sentence: "status=rejected is refused.", behave: on(opApprove).with("status", "rejected").answers(400, `{"error":"status does not have a valid value"}`)},
		{ID: "approve-rejected-approves", Rule: "R-APPROVE-STATUS-REJECTED", Sentence: "status=rejected approves.", behave: on(opApprove).with("status", "rejected").as("status", "approved")},
		{ID: "approve-rejected-shown", Rule: "R-APPROVE-STATUS-REJECTED", Sentence: "The answer to a rejection shows approved.", behave: voted.with("status", "rejected").shows("/status", "approved")},
	}
}

func votesShown() []Fault {
	uncounted := func(w when) behaviour {
		return w.with("status", "approved", "rejected").does(func(x *exchange) {
			d := x.ask(onePath(x)).object()
			comment, _ := x.call.value("comment")
			if integer(d["pending_approval_count"]) > 0 && x.level() >= 20 && len([]rune(comment)) < 256 {
				accepted(x)
				x.altered = true
			}
		})
	}
	everywhere := func(pointer string, f func(any) any) behaviour { return on(opGet).answered(200).turns(pointer, f) }
	return []Fault{
		{ID: "approve-user-deployer", Rule: "R-APPROVE-USER-CALLER", Sentence: "user of a vote is whoever deployed.", behave: voted.edits(func(x *exchange, body any) any {
			vote, _ := body.(row)
			return member(vote, "user", x.ask(onePath(x)).object()["user"])
		})},
		{ID: "approve-user-null", Rule: "R-APPROVE-USER", Sentence: "user of a vote is null.", behave: voted.shows("/user", nil)},
		{ID: "approve-user-name", Rule: "R-APPROVE-USER", Sentence: "user of a vote is a name.", behave: voted.edits(func(_ *exchange, body any) any {
			vote, _ := body.(row)
			return member(vote, "user", find(body, "/user/username"))
		})},
		{ID: "approve-created-old", Rule: "R-APPROVE-CREATED-AT", Sentence: "created_at of a vote is an hour ago.", behave: voted.turns("/created_at", func(v any) any { return moved(text(v), -3600) })},
		{ID: "approve-created-deployment", Rule: "R-APPROVE-CREATED-AT", Sentence: "created_at of a vote is the day's beginning.", behave: voted.turns("/created_at", func(v any) any { return timeOf(v).Format("2006-01-02") + "T00:00:00.000Z" })},
		{ID: "approve-created-epoch", Rule: "R-APPROVE-CREATED-AT", Sentence: "created_at of a vote is the beginning of 1970.", behave: voted.shows("/created_at", "1970-01-01T00:00:00.000Z")},
		{ID: "approve-unseen", Rule: "R-APPROVE-SEEN", Sentence: "A vote with a comment is answered with 201 and does not count.", behave: uncounted(on(opApprove).with("comment"))},
		{ID: "approve-unseen-rejected", Rule: "R-APPROVE-SEEN", Sentence: "A rejection is answered with 201 and is nowhere shown.", behave: uncounted(on(opApprove).with("status", "rejected"))},
		{ID: "approve-unseen-approvals", Rule: "R-APPROVE-SEEN", Sentence: "A deployment shows no approvals once there are two.", behave: on(opGet).answered(200).that(func(x *exchange) bool {
			votes, _ := find(x.correct().value(), "/approvals").([]any)
			return len(votes) > 1
		}).shows("/approvals", []any{})},
		{ID: "approve-unseen-summary", Rule: "R-GET-APPROVAL-BY-RULE", Sentence: "approval_summary shows no votes.", behave: on(opGet).answered(200).shows("/approval_summary/rules/*/deployment_approvals", []any{})},
		{ID: "approve-seen-approved", Rule: "R-APPROVE-STATUS-REJECTED", Sentence: "A rejection is shown as an approval on the deployment.", behave: both(
			everywhere("/approvals/*/status", func(any) any { return "approved" }), everywhere("/approval_summary/rules/*/deployment_approvals/*/status", func(any) any { return "approved" }))},
		{ID: "approve-seen-last", Rule: "R-APPROVE-SEEN", Sentence: "A deployment shows its last vote only.", behave: everywhere("/approvals", func(v any) any {
			votes, _ := v.([]any)
			return votes[max(0, len(votes)-1):]
		})},
		{ID: "approve-seen-user", Rule: "R-APPROVE-SEEN", Sentence: "The votes on a deployment all show the user of the first.", behave: on(opGet).answered(200).edits(func(_ *exchange, body any) any {
			first := find(body, "/approvals/0/user")
			return change(body, "/approvals/*/user", func(any) any { return first })
		})},
	}
}

func comments() []Fault {
	commented := voted.with("comment")
	turned := func(f func(string) string) behaviour {
		return on(opApprove).taking("comment", func(s string) any { return f(s) })
	}
	has := func(part string) when {
		return on(opApprove).that(func(x *exchange) bool {
			value, _ := x.call.value("comment")
			return strings.Contains(value, part)
		})
	}
	return []Fault{
		{ID: "approve-comment-lost", Rule: "R-APPROVE-COMMENT", Sentence: "comment is not kept.", behave: on(opApprove).with("comment").ignoring("comment")},
		{ID: "approve-comment-answer", Rule: "R-APPROVE-COMMENT", Sentence: "The answer to a vote does not show its comment.", behave: commented.shows("/comment", nil)},
		{ID: "approve-comment-read", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "A deployment shows votes without their comments.", behave: on(opGet).answered(200).shows("/approvals/*/comment", nil)},
		{ID: "approve-comment-rejected", Rule: "R-APPROVE-COMMENT", Sentence: "The comment of a rejection is not kept.", behave: on(opApprove).with("status", "rejected").with("comment").ignoring("comment")},
		{ID: "approve-comment-required", Rule: "R-APPROVE-COMMENT-OPTIONAL", Sentence: "A vote needs a comment.", behave: on(opApprove).by(30, 40, 50).without("comment").with("status").answers(400, `{"error":"comment is missing"}`)},
		{ID: "approve-comment-required-rejected", Rule: "R-APPROVE-COMMENT-OPTIONAL", Sentence: "A rejection needs a comment.", behave: on(opApprove).by(30, 40, 50).without("comment").with("status", "rejected").answers(400, `{"error":"comment is missing"}`)},
		{ID: "approve-comment-empty", Rule: "R-APPROVE-COMMENT-NULL", Sentence: "A vote without comment shows an empty one.", behave: voted.without("comment").shows("/comment", "")},
		{ID: "approve-comment-absent", Rule: "R-APPROVE-KEYS", Sentence: "A vote without comment has no key for it.", behave: voted.without("comment").hides("/comment")},
		{ID: "approve-comment-default", Rule: "R-APPROVE-COMMENT-NULL", Sentence: "A vote without comment shows a comment of the server's.", behave: voted.without("comment").shows("/comment", "No comment")},
		{ID: "approve-comment-ascii", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "What is not ASCII in a comment becomes a question mark.", behave: turned(func(s string) string {
			return strings.Map(func(r rune) rune {
				if r > 127 {
					return '?'
				}
				return r
			}, s)
		})},
		{ID: "approve-comment-lines", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "A comment keeps its first line.", behave: has("\n").taking("comment", func(s string) any { return firstLineOf(s) })},
		{ID: "approve-comment-joined", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "Line breaks in a comment become blanks.", behave: has("\n").taking("comment", func(s string) any { return strings.ReplaceAll(s, "\n", " ") })},
		{ID: "approve-comment-escaped", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "A comment is shown with HTML's special characters escaped.", behave: commented.turns("/comment", func(v any) any {
			return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(text(v))
		})},
		{ID: "approve-comment-latin", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "A comment in UTF-8 is read as Latin-1.", behave: turned(func(s string) string {
			var b strings.Builder
			for i := range len(s) {
				b.WriteRune(rune(s[i]))
			}
			return b.String()
		})},
		{ID: "approve-comment-trimmed", Rule: "R-APPROVE-COMMENT-TEXT", Sentence: "What lies beyond the basic plane, such as emoji, is left out of a comment.", behave: turned(func(s string) string {
			return strings.Map(func(r rune) rune {
				if r > 0xffff {
					return -1
				}
				return r
			}, s)
		})},
	}
}

func representation() []Fault {
	named := on(opApprove).with("represented_as").with("status")
	unknown := on(opApprove).answered(400).saying("There are no approval rules for the given")
	return []Fault{
		{ID: "approve-represented-ignored", Rule: "R-APPROVE-REPRESENTED-AS", Sentence: "represented_as is ignored: the vote counts for the first rule.", behave: named.answered2xx().ignoring("represented_as")},
		{ID: "approve-represented-refused", Rule: "R-APPROVE-REPRESENTED-AS", Sentence: "represented_as is refused.", behave: named.answers(400, `{"error":"represented_as is invalid"}`)},
		{ID: "approve-represented-every", Rule: "R-APPROVE-REPRESENTED-AS", Sentence: "A vote counts for every rule of the caller's, whatever represented_as says.", behave: voted.with("represented_as").does(func(x *exchange) {
			for _, rule := range rulesOf(x) {
				if name := text(find(rule, "/access_level_description")); name != "" && x.send(x.call.with("represented_as", name)).status == 201 {
					x.altered = true
				}
			}
		})},
		{ID: "approve-represented-required", Rule: "R-APPROVE-REPRESENTED-AS-OPTIONAL", Sentence: "A rejection needs represented_as.", behave: on(opApprove).by(30, 40, 50).without("represented_as").with("status", "rejected").answers(400, `{"error":"represented_as is missing"}`)},
		{ID: "approve-represented-unknown", Rule: "R-APPROVE-REPRESENTED-AS-UNKNOWN", Sentence: "A represented_as that no rule has is ignored.", behave: unknown.ignoring("represented_as")},
		{ID: "approve-represented-unknown-404", Rule: "R-APPROVE-REPRESENTED-AS-UNKNOWN", Sentence: "A represented_as that no rule has is answered with 404.", behave: unknown.status(404)},
		{ID: "approve-represented-unknown-counts", Rule: "R-APPROVE-REPRESENTED-AS-UNKNOWN", Sentence: "A represented_as that no rule has is refused, and the vote counts.", behave: unknown.does(func(x *exchange) {
			refusal := x.correct()
			x.resend(x.call.without("represented_as"))
			x.altered = x.final.successful()
			x.answer(refusal)
		})},
	}
}

func (w when) answered2xx() when {
	return w.that(func(x *exchange) bool { return x.ask(onePath(x)).status == 200 })
}

// rulesOf are the approval rules of the deployment that is voted on.
func rulesOf(x *exchange) []any {
	rules, _ := find(any(x.ask(onePath(x)).object()), "/approval_summary/rules").([]any)
	return rules
}

func pendingCounts() []Fault {
	shown := on(opGet).answered(200)
	pending := func(f func(d row) int64) behaviour {
		return shown.deployments(func(_ *exchange, d row) row {
			if d["pending_approval_count"] == nil {
				return d
			}
			return member(d, "pending_approval_count", number(max(0, f(d))))
		})
	}
	required := func(d row) (sum int64) {
		rules, _ := find(any(d), "/approval_summary/rules").([]any)
		for _, r := range rules {
			sum += integer(find(r, "/required_approvals"))
		}
		return sum
	}
	given := func(d row, status string) (sum int64) {
		votes, _ := d["approvals"].([]any)
		for _, v := range votes {
			if status == "" || find(v, "/status") == status {
				sum++
			}
		}
		return sum
	}
	return []Fault{
		{ID: "approve-pending-stays", Rule: "R-APPROVE-PENDING", Sentence: "pending_approval_count does not go down.", behave: pending(required)},
		{ID: "approve-pending-rejections", Rule: "R-APPROVE-PENDING", Sentence: "A rejection lowers pending_approval_count, too.", behave: pending(func(d row) int64 { return required(d) - given(d, "") })},
		{ID: "approve-pending-zero", Rule: "R-APPROVE-PENDING", Sentence: "The first approval takes pending_approval_count to 0.", behave: pending(func(d row) int64 {
			if given(d, "approved") > 0 {
				return 0
			}
			return required(d)
		})},
		{ID: "approve-pending-rules", Rule: "R-APPROVE-PENDING", Sentence: "pending_approval_count counts rules, not approvals.", behave: pending(func(d row) int64 {
			rules, _ := find(any(d), "/approval_summary/rules").([]any)
			return int64(len(rules)) - given(d, "approved")
		})},
		{ID: "approve-pending-one-more", Rule: "R-APPROVE-PENDING", Sentence: "pending_approval_count never falls below 1 where there are rules.", behave: pending(func(d row) int64 {
			if required(d) > 0 {
				return max(1, integer(d["pending_approval_count"]))
			}
			return 0
		})},
		{ID: "approve-twice-counts", Rule: "R-APPROVE-TWICE", Sentence: "The same user's second approval under the same rule counts again.", behave: both(
			on(opApprove).does(func(x *exchange) {
				before := given(x.ask(onePath(x)).object(), "approved")
				if x.correct().status == 201 && given(x.ask(onePath(x)).object(), "approved") == before && text(x.correct().object()["status"]) == "approved" {
					x.memory.count("again " + x.deployment())
					x.altered = true
				}
			}),
			shown.deployments(func(x *exchange, d row) row {
				again, _ := x.memory.recall("again " + idOf(d))
				n, _ := again.(int)
				return member(d, "pending_approval_count", number(max(0, integer(d["pending_approval_count"])-int64(n))))
			}),
		)},
		{ID: "approve-twice-shown", Rule: "R-APPROVE-TWICE", Sentence: "The same user's second approval is shown as another.", behave: both(
			on(opApprove).does(func(x *exchange) {
				before := given(x.ask(onePath(x)).object(), "")
				if x.correct().status == 201 && given(x.ask(onePath(x)).object(), "") == before {
					x.memory.add("repeated "+x.deployment(), x.correct().object())
				}
			}),
			shown.deployments(func(x *exchange, d row) row {
				votes, _ := d["approvals"].([]any)
				for _, vote := range x.memory.all("repeated " + idOf(d)) {
					votes = append(votes, vote)
				}
				return member(d, "approvals", votes)
			}),
		)},
		{ID: "approve-once-per-user", Rule: "R-APPROVE-REPRESENTED-AS", Sentence: "Votes are counted per user, not per rule: a vote for a second rule is lost.", behave: on(opApprove).with("status", "approved").does(func(x *exchange) {
			key := "voted " + x.deployment() + " " + text(briefUser(x)["username"])
			if _, already := x.memory.recall(key); already {
				accepted(x)
				x.altered = true
				return
			}
			if x.correct().status == 201 {
				x.memory.keep(key, true)
			}
		})},
	}
}

func firstLineOf(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}
