package gitlab

import "testing"

// The index's tail is there for this number: what the newest row costs beside 100,000 others, each version kept from the next.
func BenchmarkIndexAppend(b *testing.B) {
	const others = 100_000
	rows := make([]*Deployment, others)
	for i := range rows {
		rows[i] = &Deployment{ID: int64(i + 1)}
	}
	var filled index
	for _, d := range rows {
		filled = filled.insert(d, byID)
	}
	b.Run("tail", func(b *testing.B) {
		b.ReportAllocs()
		x, id := filled, int64(others)
		for b.Loop() {
			id++
			x = x.insert(&Deployment{ID: id}, byID)
		}
	})
	b.Run("tree alone", func(b *testing.B) {
		b.ReportAllocs()
		x, id := filled.merge(byID), int64(others)
		for b.Loop() {
			id++
			tree := copyTree(x.tree)
			tree.Set(&Deployment{ID: id})
			x.tree = tree
		}
	})
}
