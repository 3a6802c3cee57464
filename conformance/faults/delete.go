package faults

// deleting are faults of deleting deployments.
func deleting() []Fault {
	return gather(deletingOne(), undeletable(), deletingRights(),
		otherProjects("delete", opDelete, "R-DELETE-OTHER-PROJECT", "R-DELETE-UNKNOWN"), badIDs("delete", opDelete, "R-DELETE-ID-TYPE"))
}

var deleted = on(opDelete).answered(204)

const (
	running400 = "400 Cannot destroy running deployment"
	current400 = "400 Deployment currently deployed to environment"
)

// statusNow are deletions of deployments that have one of these statuses.
func (w when) statusNow(statuses ...string) when {
	return w.that(func(x *exchange) bool {
		now := text(x.send(x.call.bare("GET")).object()["status"])
		for _, s := range statuses {
			if s == now {
				return true
			}
		}
		return false
	})
}

// buried hides a deployment after a refused deletion.
func buried(refusals when) behaviour {
	return both(
		refusals.does(func(x *exchange) { x.memory.keep("buried "+x.deployment(), true) }),
		on(opGet).answered(200).that(func(x *exchange) bool {
			_, gone := x.memory.recall("buried " + x.deployment())
			return gone
		}).answers(404, notFound),
	)
}

func deletingOne() []Fault {
	return []Fault{
		{ID: "delete-refused", Rule: "R-DELETE", Sentence: "No deployment can be deleted.", behave: on(opDelete).statusNow("success", "failed", "canceled").refuses(400, current400)},
		{ID: "delete-405", Rule: "R-DELETE", Sentence: "DELETE is answered with 405.", behave: on(opDelete).refuses(405, "405 Method Not Allowed")},
		{ID: "delete-pretends", Rule: "R-DELETE-GONE", Sentence: "A deletion of a canceled deployment is answered with 204, and the deployment stays.",
			behave: on(opDelete).statusNow("canceled").does(func(x *exchange) {
				x.answer(jsonAnswer(204, ""))
				x.altered = true // the server inside never hears of it
			})},
		{ID: "delete-still-listed", Rule: "R-DELETE-GONE", Sentence: "A deleted deployment is still listed.", behave: both(rememberDeleted(), on(opList).without("status").listed(func(x *exchange, all []row) []row {
			return append(all, ghosts(x)...)
		}))},
		{ID: "delete-still-readable", Rule: "R-DELETE-GONE", Sentence: "A deleted deployment can still be read.", behave: both(rememberDeleted(), on(opGet).answered(404).does(func(x *exchange) {
			for _, d := range x.memory.all("deleted") {
				if idOf(d) == x.deployment() {
					x.answer(jsonAnswer(200, string(encode(d))))
				}
			}
		}))},
		{ID: "delete-environment", Rule: "R-DELETE-GONE", Sentence: "A deletion takes the failed and canceled deployments of the environment along.", behave: on(opDelete).does(deleteSiblings)},
		{ID: "delete-200", Rule: "R-DELETE-NO-CONTENT", Sentence: "A deletion is answered with 200.", behave: deleted.answers(200, `{"message":"200 OK"}`)},
		{ID: "delete-202", Rule: "R-DELETE-NO-CONTENT", Sentence: "A deletion is answered with 202.", behave: deleted.answers(202, `{"message":"202 Accepted"}`)},
		{ID: "delete-200-deployment", Rule: "R-DELETE-NO-CONTENT", Sentence: "A deletion is answered with 200 and the deployment.", behave: on(opDelete).does(func(x *exchange) {
			before := x.send(x.call.bare("GET"))
			if x.correct().status == 204 {
				x.answer(jsonAnswer(200, string(before.body)))
			}
		})},
		{ID: "delete-length", Rule: "R-DELETE-NO-BODY", Sentence: "The 204 of a deletion says that a body follows.", behave: deleted.does(func(x *exchange) {
			a := x.correct().clone()
			a.header.Set("Content-Length", "40") // of the documentation's example; no server that keeps to HTTP sends the body itself
			x.answer(a)
			x.altered = true
		})},
		{ID: "delete-project-number", Rule: "R-DELETE-PROJECT-ID", Sentence: "A deployment is not found for deleting in a project named by number.", behave: on(opDelete).numbered().answers(404, notFound)},
		{ID: "delete-project-path", Rule: "R-DELETE-PROJECT-ID", Sentence: "A deployment is not found for deleting in a project named by path.", behave: on(opDelete).pathed().answers(404, notFound)},
		{ID: "delete-another", Rule: "R-DELETE-BY-ID", Sentence: "The environment's oldest deployment that can be deleted is, whichever was meant.", behave: on(opDelete).does(deleteOldest)},
		{ID: "delete-ids-again", Rule: "R-DELETE-IDS-KEPT", Sentence: "The iid of a deleted deployment is given again.", behave: both(rememberDeleted(), recorded.deployments(func(x *exchange, d row) row {
			for _, gone := range x.memory.all("deleted") {
				if integer(gone["iid"]) == integer(d["iid"])-1 {
					return member(d, "iid", gone["iid"])
				}
			}
			return d
		}))},
	}
}

