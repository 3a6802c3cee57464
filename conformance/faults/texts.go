package faults

// texts are faults of words and values that the documentation spells out.
func texts() []Fault {
	statuses := func(op string) behaviour {
		return on(op).answered(200, 201).turns("/status", func(v any) any {
			if own, found := map[any]any{"success": "succeeded", "failed": "failure", "canceled": "cancelled", "running": "in_progress"}[v]; found {
				return own
			}
			return v
		})
	}
	return []Fault{
		{ID: "text-status-list", Rule: "R-LIST-STATUS-VALUES", Sentence: "Lists spell statuses in a way of their own.", behave: statuses(opList)},
		{ID: "text-status-upper-list", Rule: "R-LIST-STATUS-VALUES", Sentence: "Lists show success with a capital.", behave: on(opList).answered(200).turns("/status", func(v any) any {
			if v == "success" {
				return "Success"
			}
			return v
		})},
		{ID: "text-list-ref-differs", Rule: "R-LIST-SAME-AS-GET", Sentence: "Lists show refs in full, refs/heads/ in front.", behave: on(opList).answered(200).turns("/ref", func(v any) any { return "refs/heads/" + text(v) })},
		{ID: "text-list-user-differs", Rule: "R-LIST-SAME-AS-GET", Sentence: "Lists show the username for a name.", behave: on(opList).answered(200).edits(func(_ *exchange, body any) any {
			rows, _ := body.([]any)
			turned := []any{}
			for _, r := range rows {
				turned = append(turned, change(r, "/user/name", func(any) any { return "@" + text(find(r, "/user/username")) }))
			}
			return turned
		})},
	}
}
