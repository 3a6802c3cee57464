package report

import (
	"maps"
	"slices"

	"understudy/conformance"
)

// undescribed lists, once each, the fields of answers that the document does not describe, as "operation: pointer".
func undescribed(r conformance.Report) []string {
	fields := map[string]bool{}
	for _, result := range r.Results {
		for _, exchange := range result.Exchanges {
			for _, pointer := range exchange.Unknown {
				fields[exchange.Operation+": "+pointer] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(fields))
}
