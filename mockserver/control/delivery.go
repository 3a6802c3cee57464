package control

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

// DeliveryFilter says which deliveries are wanted. What is empty in it does not matter.
type DeliveryFilter struct {
	Hook, Project int64
	After         int64 // number
}

func (f DeliveryFilter) fits(s *Sent) bool {
	return (f.Hook == 0 || f.Hook == s.Hook) && (f.Project == 0 || f.Project == s.Project) && s.Number > f.After
}

// Delivery is what was sent as the interface shows it: without secrets.
type Delivery struct {
	Number   int64             `json:"number"` // the first is 1
	At       time.Time         `json:"at"`     // on the clock
	Hook     int64             `json:"hook"`
	Project  int64             `json:"project"`
	URL      string            `json:"url"`
	Headers  map[string]string `json:"headers"`
	Sent     Body              `json:"sent"`
	Status   int               `json:"status"` // 0: there was no answer
	Answered string            `json:"answered"`
	Failure  *string           `json:"failure"`     // nil if the receiver took it
	Duration float64           `json:"duration_ms"` // on the clock
	Again    *int64            `json:"resend_of"`
}

// Deliveries are what the space's hooks were sent lately, oldest first.
func (s *Space) Deliveries(f DeliveryFilter) []Delivery { return s.delivered(f, everything) }

func (s *Space) delivered(f DeliveryFilter, limit int) []Delivery {
	reader, shown := s.door.Reader(), []Delivery{}
	for _, sent := range s.deliveries.find(f, limit) {
		shown = append(shown, reader.ShowDelivery(sent))
	}
	return shown
}

// ShowDelivery leaves out what nobody is to see.
func (r Reader) ShowDelivery(s Sent) Delivery {
	d := Delivery{
		Number: s.Number, At: s.At.UTC(), Hook: s.Hook, Project: s.Project, URL: r.address(s.URL), Headers: map[string]string{},
		Sent: Body{r.Secrets.Body(jsonType, s.Body[:min(len(s.Body), maxKeptBody)]), len(s.Body)}, Status: s.Status,
		Answered: r.Secrets.Body(answerType([]byte(s.Answer)), []byte(s.Answer)), Failure: named(s.Failure), Duration: float64(s.Took.Microseconds()) / 1000,
	}
	for name, values := range s.Header {
		d.Headers[name] = r.Secrets.text(values[0], name == "X-Gitlab-Token" || slices.Contains(s.Own, name))
	}
	if s.Again != 0 {
		d.Again = &s.Again
	}
	return d
}

// address is a URL without its user and what is secret of its query.
func (r Reader) address(text string) string {
	u, err := url.Parse(text)
	if err != nil {
		return filtered
	}
	u.User = nil
	u.RawQuery = r.Secrets.Query(u.RawQuery)
	return bracesBack.Replace(u.String())
}

var bracesBack = strings.NewReplacer("%7B", "{", "%7D", "}") // variables stand in them

func listDeliveries(c *call) (answer, error) {
	f := DeliveryFilter{Hook: c.values.Int("hook"), Project: c.values.Int("project"), After: c.values.Int("after")}
	limit := min(max(c.values.Int("limit"), 0), mostRequests)
	return shown(http.StatusOK, c.space.delivered(f, int(limit)))
}

func resendDelivery(c *call) (answer, error) {
	again, err := c.space.Resend(c.http.Context(), c.values.Int("number"))
	switch {
	case errors.Is(err, ErrNoDelivery):
		return answer{}, refuse(http.StatusNotFound, "%s", err)
	case err != nil:
		return answer{}, refuse(http.StatusConflict, "%s", err)
	}
	return shown(http.StatusCreated, again)
}

// ErrNoDelivery says that there is no such delivery, or not any more.
var ErrNoDelivery = errors.New("no such delivery, or forgotten")

// Resend sends a delivery's event to its hook again, as the hook is now, waits for the answer and returns the new delivery.
// Errors: ErrNoDelivery; the hook is gone.
func (s *Space) Resend(ctx context.Context, number int64) (Delivery, error) {
	found := s.deliveries.find(DeliveryFilter{After: number - 1}, everything)
	if len(found) == 0 || found[0].Number != number {
		return Delivery{}, fmt.Errorf("%w: %d", ErrNoDelivery, number)
	}
	again, known := s.door.Resend(ctx, found[0])
	if !known {
		return Delivery{}, fmt.Errorf("hook %d, which this was sent to, has been removed", found[0].Hook)
	}
	return s.door.Reader().ShowDelivery(again), nil
}
