package control_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/control"
)

func every(*control.Entry) bool { return true }

func TestJournalKeepsTheLatest(t *testing.T) {
	const limit = 100 << 10
	journal := control.NewJournal(limit)
	body := func(n int) string { return strings.Repeat(fmt.Sprint(n), 1+n%700) }
	for n := range 2000 {
		sent := []byte(body(n))
		journal.Record(control.Entry{Path: "/", Sent: sent, Answered: []byte(body(n + 1))})
		clear(sent) // the journal has its own
	}
	kept := journal.Find(every, 1<<20)
	require.NotEmpty(t, kept)
	size := 0
	for i, e := range kept {
		assert.EqualValues(t, 2000-len(kept)+i+1, e.Number, "none is missing and the order is that of time")
		assert.Equal(t, body(int(e.Number)-1), string(e.Sent))
		assert.Equal(t, body(int(e.Number)), string(e.Answered))
		size += len(e.Sent) + len(e.Answered)
	}
	assert.Less(t, size, limit)
	assert.Greater(t, size, limit/2, "the room is used")

	latest := journal.Find(every, 3)
	require.Len(t, latest, 3)
	assert.EqualValues(t, 2000, latest[2].Number)

	journal.Clear()
	assert.Empty(t, journal.Find(every, 10))
	journal.Record(control.Entry{})
	assert.EqualValues(t, 2001, journal.Find(every, 10)[0].Number, "numbers go on")
}

func TestJournalKeepsTheBeginningOfLargeBodies(t *testing.T) {
	journal := control.NewJournal(1 << 20)
	journal.Record(control.Entry{Answered: []byte(strings.Repeat("x", 100_000))})
	e := journal.Find(every, 1)[0]
	assert.Len(t, e.Answered, 8<<10)
	assert.Equal(t, 100_000, e.AnswerLength)
}

func TestJournalOfNoBytes(t *testing.T) {
	journal := control.NewJournal(0)
	journal.Record(control.Entry{})
	assert.Empty(t, journal.Find(every, 1))

	small := control.NewJournal(300)
	small.Record(control.Entry{Method: "GET"})
	small.Record(control.Entry{Path: strings.Repeat("x", 300)})
	assert.Equal(t, "GET", small.Find(every, 2)[0].Method, "what is too large drives nothing out")
}

func TestListeners(t *testing.T) {
	journal := control.NewJournal(1 << 20)
	entries, stop := journal.Listen()
	journal.Record(control.Entry{Method: "GET", Answered: []byte("x")})
	assert.Equal(t, "x", string((<-entries).Answered))
	for range 1000 {
		journal.Record(control.Entry{})
	}
	assert.EqualValues(t, 2, (<-entries).Number, "nobody waits for a slow listener")
	stop()
	for len(entries) > 0 {
		<-entries
	}
	journal.Record(control.Entry{})
	assert.Empty(t, entries)
}

func TestJournalAmongManyWriters(t *testing.T) {
	journal := control.NewJournal(20 << 10)
	var writers sync.WaitGroup
	for n := range 4 {
		writers.Go(func() {
			for range 500 {
				journal.Record(control.Entry{Sent: []byte(strings.Repeat(fmt.Sprint(n), 300))})
				for _, e := range journal.Find(every, 2) {
					assert.Equal(t, strings.Repeat(string(e.Sent[:1]), 300), string(e.Sent))
				}
			}
		})
	}
	writers.Wait()
}

func BenchmarkRecord(b *testing.B) {
	for _, size := range []int{1600, 33_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			journal, body := control.NewJournal(16<<20), make([]byte, size)
			for b.Loop() {
				journal.Record(control.Entry{Path: "/api/v4/projects/1/deployments/1", Answered: body})
			}
			b.ReportAllocs()
		})
	}
}

func TestEntriesComeOutAsTheyWentIn(t *testing.T) {
	journal := control.NewJournal(1 << 20)
	in := control.Entry{
		At: time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), Took: 1234 * time.Microsecond, RequestID: "01", Method: "POST", Path: "/api/v4/projects/g%2Fp",
		Query: "a=1&ü", ContentType: "application/json", Operation: "createDeployment", Missing: "/x", User: "root", Status: 201, Fault: "reset",
		Sent: []byte("{}"), Answered: []byte("[]"),
	}
	journal.Record(in)
	out := journal.Find(every, 1)[0]
	assert.True(t, in.At.Equal(out.At), out.At)
	in.Number, in.SentLength, in.AnswerLength, in.At = 1, 2, 2, out.At
	assert.Equal(t, in, out)
}
