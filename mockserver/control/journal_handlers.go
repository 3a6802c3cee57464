package control

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

func (c *call) filter() Filter {
	v := c.values
	return Filter{
		Operation: v.String("operation"), Method: v.String("method"), Path: v.String("path"), Status: v.String("status"), User: v.String("user"),
		After: v.Int("after"),
	}
}

// latest are the latest requests that a filter picks, oldest first, at most limit of them.
func (s *Space) latest(f Filter, limit int) []Asked {
	reader, shown := s.door.Reader(), []Asked{}
	for _, e := range s.journal.Find(f.matcher(), limit) {
		shown = append(shown, reader.Show(e))
	}
	return shown
}

// mostRequests is how many requests one answer shows at most.
const mostRequests = 1000

func listRequests(c *call) (answer, error) {
	limit := min(max(c.values.Int("limit"), 0), mostRequests)
	return shown(http.StatusOK, c.space.latest(c.filter(), int(limit)))
}

func clearRequests(c *call) (answer, error) {
	c.space.journal.Clear()
	return done, nil
}

// aSignOfLife is how often a stream says something, so that whoever is between leaves the connection alone.
const aSignOfLife = 15 * time.Second

// streamRequests tells of requests as they end, until the client or the server goes.
func streamRequests(c *call, w http.ResponseWriter) {
	control := http.NewResponseController(w)
	_ = control.SetWriteDeadline(time.Time{}) // a stream ends when somebody hangs up
	f, missed := c.filter(), c.values.Given("after")
	if last, err := strconv.ParseInt(c.http.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		f.After, missed = last, true
	}
	entries, stop := c.space.journal.Listen()
	defer stop()
	w.Header().Set("Content-Type", "text/event-stream")
	w.WriteHeader(http.StatusOK)
	last := f.After
	if missed {
		for _, asked := range c.space.latest(f, mostRequests) {
			event(w, asked)
			last = asked.Number
		}
	}
	reader, match := c.space.door.Reader(), f.matcher()
	alive := time.NewTicker(aSignOfLife)
	defer alive.Stop()
	for {
		if control.Flush() != nil {
			return
		}
		select {
		case e := <-entries:
			if e.Number > last && match(&e) {
				event(w, reader.Show(e))
			}
		case <-alive.C:
			fmt.Fprint(w, ": still here\n\n")
		case <-c.http.Context().Done():
			return
		case <-c.Closing:
			return
		}
	}
}

func event(w http.ResponseWriter, asked Asked) {
	fmt.Fprintf(w, "id: %d\nevent: request\ndata: %s\n\n", asked.Number, asked.JSON())
}
