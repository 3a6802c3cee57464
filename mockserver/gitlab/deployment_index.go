package gitlab

import (
	"cmp"
	"slices"
	"sort"
	"sync/atomic"

	"github.com/tidwall/btree"
)

// order is a total order of deployments.
type order func(a, b *Deployment) int

func byID(a, b *Deployment) int { return cmp.Compare(a.ID, b.ID) }

// byUpdatedAt breaks ties by id, as GitLab does.
func byUpdatedAt(a, b *Deployment) int {
	return cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), cmp.Compare(a.ID, b.ID))
}

// byFinishedAt breaks ties by id. GitLab leaves them to the database; a stable answer is as good as any.
func byFinishedAt(a, b *Deployment) int {
	return cmp.Or(a.FinishedAt.Compare(b.FinishedAt), cmp.Compare(a.ID, b.ID))
}

func byRef(a, b *Deployment) int { return cmp.Compare(a.Ref, b.Ref) }

// index is a sorted, counted set of deployments. It is a value: a change returns another index and leaves this one as it
// was.
//
// Nearly every change puts a row at the end (the newest id, the latest time), so the newest rows wait in a tail whose
// array is shared between versions, and only a full tail is merged into the copy-on-write tree. That makes an append cost
// one slot instead of one path of tree nodes.
type index struct {
	tree *btree.BTreeG[*Deployment] // nil while everything fits the tail
	tail []*Deployment              // all of it after everything in tree
	used *atomic.Int64              // slots of tail's array taken by any version, of any instance
}

const maxTail = 128

func (x index) len() int { return x.treeLen() + len(x.tail) }

func (x index) treeLen() int {
	if x.tree == nil {
		return 0
	}
	return x.tree.Len()
}

// at returns the row of that rank, which must be less than len.
func (x index) at(rank int) *Deployment {
	if n := x.treeLen(); rank >= n {
		return x.tail[rank-n]
	}
	row, _ := x.tree.GetAt(rank)
	return row
}

// search returns the rank of the first row for which after is true; after must be monotonic in the index's order.
func (x index) search(after func(*Deployment) bool) int {
	return sort.Search(x.len(), func(rank int) bool { return after(x.at(rank)) })
}

// find returns the row that is pivot's equal in the order, nil if there is none.
func (x index) find(pivot *Deployment, by order) *Deployment {
	if x.inTail(pivot, by) {
		if at, found := slices.BinarySearchFunc(x.tail, pivot, by); found {
			return x.tail[at]
		}
		return nil
	}
	if x.tree == nil {
		return nil
	}
	row, _ := x.tree.Get(pivot)
	return row
}

// change takes before out and puts after in; either may be nil.
func (x index) change(before, after *Deployment, by order) index {
	if before != nil && after != nil && by(before, after) == 0 {
		return x.replace(after, by)
	}
	if before != nil {
		x = x.remove(before, by)
	}
	if after != nil {
		x = x.insert(after, by)
	}
	return x
}

func (x index) insert(d *Deployment, by order) index {
	if len(x.tail) == maxTail {
		x = x.merge(by)
	}
	switch last := x.last(); {
	case last == nil || by(last, d) < 0:
		return x.append(d)
	case x.tree == nil || x.inTail(d, by):
		at, _ := slices.BinarySearchFunc(x.tail, d, by)
		return x.withTail(slices.Insert(slices.Clone(x.tail), at, d))
	default:
		return x.editTree(func(tree *btree.BTreeG[*Deployment]) { tree.Set(d) })
	}
}

// remove takes out the row that is d's equal in the order; it must be there.
func (x index) remove(d *Deployment, by order) index {
	if !x.inTail(d, by) {
		return x.editTree(func(tree *btree.BTreeG[*Deployment]) { tree.Delete(d) })
	}
	at, _ := slices.BinarySearchFunc(x.tail, d, by)
	return x.withTail(slices.Delete(slices.Clone(x.tail), at, at+1))
}

// replace puts d where its predecessor in time, equal to it in the order, stands.
func (x index) replace(d *Deployment, by order) index {
	if !x.inTail(d, by) {
		return x.editTree(func(tree *btree.BTreeG[*Deployment]) { tree.Set(d) })
	}
	tail := slices.Clone(x.tail)
	at, _ := slices.BinarySearchFunc(tail, d, by)
	tail[at] = d
	return x.withTail(tail)
}

func (x index) last() *Deployment {
	if n := len(x.tail); n > 0 {
		return x.tail[n-1]
	}
	if x.tree == nil {
		return nil
	}
	row, _ := x.tree.Max()
	return row
}

func (x index) inTail(d *Deployment, by order) bool {
	return len(x.tail) > 0 && by(x.tail[0], d) <= 0
}

func (x index) append(d *Deployment) index {
	end := int64(len(x.tail))
	// Behind this tail's end lie the rows of another version that went on from here, or the array ends.
	if x.used == nil || len(x.tail) == cap(x.tail) || !x.used.CompareAndSwap(end, end+1) {
		x = x.withTail(append(make([]*Deployment, 0, min(2*len(x.tail)+2, maxTail)), x.tail...))
		x.used.Store(end + 1)
	}
	x.tail = append(x.tail, d)
	return x
}

// merge moves the tail into the tree.
func (x index) merge(by order) index {
	merged := index{tree: btree.NewBTreeGOptions(func(a, b *Deployment) bool { return by(a, b) < 0 }, btree.Options{NoLocks: true})}
	if x.tree != nil {
		merged.tree = copyTree(x.tree)
	}
	for _, d := range x.tail {
		merged.tree.Load(d) // like Set, but quick for what comes last
	}
	return merged
}

func (x index) editTree(edit func(*btree.BTreeG[*Deployment])) index {
	x.tree = copyTree(x.tree)
	edit(x.tree)
	return x
}

func copyTree[T any](tree *btree.BTreeG[T]) *btree.BTreeG[T] {
	copying.Lock()
	defer copying.Unlock()
	return tree.Copy()
}

// withTail gives the index a tail whose array no other version holds.
func (x index) withTail(tail []*Deployment) index {
	x.tail, x.used = tail, new(atomic.Int64)
	x.used.Store(int64(len(tail)))
	return x
}
