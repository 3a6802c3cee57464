package control

import (
	"runtime"

	"github.com/edsrzf/mmap-go"
)

// ring is a queue of records in a fixed number of bytes, where a new one takes the place of the oldest.
//
// The bytes are outside Go's heap: in it, the collector would let the heap grow to several times a full journal before it
// collects, and every answer would be made in memory that is touched for the first time.
type ring struct {
	bytes   []byte
	records []span // oldest first
	end     int    // where the next one begins
}

// span is where a record stands.
type span struct{ from, to int }

// hugePagesFrom is where a ring's memory begins to come in huge pages: who asks but a little is not to wait until the first is
// cleared, nor to pay for it.
const hugePagesFrom = 2 << 20

// newRing makes a ring, whose bytes cost nothing until they are written to. They are the system's again when the owner is
// garbage.
func newRing[T any](owner *T, size int) ring {
	mapped, err := mmap.MapRegion(nil, size, mmap.COPY, mmap.ANON, 0)
	if err != nil { // the system has no room for a mapping; the heap may have
		return ring{bytes: make([]byte, size)}
	}
	runtime.AddCleanup(owner, func(m mmap.MMap) { _ = m.Unmap() }, mapped)
	if size > hugePagesFrom {
		inHugePages(mapped[hugePagesFrom:])
	}
	return ring{bytes: mapped}
}

// room is empty space for a record of at most so many bytes, which the ring has altogether; the oldest records make it.
func (r *ring) room(size int) []byte {
	if r.end+size > len(r.bytes) {
		r.drop(r.end, len(r.bytes))
		r.end = 0
	}
	r.drop(r.end, r.end+size)
	return r.bytes[r.end : r.end : r.end+size]
}

// drop forgets the oldest records as long as they begin between from and to.
func (r *ring) drop(from, to int) {
	gone := 0
	for gone < len(r.records) && r.records[gone].from >= from && r.records[gone].from < to {
		gone++
	}
	r.records = r.records[gone:]
}

// push makes a record of what was written to the room.
func (r *ring) push(record []byte) {
	r.records = append(r.records, span{r.end, r.end + len(record)})
	r.end += len(record)
}

// record is the one that came as the i-th after the oldest. It is valid until the next is pushed.
func (r *ring) record(i int) []byte { return r.bytes[r.records[i].from:r.records[i].to] }

func (r *ring) clear() { r.records, r.end = nil, 0 }
