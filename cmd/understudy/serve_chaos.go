package main

import (
	"time"

	"understudy/mockserver/control"
)

// chaos is a bad day: about one request in four meets with something that happens between a client and a busy server. The same seed
// and the same requests, one after the other, meet with the same.
func chaos(seed uint64) control.Faults {
	const (
		wait = control.Duration(time.Second)
		slow = control.Duration(200 * time.Millisecond)
		long = control.Duration(2 * time.Second)
	)
	few := 20
	bad := func(name string, probability float64, then control.Outcome) control.Rule {
		return control.Rule{Name: "chaos: " + name, Probability: probability, Then: then}
	}
	lists := bad("no totals", 0.1, control.Outcome{Uncounted: true})
	lists.Match.Method = "GET"
	return control.Faults{Seed: seed, Rules: []control.Rule{
		bad("too many requests", 0.04, control.Outcome{Status: 429, RetryAfter: wait}),
		bad("unavailable", 0.03, control.Outcome{Status: 503, RetryAfter: wait}),
		bad("server error", 0.02, control.Outcome{Status: 500}),
		bad("done, and the answer lost on its way", 0.01, control.Outcome{Status: 502, CarriedOut: true}),
		bad("connection reset", 0.02, control.Outcome{Reset: true}),
		bad("done, and the connection reset", 0.01, control.Outcome{Reset: true, CarriedOut: true}),
		bad("body cut short", 0.02, control.Outcome{Truncate: &few}),
		bad("very slow", 0.01, control.Outcome{Delay: long}),
		bad("slow", 0.05, control.Outcome{Delay: slow}),
		lists,
	}}
}
