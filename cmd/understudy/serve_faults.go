package main

import (
	"fmt"
	"io"
	"net/http"

	"understudy/conformance/faults"
	"understudy/mockserver/control"
)

// knownFaults refuses ids that no fault has.
func knownFaults(ids []string) error {
	for _, id := range ids {
		if _, known := faults.Find(id); !known {
			return fmt.Errorf("--fault %s does not exist: see --list-faults", id)
		}
	}
	return nil
}

// faultsOf is what is to go wrong from the start.
func faultsOf(f serveFlags) control.Faults {
	wrong := control.Faults{}
	if f.chaos != 0 {
		wrong = chaos(f.chaos)
	}
	wrong.Catalogue = f.faults
	return wrong
}

// listFaults writes a line for each fault: its id, the rule that it breaks, and what the server does.
func listFaults(w io.Writer) error {
	for _, f := range faults.All() {
		if _, err := fmt.Fprintf(w, "%-44s %-36s %s\n", f.ID, f.Rule, f.Sentence); err != nil {
			return err
		}
	}
	return nil
}

// catalogue are the faults as the stand-in takes them.
func catalogue() []control.Wrong {
	var known []control.Wrong
	for _, f := range faults.All() {
		known = append(known, control.Wrong{
			ID: f.ID, Rule: f.Rule, Sentence: f.Sentence, Profile: f.Profile, Tier: f.Plan.Tier, Edition: f.Plan.Edition,
			Around: func(correct http.Handler) (http.Handler, func() int64) {
				wrong := f.Around(correct)
				return wrong, wrong.Changed
			},
		})
	}
	return known
}
