package control

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Faults is what is to go wrong, as the interface and Go tests say it. The zero value: nothing.
type Faults struct {
	Seed       uint64      `json:"seed"` // of chance
	Rules      []Rule      `json:"rules"`
	RateLimits []RateLimit `json:"rate_limits"`
	Catalogue  []string    `json:"catalogue"` // ids of ways to be wrong that are known by name
}

// Rule makes requests go wrong. Of the rules that apply to a request the first one counts.
type Rule struct {
	Name        string  `json:"name,omitempty"` // as the journal calls it; empty: rule and its place, from 1
	Match       Match   `json:"match"`
	Every       int     `json:"every,omitempty"`       // of those that match, each so-many-th; 0: each
	Probability float64 `json:"probability,omitempty"` // of those, with this probability; 0: all
	Times       int     `json:"times,omitempty"`       // so often and no more; 0: without end
	Then        Outcome `json:"then"`
}

// Match says which requests a rule is about; what is empty does not matter.
type Match struct {
	Operation string `json:"operation,omitempty"` // operationId
	Method    string `json:"method,omitempty"`
	Path      string `json:"path,omitempty"`  // whole and escaped, from /api/v4; * stands for any text
	User      string `json:"user,omitempty"`  // username of whoever asks
	Token     string `json:"token,omitempty"` // the very token that is sent
}

// Outcome is what happens instead of an answer, or to it.
type Outcome struct {
	Delay      Duration          `json:"delay,omitempty"`       // before anything else
	Status     int               `json:"status,omitempty"`      // instead of the answer's; 0: the answer as it is
	Body       json.RawMessage   `json:"body,omitempty"`        // with Status: JSON, or a text if it is a string; none: GitLab's words
	Headers    map[string]string `json:"headers,omitempty"`     // added to the answer
	Uncounted  bool              `json:"uncounted,omitempty"`   // a list does not say how long it is, as GitLab's longest do not
	RetryAfter Duration          `json:"retry_after,omitempty"` // with Status: the header Retry-After, in seconds
	CarriedOut bool              `json:"carried_out,omitempty"` // with Status or Reset: the request is carried out all the same
	Reset      bool              `json:"reset,omitempty"`       // the connection breaks off without an answer
	Truncate   *int              `json:"truncate,omitempty"`    // the connection breaks off after so many bytes of the body
}

// Replaces tells whether the request gets no answer of its own.
func (o *Outcome) Replaces() bool { return (o.Status != 0 || o.Reset) && !o.CarriedOut }

// Duration is a time.Duration that JSON spells as Go does: "1.5s".
type Duration time.Duration

// MarshalText spells it.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }

// UnmarshalText reads it.
func (d *Duration) UnmarshalText(text []byte) error {
	parsed, err := time.ParseDuration(string(text))
	*d = Duration(parsed)
	return err
}

// Request is what faults look at.
type Request struct {
	Operation, Method, Path string
	User, Token             string // username and token, "" if nobody was recognised
}

// Saboteur makes requests go wrong by rules, and holds them to rate limits. Any number of goroutines may use it.
type Saboteur struct {
	faults   Faults
	patterns []*regexp.Regexp // of the rules' paths, nil for none

	mu      sync.Mutex
	random  *rand.Rand
	matched []int // requests that a rule was about
	struck  []int // and those it was applied to
	windows map[string]*window
}

// NewSaboteur prepares faults. Errors name the rule, and what is wrong with it.
func NewSaboteur(f Faults) (*Saboteur, error) {
	s := &Saboteur{
		faults: f, random: rand.New(rand.NewPCG(f.Seed, 0)),
		matched: make([]int, len(f.Rules)), struck: make([]int, len(f.Rules)), windows: map[string]*window{},
	}
	for i, r := range f.Rules {
		if err := r.check(); err != nil {
			return nil, fmt.Errorf("rules[%d]: %w", i, err)
		}
		s.patterns = append(s.patterns, pattern(r.Match.Path))
	}
	for i, l := range f.RateLimits {
		if err := l.check(); err != nil {
			return nil, fmt.Errorf("rate_limits[%d]: %w", i, err)
		}
	}
	return s, nil
}

