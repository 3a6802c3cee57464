// Package shrink makes something that fails smaller for as long as it still fails: by then it shows what the failure needs
// and nothing besides.
package shrink

import "slices"

// List is a shortest part of items, in their order, for which fails still holds: without any one of what remains it holds no
// more. Zeller's ddmin: halves first, then ever smaller pieces are left out. fails(items) must hold; it is called at most
// budget times, and what was reached by then is the answer. The result is the caller's; items stays as it was.
func List[T any](items []T, budget int, fails func([]T) bool) []T {
	least := slices.Clone(items)
	for pieces := 2; len(least) > 0; {
		size := (len(least) + pieces - 1) / pieces
		shorter, calls, fewer := dropOne(least, size, budget, fails)
		budget -= calls
		switch {
		case fewer:
			least, pieces = shorter, max(pieces-1, 2)
		case budget <= 0 || size == 1:
			return least
		default:
			pieces = min(2*pieces, len(least))
		}
	}
	return least
}

// dropOne is items without the first piece of a size that fails does not need, if there is one. calls is how often it asked.
func dropOne[T any](items []T, size, budget int, fails func([]T) bool) (shorter []T, calls int, found bool) {
	for start := 0; start < len(items) && calls < budget; start += size {
		rest := slices.Concat(items[:start], items[min(start+size, len(items)):])
		calls++
		if fails(rest) {
			return rest, calls, true
		}
	}
	return nil, calls, false
}

// Text is a short part of text, whole characters in their order, for which fails still holds. It keeps to the terms of List.
func Text(text string, budget int, fails func(string) bool) string {
	return string(List([]rune(text), budget, func(part []rune) bool { return fails(string(part)) }))
}
