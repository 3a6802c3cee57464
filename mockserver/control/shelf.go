package control

// shelf holds the bodies of a queue of entries. They stand in boxes that are used again when all that was in them is gone,
// so that keeping bodies makes no garbage.
type shelf struct {
	current, spare *box
}

type box struct {
	bytes []byte
	held  int // entries that have bytes in it
}

const (
	smallestBox = 4 << 10 // a space that few requests go to costs little
	largestBox  = 256 << 10
)

// put copies two texts and returns the copies and the box they stand in, nil if there is nothing to put.
func (s *shelf) put(a, b []byte) (first, second []byte, in *box) {
	n := len(a) + len(b)
	if n == 0 {
		return nil, nil, nil
	}
	if s.current == nil || cap(s.current.bytes)-len(s.current.bytes) < n {
		s.current = s.empty(n)
	}
	in = s.current
	in.held++
	at := len(in.bytes)
	in.bytes = append(append(in.bytes, a...), b...)
	return in.bytes[at : at+len(a) : at+len(a)], in.bytes[at+len(a) : at+n : at+n], in
}

// empty is a box for at least n bytes, each twice as large as the one before it.
func (s *shelf) empty(n int) *box {
	if spare := s.spare; spare != nil && cap(spare.bytes) >= n {
		s.spare = nil
		spare.bytes = spare.bytes[:0]
		return spare
	}
	size := smallestBox
	if s.current != nil {
		size = min(2*cap(s.current.bytes), largestBox)
	}
	return &box{bytes: make([]byte, 0, max(size, n))}
}

// drop gives back an entry's place.
func (s *shelf) drop(in *box) {
	if in == nil {
		return
	}
	if in.held--; in.held == 0 && in != s.current {
		s.spare = in
	}
}
