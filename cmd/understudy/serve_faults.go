package main

import (
	"fmt"
	"io"
	"net/http"

	"understudy/conformance/faults"
)

// faultsNamed are the faults of these ids, in their order.
func faultsNamed(ids []string) ([]faults.Fault, error) {
	var found []faults.Fault
	for _, id := range ids {
		fault, known := faults.Find(id)
		if !known {
			return nil, fmt.Errorf("--fault %s does not exist: see --list-faults", id)
		}
		found = append(found, fault)
	}
	return found, nil
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

// wrongWith is a correct server with faults around it.
func wrongWith(correct http.Handler, with []faults.Fault) http.Handler {
	for _, f := range with {
		correct = f.Around(correct)
	}
	return correct
}
