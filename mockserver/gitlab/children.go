package gitlab

import (
	"encoding/binary"
	"strings"
)

// children are the ids of rows by the id of what they belong to.
type children struct{ keyed[string, struct{}] }

func newChildren() children { return children{newKeyed[string, struct{}]()} }

func childKey(parent, child int64) string { return string(appendID(appendID(nil, parent), child)) }

func (c *children) add(tx *Tx, parent, child int64) { c.set(tx, childKey(parent, child), struct{}{}) }

func (c *children) drop(tx *Tx, parent, child int64) { c.remove(tx, childKey(parent, child)) }

// of are the ids that belong to parent, in ascending order.
func (c *children) of(parent int64) []int64 {
	var found []int64
	prefix := string(appendID(nil, parent))
	c.rows.Ascend(prefix, func(key string, _ struct{}) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		found = append(found, int64(binary.BigEndian.Uint64([]byte(key[len(prefix):]))))
		return true
	})
	return found
}
