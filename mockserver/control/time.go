package control

import "time"

// ClockSetting is what a clock is to be. Its zero value: the machine's.
type ClockSetting struct {
	Now    *time.Time `json:"now"`    // nil: it goes on from where it is
	Frozen bool       `json:"frozen"` // it stands still
}

// Now is the time on the space's clock, UTC.
func (s *Space) Now() time.Time { return s.clock.Now() }

// SetClock sets the clock and does what has become due by then.
func (s *Space) SetClock(c ClockSetting) {
	s.clock.apply(c)
	s.instance.State()
	s.alarm.set()
}

func (c *Clock) apply(to ClockSetting) {
	switch {
	case to.Frozen && to.Now != nil:
		c.Freeze(*to.Now)
	case to.Frozen:
		c.Freeze(c.Now())
	case to.Now != nil:
		c.Set(*to.Now)
	default:
		c.Reset()
	}
}

// Freeze makes the clock stand still at an instant.
func (s *Space) Freeze(at time.Time) { s.SetClock(ClockSetting{Now: &at, Frozen: true}) }

// Advance moves the clock and does what becomes due on the way, each piece at its time: background work, the runner, stops of
// environments. A frozen clock stays frozen.
func (s *Space) Advance(by time.Duration) {
	s.clock.Advance(by)
	s.instance.State()
	s.alarm.set()
}
