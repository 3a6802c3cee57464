package conformance

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"sync"
)

// schedule examines all cases and returns their results in the order of the catalogue.
func (r *run) schedule() []CaseResult {
	results := make([]CaseResult, len(r.cases))
	seen := make([]bool, len(r.cases))
	var reported sync.Mutex
	examine := func(i, round int) {
		result := r.examine(r.cases[i], round)
		reported.Lock()
		defer reported.Unlock()
		if seen[i] {
			result = repeated(results[i], result)
		}
		results[i], seen[i] = result, true
		r.options.Progress(result)
	}
	for round := range r.options.Repeat {
		together, alone := r.order(round)
		r.spread(together, func(i int) { examine(i, round) })
		for _, i := range alone {
			examine(i, round)
		}
	}
	return results
}

// order is in which order a round examines, first what may run at the same time, then what needs to be alone: while that waits for
// its turn, nothing else does.
func (r *run) order(round int) (together, alone []int) {
	order := make([]int, len(r.cases))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(r.cases[b].Requests, r.cases[a].Requests) })
	if r.options.Shuffle {
		random := rand.New(rand.NewPCG(r.options.Seed, uint64(round))) //nolint:gosec // for order, not for secrets
		random.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	}
	for _, i := range order {
		if r.cases[i].Isolation == Alone {
			alone = append(alone, i)
		} else {
			together = append(together, i)
		}
	}
	return together, alone
}

// spread has several goroutines work off a list.
func (r *run) spread(order []int, work func(int)) {
	next := make(chan int)
	var working sync.WaitGroup
	for range min(r.options.Parallel, len(order)) {
		working.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for _, i := range order {
		next <- i
	}
	close(next)
	working.Wait()
}

// repeated folds two results of the same case: the worse one, marked if they differ.
func repeated(before, after CaseResult) CaseResult {
	unstable := before.Unstable || before.Verdict != after.Verdict
	kept := before
	if worse(before.Verdict, after.Verdict) != before.Verdict {
		kept = after
	}
	kept.Unstable = unstable
	return kept
}
