package delivery

import "time"

// recursive is what GitLab logs of a hook that would be told of what it has itself caused, errRecursive what it answers to whoever
// tries such a hook out.
const (
	recursive    = "Recursive webhook blocked from executing"
	errRecursive = undeliverableError("Recursive webhook blocked")
)

const (
	longestChain = 100              // hooks that may be told in consequence of one event
	chainMemory  = 30 * time.Minute // since the last of them was told
	maxChains    = 10_000           // remembered at once
)

// circle remembers which hooks were told of an event and of what followed from it, so that none is told again because of what its
// own receiver did.
type circle struct {
	chains map[string]*chain // by the id that the event was given
	order  []string          // of the ids, oldest first
}

type chain struct {
	hooks map[int64]bool
	last  time.Time
}

// admits tells whether a delivery may be sent, and remembers that it was.
func (c *circle) admits(next Delivery, now time.Time) bool {
	known := c.chains[next.Event]
	if known != nil && now.Sub(known.last) > chainMemory {
		known = nil
	}
	if next.Caused && known != nil && (known.hooks[next.Hook.ID] || len(known.hooks) >= longestChain) {
		return false
	}
	if known == nil {
		known = c.begin(next.Event)
	}
	known.hooks[next.Hook.ID], known.last = true, now
	return true
}

func (c *circle) begin(event string) *chain {
	if c.chains == nil {
		c.chains = map[string]*chain{}
	}
	if c.chains[event] == nil {
		c.order = append(c.order, event)
	}
	if len(c.order) > maxChains {
		delete(c.chains, c.order[0])
		c.order = c.order[1:]
	}
	begun := &chain{hooks: map[int64]bool{}}
	c.chains[event] = begun
	return begun
}