func pattern(path string) *regexp.Regexp {
	if path == "" {
		return nil
	}
	return regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(path), `\*`, ".*") + "$")
}

// SetFaults says what goes wrong in the space, in place of what was said before; counting begins anew. Errors name the rule,
// and what is wrong with it.
func (s *Space) SetFaults(f Faults) error {
	saboteur, err := NewSaboteur(f)
	if err != nil {
		return err
	}
	wrong, err := s.wrongIn(f.Catalogue)
	if err != nil {
		return err
	}
	s.wrong.Store(wrong)
	if len(f.Rules)+len(f.RateLimits) == 0 {
		saboteur = nil
	}
	s.saboteur.Store(saboteur)
	return nil
}

// startFaults lets go wrong what did at the start.
func (s *Space) startFaults() {
	if s.SetFaults(s.faults) != nil {
		panic("faults of the start are checked when the stand-in is made")
	}
}

// FaultsInForce is what goes wrong, how often each rule was applied, and how many answers each of the catalogue has changed.
func (s *Space) FaultsInForce() (f Faults, struck []int, changed []int64) {
	f = Faults{Rules: []Rule{}, RateLimits: []RateLimit{}, Catalogue: []string{}}
	struck = []int{}
	if saboteur := s.Saboteur(); saboteur != nil {
		set := saboteur.Faults()
		f.Seed, f.Rules, f.RateLimits = set.Seed, append(f.Rules, set.Rules...), append(f.RateLimits, set.RateLimits...)
		struck = append(struck, saboteur.Struck()...)
	}
	wrong := s.wrong.Load()
	if wrong != nil {
		f.Catalogue = append(f.Catalogue, wrong.ids...)
	}
	return f, struck, wrong.changes()
}

// Faults is what the saboteur was made from.
func (s *Saboteur) Faults() Faults { return s.faults }

// Struck is how often each rule was applied.
func (s *Saboteur) Struck() []int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]int(nil), s.struck...)
}

// Strike finds what is to happen to a request, and the name of the rule that says so; nil if nothing is.
func (s *Saboteur) Strike(r Request) (*Outcome, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for i := range s.faults.Rules {
		rule := &s.faults.Rules[i]
		if !rule.Match.fits(r) || s.patterns[i] != nil && !s.patterns[i].MatchString(r.Path) {
			continue
		}
		s.matched[i]++
		switch {
		case rule.Every > 1 && s.matched[i]%rule.Every != 0:
		case rule.Times > 0 && s.struck[i] >= rule.Times:
		case rule.Probability > 0 && s.random.Float64() >= rule.Probability:
		default:
			s.struck[i]++
			return &rule.Then, rule.name(i)
		}
	}
	return nil, ""
}

func (m *Match) fits(r Request) bool {
	return (m.Operation == "" || m.Operation == r.Operation) &&
		(m.Method == "" || strings.EqualFold(m.Method, r.Method)) &&
		(m.User == "" || strings.EqualFold(m.User, r.User)) &&
		(m.Token == "" || m.Token == r.Token)
}

func (r *Rule) name(at int) string {
	if r.Name != "" {
		return r.Name
	}
	return fmt.Sprintf("rule %d", at+1)
}

// check refuses what contradicts itself. Types and ranges are the document's.
func (r *Rule) check() error {
	o := &r.Then
	switch {
	case o.Reset && (o.Status != 0 || o.Truncate != nil):
		return fmt.Errorf("then.reset leaves no answer: leave status and truncate out")
	case o.Status == 0 && (o.Body != nil || o.RetryAfter != 0):
		return fmt.Errorf("then.body and then.retry_after go with a status: add one")
	case o.CarriedOut && o.Status == 0 && !o.Reset:
		return fmt.Errorf("then.carried_out goes with status or reset: without them the request is carried out anyway")
	case o.Delay == 0 && o.Status == 0 && !o.Reset && o.Truncate == nil && len(o.Headers) == 0 && !o.Uncounted:
		return fmt.Errorf("then says nothing: add delay, status, headers, uncounted, reset or truncate")
	case o.Delay < 0 || o.RetryAfter < 0:
		return fmt.Errorf("then.delay and then.retry_after cannot be negative")
	}
	return nil
}
