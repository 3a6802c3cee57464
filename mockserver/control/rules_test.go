package control_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/control"
)

func saboteur(t *testing.T, f control.Faults) *control.Saboteur {
	t.Helper()
	s, err := control.NewSaboteur(f)
	require.NoError(t, err)
	return s
}

// strikes is which of n equal requests a rule hits, as a text of x and dots.
func strikes(s *control.Saboteur, n int, r control.Request) string {
	var hits []byte
	for range n {
		hit := byte('.')
		if outcome, _ := s.Strike(r); outcome != nil {
			hit = 'x'
		}
		hits = append(hits, hit)
	}
	return string(hits)
}

var unavailable = control.Outcome{Status: http.StatusServiceUnavailable}

func TestHowOftenARuleStrikes(t *testing.T) {
	for name, c := range map[string]struct {
		rule control.Rule
		want string
	}{
		"always":            {control.Rule{}, "xxxxxxxxxx"},
		"every third":       {control.Rule{Every: 3}, "..x..x..x."},
		"twice":             {control.Rule{Times: 2}, "xx........"},
		"every third, once": {control.Rule{Every: 3, Times: 1}, "..x......."},
	} {
		t.Run(name, func(t *testing.T) {
			c.rule.Then = unavailable
			s := saboteur(t, control.Faults{Rules: []control.Rule{c.rule}})
			assert.Equal(t, c.want, strikes(s, 10, control.Request{}))
		})
	}
}

func TestChanceComesFromTheSeed(t *testing.T) {
	hits := func(seed uint64) string {
		s := saboteur(t, control.Faults{Seed: seed, Rules: []control.Rule{{Probability: 0.3, Then: unavailable}}})
		text := strikes(s, 1000, control.Request{})
		assert.InDelta(t, 300, s.Struck()[0], 60)
		return text
	}
	first := hits(1)
	assert.Equal(t, first, hits(1))
	assert.NotEqual(t, hits(1), hits(2))
}

func TestWhichRequestsARuleIsAbout(t *testing.T) {
	list := control.Request{Operation: "listProjectDeployments", Method: "GET", Path: "/api/v4/projects/acme%2Fshop/deployments", User: "dev", Token: "a-token"}
	for name, c := range map[string]struct {
		match control.Match
		want  bool
	}{
		"anything":        {control.Match{}, true},
		"operation":       {control.Match{Operation: "listProjectDeployments"}, true},
		"other operation": {control.Match{Operation: "getProjectDeployment"}, false},
		"method":          {control.Match{Method: "get"}, true},
		"other method":    {control.Match{Method: "POST"}, false},
		"path":            {control.Match{Path: "/api/v4/projects/*/deployments"}, true},
		"part of a path":  {control.Match{Path: "/api/v4/projects"}, false},
		"no pattern":      {control.Match{Path: "/api/v./projects/*"}, false},
		"user":            {control.Match{User: "Dev"}, true},
		"other user":      {control.Match{User: "owner"}, false},
		"token":           {control.Match{Token: "a-token"}, true},
		"other token":     {control.Match{Token: "b-token"}, false},
		"all of it":       {control.Match{Operation: "listProjectDeployments", User: "owner"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			outcome, by := saboteur(t, control.Faults{Rules: []control.Rule{{Match: c.match, Then: unavailable}}}).Strike(list)
			assert.Equal(t, c.want, outcome != nil)
			assert.Equal(t, c.want, by == "rule 1")
		})
	}
}

func TestTheFirstRuleThatAppliesCounts(t *testing.T) {
	s := saboteur(t, control.Faults{Rules: []control.Rule{
		{Name: "once", Times: 1, Then: unavailable},
		{Name: "then", Then: control.Outcome{Reset: true}},
	}})
	_, first := s.Strike(control.Request{})
	_, second := s.Strike(control.Request{})
	assert.Equal(t, []string{"once", "then"}, []string{first, second})
	assert.Equal(t, []int{1, 1}, s.Struck())
}

func TestRulesThatContradictThemselves(t *testing.T) {
	for want, then := range map[string]control.Outcome{
		"rules[0]: then.reset leaves no answer: leave status and truncate out":                                 {Reset: true, Status: 500},
		"rules[0]: then.body and then.retry_after go with a status: add one":                                   {Body: []byte(`{}`)},
		"rules[0]: then.carried_out goes with status or reset: without them the request is carried out anyway": {CarriedOut: true, Delay: 1},
		"rules[0]: then says nothing: add delay, status, headers, uncounted, reset or truncate":                {},
		"rules[0]: then.delay and then.retry_after cannot be negative":                                         {Delay: -1},
	} {
		_, err := control.NewSaboteur(control.Faults{Rules: []control.Rule{{Then: then}}})
		require.EqualError(t, err, want)
	}
	_, err := control.NewSaboteur(control.Faults{RateLimits: []control.RateLimit{{Limit: 1}}})
	assert.EqualError(t, err, "rate_limits[0]: period is less than a second")
}

// The numbers are GitLab's: the limit is told per minute, a period begins at a multiple of its length.
func TestRateLimit(t *testing.T) {
	s := saboteur(t, control.Faults{RateLimits: []control.RateLimit{{Limit: 3, Period: control.Duration(2 * time.Minute)}}})
	now := time.Date(2021, 1, 5, 10, 59, 50, 0, time.UTC)
	want := http.Header{
		"Ratelimit-Name": {"throttle_authenticated_api"}, "Ratelimit-Limit": {"2"}, "Ratelimit-Observed": {"1"},
		"Ratelimit-Remaining": {"2"}, "Ratelimit-Reset": {"1609844400"},
	}
	header, exceeded := s.Limit("dev", now)
	assert.Equal(t, want, header)
	assert.False(t, exceeded)

	s.Limit("dev", now)
	_, exceeded = s.Limit("dev", now)
	assert.False(t, exceeded)
	header, exceeded = s.Limit("dev", now)
	assert.True(t, exceeded)
	assert.Equal(t, "0", header.Get("RateLimit-Remaining"))
	assert.Equal(t, "10", header.Get("Retry-After"))
	assert.Equal(t, "Tue, 05 Jan 2021 11:00:00 GMT", header.Get("RateLimit-ResetTime"))

	header, exceeded = s.Limit("", now)
	assert.False(t, exceeded, "each counts for itself")
	assert.Equal(t, "throttle_unauthenticated_api", header.Get("RateLimit-Name"))

	_, exceeded = s.Limit("dev", now.Add(10*time.Second))
	assert.False(t, exceeded, "a new period")
}
