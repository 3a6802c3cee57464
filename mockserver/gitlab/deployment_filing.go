package gitlab

import (
	"slices"

	"github.com/tidwall/btree"
)

// Filing puts many deployments into a project at once, in a fraction of the time that PutDeployment takes for each. They are
// there once it is Done.
type Filing struct {
	tx   *Tx
	rows []*Deployment
}

// NewFiling begins one for a project that has no deployments.
func (tx *Tx) NewFiling() *Filing { return &Filing{tx: tx} }

// Put adds a deployment as PutDeployment does. Its id, unless 0, must be no other's, and its iid must be given.
func (f *Filing) Put(d Deployment) *Deployment {
	if d.ID == 0 {
		d.ID = f.tx.lastDeployment + 1
	}
	f.tx.complete(&d)
	f.tx.lastDeployment = max(f.tx.lastDeployment, d.ID)
	f.rows = append(f.rows, &d)
	return &d
}

// Done files what was put.
func (f *Filing) Done() {
	if len(f.rows) == 0 {
		return
	}
	filed := &ledger{all: partitionOf(f.rows), byEnvironment: newKeyed[int64, *partition]()}
	byEnvironment := map[int64][]*Deployment{}
	for _, d := range f.rows {
		filed.lastIID = max(filed.lastIID, d.IID)
		byEnvironment[d.EnvironmentID] = append(byEnvironment[d.EnvironmentID], d)
	}
	for id, rows := range byEnvironment {
		of := partitionOf(rows)
		filed.byEnvironment.set(f.tx, id, &of)
	}
	f.tx.ledgers.set(f.tx, f.rows[0].ProjectID, filed)
}

func partitionOf(rows []*Deployment) partition {
	p := partition{any: ordersOf(rows)}
	var byStatus [len(statusNames)][]*Deployment
	for _, d := range rows {
		byStatus[d.Status] = append(byStatus[d.Status], d)
	}
	for status, rows := range byStatus {
		switch {
		case len(rows) == len(p.any.id.tail) && p.any.id.tree == nil && len(rows) > 0:
			p.status[status] = p.any // orders are never changed
		case len(rows) > 0:
			p.status[status] = ordersOf(rows)
		}
	}
	return p
}

func ordersOf(rows []*Deployment) *orders {
	rows = slices.Clone(rows)
	o := &orders{id: sortedIndex(rows, byID), updated: sortedIndex(rows, byUpdatedAt)}
	o.finished = sortedIndex(slices.DeleteFunc(rows, func(d *Deployment) bool { return finished(d) == nil }), byFinishedAt)
	return o
}

// sortedIndex sorts the rows in place and files them: the last in the tail, what was before in the tree.
func sortedIndex(rows []*Deployment, by order) index {
	slices.SortFunc(rows, by)
	var x index
	if len(rows) > maxTail {
		x.tree = btree.NewBTreeGOptions(func(a, b *Deployment) bool { return by(a, b) < 0 }, btree.Options{NoLocks: true})
		fill(x.tree, rows[:len(rows)-maxTail/2])
		rows = rows[len(rows)-maxTail/2:]
	}
	if len(rows) == 0 {
		return x
	}
	return x.withTail(slices.Clone(rows))
}

// fill puts each second row into an empty tree, then the others between them. Rows that came one after the other would leave
// all nodes half empty.
func fill(tree *btree.BTreeG[*Deployment], rows []*Deployment) {
	for i := 0; i < len(rows); i += 2 {
		tree.Load(rows[i])
	}
	var hint btree.PathHint
	for i := 1; i < len(rows); i += 2 {
		tree.SetHint(rows[i], &hint)
	}
}
