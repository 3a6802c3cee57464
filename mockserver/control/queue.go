package control

// queue is a queue of entries in pages, so that none is ever moved, and those that are used up are used again.
type queue struct {
	pages [][]Entry // none is empty but for what left its beginning
	head  int       // entries of the first page that are gone
	spare []Entry
}

const (
	smallestPage = 8 // a space that few requests go to costs little
	largestPage  = 512
)

func (q *queue) push(e Entry) {
	last := len(q.pages) - 1
	if last < 0 || len(q.pages[last]) == cap(q.pages[last]) {
		q.pages = append(q.pages, q.page())
		last++
	}
	q.pages[last] = append(q.pages[last], e)
}

// page is an empty page, each twice as large as the one before it.
func (q *queue) page() []Entry {
	if q.spare != nil {
		page := q.spare
		q.spare = nil
		return page
	}
	size := smallestPage
	if n := len(q.pages); n > 0 {
		size = min(2*cap(q.pages[n-1]), largestPage)
	}
	return make([]Entry, 0, size)
}

// oldest is the entry that pop removes.
func (q *queue) oldest() *Entry { return &q.pages[0][q.head] }

func (q *queue) pop() {
	*q.oldest() = Entry{}
	if q.head++; q.head < len(q.pages[0]) {
		return
	}
	if cap(q.pages[0]) == largestPage {
		q.spare = q.pages[0][:0]
	}
	q.pages[0] = nil
	q.pages, q.head = q.pages[1:], 0
}

// newestFirst calls visit for the entries from the newest to the oldest, until it returns false.
func (q *queue) newestFirst(visit func(*Entry) bool) {
	for p := len(q.pages) - 1; p >= 0; p-- {
		from := 0
		if p == 0 {
			from = q.head
		}
		for i := len(q.pages[p]) - 1; i >= from; i-- {
			if !visit(&q.pages[p][i]) {
				return
			}
		}
	}
}
