package gitlab

import (
	"cmp"

	"github.com/tidwall/btree"
)

// children are the ids of rows by the id of what they belong to. It is copied on write as a keyed is.
type children struct {
	rows  *btree.BTreeG[child]
	epoch uint64
}

type child struct{ parent, id int64 }

func (c child) before(other child) bool {
	return cmp.Or(cmp.Compare(c.parent, other.parent), cmp.Compare(c.id, other.id)) < 0
}

func newChildren() children {
	return children{rows: btree.NewBTreeGOptions(child.before, btree.Options{NoLocks: true})}
}

func (c *children) add(tx *Tx, parent, id int64) {
	c.own(tx)
	c.rows.Set(child{parent, id})
}

func (c *children) drop(tx *Tx, parent, id int64) {
	c.own(tx)
	c.rows.Delete(child{parent, id})
}

func (c *children) has(parent, id int64) bool {
	_, there := c.rows.Get(child{parent, id})
	return there
}

func (c *children) own(tx *Tx) {
	if c.epoch != tx.epoch {
		c.rows = copyTree(c.rows)
		c.epoch = tx.epoch
	}
}

// of are the ids that belong to parent, in ascending order.
func (c *children) of(parent int64) []int64 {
	var found []int64
	c.rows.Ascend(child{parent: parent}, func(next child) bool {
		if next.parent != parent {
			return false
		}
		found = append(found, next.id)
		return true
	})
	return found
}