// rememberDeleted keeps what is deleted as it was.
func rememberDeleted() behaviour {
	return on(opDelete).does(func(x *exchange) {
		before := x.send(x.call.bare("GET"))
		if x.correct().status == 204 && before.status == 200 {
			x.memory.add("deleted", member(before.object(), "project", x.project()))
		}
	})
}

// ghosts are the deleted deployments that a list would have held.
func ghosts(x *exchange) []row {
	var found []row
	environment, filtered := x.call.value("environment")
	for _, d := range x.memory.all("deleted") {
		if d["project"] == x.project() && (!filtered || find(any(d), "/environment/name") == environment) {
			found = append(found, shortened(d))
		}
	}
	return found
}

// siblings are the deployments of the same environment.
func siblings(x *exchange, status string) []row {
	one := x.send(x.call.bare("GET"))
	if one.status != 200 {
		return nil
	}
	c := x.call.bare("GET")
	c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
	c = c.with("environment", text(find(any(one.object()), "/environment/name")))
	if status != "" {
		c = c.with("status", status)
	}
	return x.everything(c)
}

func deleteSiblings(x *exchange) {
	others := append(siblings(x, "failed"), siblings(x, "canceled")...)
	if x.correct().status != 204 {
		return
	}
	for _, d := range others {
		if x.send(x.call.at("deployment_id", idOf(d))).status == 204 {
			x.altered = true
		}
	}
}

func deleteOldest(x *exchange) {
	for _, d := range siblings(x, "") {
		if idOf(d) == x.deployment() {
			return
		}
		if x.send(x.call.at("deployment_id", idOf(d))).status == 204 {
			x.altered = true
			x.answer(jsonAnswer(204, ""))
			return
		}
	}
}

func undeletable() []Fault {
	runs := on(opDelete).answered(400).saying("Cannot destroy running")
	current := on(opDelete).answered(400).saying("currently deployed")
	say := func(w when, message string) behaviour {
		return w.edits(func(*exchange, any) any { return row{"message": message} })
	}
	return []Fault{
		{ID: "delete-running-204", Rule: "R-DELETE-RUNNING", Sentence: "A running deployment is deleted.", behave: both(rememberBuried(runs), runs.answers(204, ""), hideBuried())},
		{ID: "delete-running-409", Rule: "R-DELETE-RUNNING-STATUS-CODE", Sentence: "Deleting a running deployment is answered with 409.", behave: runs.status(409)},
		{ID: "delete-running-403", Rule: "R-DELETE-RUNNING-STATUS-CODE", Sentence: "Deleting a running deployment is answered with 403.", behave: runs.status(403)},
		{ID: "delete-running-gone", Rule: "R-DELETE-RUNNING", Sentence: "Deleting a running deployment is answered with 400, and it is gone.", behave: buried(runs)},
		{ID: "delete-running-canceled", Rule: "R-DELETE-RUNNING", Sentence: "Deleting a running deployment is answered with 400, and it is canceled.", behave: runs.does(func(x *exchange) {
			c := x.call.bare("PUT").with("status", "canceled")
			x.altered = x.send(c).status == 200
		})},
		{ID: "delete-running-message-swapped", Rule: "R-DELETE-RUNNING-MESSAGE", Sentence: "The refusal to delete a running deployment has the message of the current one.", behave: say(runs, current400)},
		{ID: "delete-running-message-other", Rule: "R-DELETE-RUNNING-MESSAGE", Sentence: "The refusal to delete a running deployment says 400 Bad request.", behave: say(runs, message400)},
		{ID: "delete-running-message-case", Rule: "R-DELETE-RUNNING-MESSAGE", Sentence: "The refusal to delete a running deployment says cannot delete.", behave: say(runs, "400 Cannot delete running deployment")},
		{ID: "delete-current-204", Rule: "R-DELETE-CURRENT", Sentence: "An environment's last deployment is deleted.", behave: both(rememberBuried(current), current.answers(204, ""), hideBuried())},
		{ID: "delete-current-409", Rule: "R-DELETE-CURRENT-STATUS-CODE", Sentence: "Deleting an environment's last deployment is answered with 409.", behave: current.status(409)},
		{ID: "delete-current-gone", Rule: "R-DELETE-CURRENT", Sentence: "Deleting an environment's last deployment is answered with 400, and it is gone.", behave: buried(current)},
		{ID: "delete-current-oldest", Rule: "R-DELETE-CURRENT", Sentence: "An environment's oldest successful deployment is taken for its last.", behave: both(on(opDelete).answered(400).saying("currently deployed").that(hasOthers).does(func(x *exchange) {
			x.altered = true
			x.answer(jsonAnswer(204, ""))
		}))},
		{ID: "delete-current-message-swapped", Rule: "R-DELETE-CURRENT-MESSAGE", Sentence: "The refusal to delete an environment's last deployment has the message of the running one.", behave: say(current, running400)},
		{ID: "delete-current-message-other", Rule: "R-DELETE-CURRENT-MESSAGE", Sentence: "The refusal to delete an environment's last deployment says 400 Bad request.", behave: say(current, message400)},
		{ID: "delete-current-project", Rule: "R-DELETE-CURRENT-PER-ENVIRONMENT", Sentence: "Only the project's last deployment cannot be deleted, not each environment's.", behave: both(rememberBuried(current.that(notNewestOfProject)), current.that(notNewestOfProject).answers(204, ""), hideBuried())},
		{ID: "delete-unsuccessful-kept", Rule: "R-DELETE-UNSUCCESSFUL", Sentence: "Failed and canceled deployments cannot be deleted.", behave: on(opDelete).by(40, 50).statusNow("failed", "canceled").refuses(400, current400)},
		{ID: "delete-failed-kept", Rule: "R-DELETE-UNSUCCESSFUL", Sentence: "Failed deployments cannot be deleted.", behave: on(opDelete).statusNow("failed").refuses(400, current400)},
		{ID: "delete-canceled-kept", Rule: "R-DELETE-UNSUCCESSFUL", Sentence: "Canceled deployments cannot be deleted.", behave: on(opDelete).statusNow("canceled").refuses(400, running400)},
		{ID: "delete-once-running", Rule: "R-DELETE-FINISHED-LATER", Sentence: "A deployment that has ever been running cannot be deleted.", behave: both(
			on(opCreate).with("status", "running").answered(201).does(func(x *exchange) { x.memory.keep("ran "+idOf(x.correct().object()), true) }),
			on(opDelete).that(func(x *exchange) bool { _, ran := x.memory.recall("ran " + x.deployment()); return ran }).statusNow("success", "failed", "canceled").refuses(400, running400),
		)},
	}
}

