package control

import (
	"errors"
	"net/http"
	"strconv"
	"time"
)

// RateLimit allows so many requests per period, as GitLab counts them: each user for itself, in periods that begin at
// multiples of their length since 1970.
type RateLimit struct {
	Name   string   `json:"name,omitempty"`  // in the header RateLimit-Name; empty: GitLab's
	Users  string   `json:"users,omitempty"` // authenticated, unauthenticated; empty: both
	Limit  int      `json:"limit"`
	Period Duration `json:"period"` // whole seconds
}

func (l *RateLimit) check() error {
	if l.Period < Duration(time.Second) {
		return errors.New("period is less than a second")
	}
	return nil
}

// The two kinds of callers that GitLab limits apart.
const (
	authenticated   = "authenticated"
	unauthenticated = "unauthenticated"
)

// window counts one caller's requests of one period.
type window struct {
	number   int64
	observed int
}

// Limit counts a request and returns the headers that tell where the caller stands, and whether that was one too many. The
// limit that leaves the least is the one that is told.
func (s *Saboteur) Limit(user string, now time.Time) (header http.Header, exceeded bool) {
	if len(s.faults.RateLimits) == 0 {
		return nil, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	kind := authenticated
	if user == "" {
		kind = unauthenticated
	}
	least := 0
	for i := range s.faults.RateLimits {
		l := &s.faults.RateLimits[i]
		if l.Users != "" && l.Users != kind {
			continue
		}
		observed := s.observe(strconv.Itoa(i)+" "+user, l, now)
		if remaining := l.Limit - observed; header == nil || remaining < least {
			least = remaining
			header, exceeded = l.header(kind, observed, now), remaining < 0
		}
	}
	return header, exceeded
}

func (s *Saboteur) observe(caller string, l *RateLimit, now time.Time) int {
	number := now.Unix() / l.seconds()
	w := s.windows[caller]
	if w == nil || w.number != number {
		w = &window{number: number}
		s.windows[caller] = w
	}
	w.observed++
	return w.observed
}

func (l *RateLimit) seconds() int64 { return int64(time.Duration(l.Period) / time.Second) }

// header is what GitLab tells: the limit per minute whatever the period, and when the period ends.
func (l *RateLimit) header(kind string, observed int, now time.Time) http.Header {
	name := l.Name
	if name == "" {
		name = "throttle_" + kind + "_api"
	}
	period := l.seconds()
	wait := period - now.Unix()%period
	perMinute := (int64(l.Limit)*60 + period - 1) / period
	header := http.Header{
		"Ratelimit-Name":      {name},
		"Ratelimit-Limit":     {strconv.FormatInt(perMinute, 10)},
		"Ratelimit-Observed":  {strconv.Itoa(observed)},
		"Ratelimit-Remaining": {strconv.Itoa(max(0, l.Limit-observed))},
		"Ratelimit-Reset":     {strconv.FormatInt(now.Unix()+wait, 10)},
	}
	if observed > l.Limit {
		header["Retry-After"] = []string{strconv.FormatInt(wait, 10)}
		header["Ratelimit-Resettime"] = []string{time.Unix(now.Unix()+wait, 0).UTC().Format(http.TimeFormat)}
	}
	return header
}
