package wire

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// IDs are the ids of the items of a list that the check needs; of another shape, it blocks the check.
func (a *Answer) IDs() []int64 {
	items, ok := a.json().([]any)
	if !ok {
		a.examiner.Unmet(a.Exchange, Mismatch{Expected: "an array", Actual: a.shownBody()})
	}
	ids := make([]int64, len(items))
	for i, item := range items {
		object, _ := item.(map[string]any)
		switch id := object["id"].(type) { // of another type it is for the contract's examiner to tell
		case json.Number:
			ids[i], _ = id.Int64()
		case string:
			ids[i], _ = strconv.ParseInt(id, 10, 64)
		}
	}
	return ids
}

// Lists expects a list of just these, in this order.
func (a *Answer) Lists(want ...int64) *Answer {
	got := a.IDs()
	return a.expect(slices.Equal(got, want), Mismatch{Expected: idList(want), Actual: idList(got)})
}

// Holds expects that the list has an item with the id, wherever.
func (a *Answer) Holds(id int64) *Answer {
	got := a.IDs()
	return a.expect(slices.Contains(got, id), Mismatch{Expected: fmt.Sprintf("an item with id %d", id), Actual: idList(got)})
}

// Omits expects that the list has no item with the id.
func (a *Answer) Omits(id int64) *Answer {
	got := a.IDs()
	return a.expect(!slices.Contains(got, id), Mismatch{Expected: fmt.Sprintf("no item with id %d", id), Actual: idList(got)})
}

// Every expects of each item of a list that the value at the pointer into it is this.
func (a *Answer) Every(pointer string, want any) *Answer {
	a.IDs()
	for i := range a.json().([]any) {
		a.Is("/"+strconv.Itoa(i)+pointer, want)
	}
	a.examiner.Passed()
	return a
}

func idList(ids []int64) string {
	const enough = 12
	if len(ids) == 0 {
		return "an empty list"
	}
	text := "the ids"
	for i, id := range ids {
		if i == enough {
			return text + fmt.Sprintf(" … (%d of them)", len(ids))
		}
		text += fmt.Sprintf(" %d", id)
	}
	return text
}
