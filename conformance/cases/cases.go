// Package cases is the catalogue: what the document, and GitLab where it is silent, expect of the deployments API. One file
// holds one section of the document or one aspect of it, in the order in which they are examined.
package cases

import (
	"slices"

	"understudy/conformance"
)

// All returns the whole catalogue, in order. The slice is the caller's.
func All() []conformance.Case {
	return slices.Concat(
		access, everyOperation, tokens, tokenEnds, encodings, protocol, limits, projects, roles,
		listing, contents, order, filters, timeFilters, pagination, paging,
		get,
		creation, attributes, names,
		update, updateVotes,
		deletion,
		mergeRequests, shipping, shippedFilters, shippedLists,
		approval, approvalCounts, approvalRefusals, started, groups,
		generated, sequences,
	)
}