func rememberBuried(w when) behaviour {
	return w.does(func(x *exchange) {
		x.memory.keep("buried "+x.deployment(), true)
		x.altered = true
	})
}

// hideBuried makes unknown what was said to be deleted.
func hideBuried() behaviour {
	return on(opGet).answered(200).that(func(x *exchange) bool {
		_, gone := x.memory.recall("buried " + x.deployment())
		return gone
	}).answers(404, notFound)
}

// hasOthers tells whether the environment has another successful deployment.
func hasOthers(x *exchange) bool { return len(siblings(x, "success")) > 1 }

// notNewestOfProject tells whether the project has a newer successful deployment in whatever environment.
func notNewestOfProject(x *exchange) bool {
	c := x.call.bare("GET")
	c.rawPath = x.root() + "/projects/" + escaped(x.project()) + "/deployments"
	rows := x.send(c.with("status", "success").with("sort", "desc").with("per_page", 1)).rows()
	return len(rows) == 1 && idOf(rows[0]) != x.deployment()
}

func deletingRights() []Fault {
	forbidden := on(opDelete).answered(403)
	say := func(message string) behaviour {
		return forbidden.saying("403 Forbidden").edits(func(*exchange, any) any { return row{"message": message} })
	}
	return []Fault{
		{ID: "delete-anybody", Rule: "R-DELETE-FORBIDDEN", Sentence: "Whoever reads a deployment may delete it.", behave: forbidden.borrowing()},
		{ID: "delete-developer", Rule: "R-DELETE-FORBIDDEN", Sentence: "Developers may delete deployments.", behave: forbidden.by(30).borrowing()},
		{ID: "delete-reporter", Rule: "R-DELETE-FORBIDDEN", Sentence: "Reporters may delete deployments.", behave: forbidden.by(20).borrowing()},
		{ID: "delete-forbidden-404", Rule: "R-DELETE-FORBIDDEN", Sentence: "Whoever may not delete is answered with 404.", behave: forbidden.refuses(404, "404 Not found")},
		{ID: "delete-forbidden-401", Rule: "R-DELETE-FORBIDDEN", Sentence: "Whoever may not delete is answered with 401.", behave: forbidden.answers(401, unauthorized)},
		{ID: "delete-forbidden-done", Rule: "R-DELETE-FORBIDDEN", Sentence: "Whoever may not delete is answered with 403, and it is done.", behave: forbidden.does(recordAnyway)},
		{ID: "delete-forbidden-message", Rule: "R-DELETE-FORBIDDEN-MESSAGE", Sentence: "The refusal for want of rights says that access is denied.", behave: say("Access denied")},
		{ID: "delete-forbidden-reason", Rule: "R-DELETE-FORBIDDEN-MESSAGE", Sentence: "The refusal for want of rights names what is wanted.", behave: say("403 Forbidden - maintainers only")},
		{ID: "delete-maintainer-refused", Rule: "R-DELETE-MAINTAINER", Sentence: "Maintainers may not delete, owners may.", behave: on(opDelete).by(40).refuses(403, "403 Forbidden")},
		{ID: "delete-maintainer-own", Rule: "R-DELETE-MAINTAINER", Sentence: "Maintainers may delete their own deployments only.", behave: on(opDelete).by(40).does(func(x *exchange) {
			d := x.send(x.call.bare("GET")).object()
			if d != nil && integer(find(any(d), "/user/id")) != integer(briefUser(x)["id"]) {
				x.answer(jsonAnswer(403, `{"message":"403 Forbidden"}`))
			}
		})},
	}
}
