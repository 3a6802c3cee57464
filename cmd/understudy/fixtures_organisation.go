package main

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"understudy/fixtures/organisation"
)

// organisationFlags are what an organisation is made from.
type organisationFlags struct {
	count                   int64
	seed                    uint64
	from, to, epoch         string
	days                    int
	teams, projects, people int
	dora                    string
	frequency, failureRate  float64
	leadTime, recovery      span
}

func (f *organisationFlags) register(flags *pflag.FlagSet) {
	flags.Int64Var(&f.count, "count", 100, "how many deployments; with a frequency and a length of time, as many as those make")
	flags.Uint64Var(&f.seed, "seed", 1, "what decides the data; not 0")
	flags.StringVar(&f.from, "from", "", "when the history begins, like 2026-01-05 or 2026-01-05T09:00:00Z")
	flags.StringVar(&f.to, "to", "", "when it ends; `time` or now")
	flags.StringVar(&f.to, "until", "", "the same as --to")
	flags.IntVar(&f.days, "days", 0, "how long it is, in days; unless said, the longer the more deployments")
	flags.StringVar(&f.epoch, "epoch", "", "what stands for the present, at which the history ends unless --to says otherwise (default 2026-10-30T15:20:00Z; never moves by itself)")
	flags.IntVar(&f.teams, "teams", 0, "how many teams")
	flags.IntVar(&f.projects, "projects", 0, "how many projects")
	flags.IntVar(&f.people, "people", 0, "how many people")
	flags.StringVar(&f.dora, "dora", "", "how well they deliver, by DORA's bands: elite, high, medium or low; each team its own way unless said")
	flags.Float64Var(&f.frequency, "frequency", 0, "deployments to production of each project, a `day`")
	flags.Var(&f.leadTime, "lead-time", "median `time` from the first commit of a change until production has it, like 9h or 3d")
	flags.Float64Var(&f.failureRate, "failure-rate", 0, "`share` of production deployments that have to be remedied, 0 to 0.6")
	flags.Var(&f.recovery, "recovery", "median `time` until they are")
}

const (
	mostDays  = 100 * 365
	leastRate = 1e-9 // nothing fails, where 0 would mean as often as suits each team
)

// span is a duration flag that takes days and weeks too.
type span struct{ time.Duration }

func (s *span) String() string {
	if s.Duration == 0 {
		return ""
	}
	return s.Duration.String()
}

func (s *span) Type() string { return "duration" }

// Set reads what time.ParseDuration does, and a number of days (d) or weeks (w).
func (s *span) Set(text string) error {
	unit, number := time.Duration(0), ""
	switch {
	case strings.HasSuffix(text, "d"):
		unit, number = 24*time.Hour, strings.TrimSuffix(text, "d")
	case strings.HasSuffix(text, "w"):
		unit, number = 7*24*time.Hour, strings.TrimSuffix(text, "w")
	default:
		var err error
		s.Duration, err = time.ParseDuration(text)
		return err
	}
	n, err := strconv.ParseFloat(number, 64)
	s.Duration = time.Duration(n * float64(unit))
	return err
}

// options are what the flags say, once they have been found to agree with each other.
func (f *organisationFlags) options(flags *pflag.FlagSet) (organisation.Options, error) {
	o := organisation.Options{Seed: f.seed, Count: f.count, Teams: f.teams, Projects: f.projects, People: f.people}
	for _, flag := range []struct {
		name string
		good bool
	}{
		{"days", f.days > 0}, {"teams", f.teams > 0}, {"projects", f.projects > 0}, {"people", f.people > 0},
		{"frequency", f.frequency > 0}, {"lead-time", f.leadTime.Duration > 0}, {"recovery", f.recovery.Duration > 0},
	} {
		if flags.Changed(flag.name) && !flag.good {
			return o, fmt.Errorf("--%s %s makes no organisation: give more than 0, or leave the flag out", flag.name, cmp.Or(flags.Lookup(flag.name).Value.String(), "0"))
		}
	}
	if f.days > mostDays {
		return o, fmt.Errorf("--days %d is more than any history has: give %d at most", f.days, mostDays)
	}
	if err := f.rates(&o.Rates, flags); err != nil {
		return o, err
	}
	if err := f.times(&o, flags); err != nil {
		return o, err
	}
	if bounded := !o.From.IsZero() && !o.To.IsZero(); bounded && o.Rates.Frequency > 0 && !flags.Changed("count") {
		o.Count = o.Needed()
	}
	return o, nil
}

func (f *organisationFlags) rates(r *organisation.Rates, flags *pflag.FlagSet) error {
	if flags.Changed("dora") {
		band, known := organisation.Bands[f.dora]
		if !known {
			return fmt.Errorf("--dora %q does not exist: use elite, high, medium or low", f.dora)
		}
		*r = band
	}
	if flags.Changed("frequency") {
		r.Frequency = f.frequency
	}
	if flags.Changed("failure-rate") {
		r.FailureRate = f.failureRate
		if f.failureRate == 0 {
			r.FailureRate = leastRate
		}
	}
	if flags.Changed("lead-time") {
		r.LeadTime = f.leadTime.Duration
	}
	if flags.Changed("recovery") {
		r.Recovery = f.recovery.Duration
	}
	return nil
}

func (f *organisationFlags) times(o *organisation.Options, flags *pflag.FlagSet) (err error) {
	if flags.Changed("to") && flags.Changed("until") {
		return errors.New("--to and --until are the same: leave one out")
	}
	given := 0
	for _, name := range []string{"from", "to", "until", "days"} {
		if flags.Changed(name) {
			given++
		}
	}
	if given > 2 {
		return errors.New("--from, --to and --days say it twice: leave one out")
	}
	if o.From, err = moment("from", f.from); err != nil {
		return err
	}
	if o.To, err = moment("to", f.to); err != nil {
		return err
	}
	if o.To.IsZero() && f.epoch != "" && (f.from == "" || f.days == 0) {
		if o.To, err = moment("epoch", f.epoch); err != nil {
			return err
		}
	}
	length := time.Duration(f.days) * 24 * time.Hour
	switch {
	case f.days == 0:
	case !o.From.IsZero():
		o.To = o.From.Add(length)
	case !o.To.IsZero():
		o.From = o.To.Add(-length)
	default:
		o.To = organisation.Now
		o.From = o.To.Add(-length)
	}
	if f.from != "" && o.To.IsZero() && o.From.Before(organisation.Now) && f.days == 0 {
		o.To = organisation.Now
	}
	return nil
}

// moment reads a time, in full or a day, or now.
func moment(flag, text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if text == "now" {
		return time.Now().UTC().Truncate(time.Second), nil
	}
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil && t.Year() > 1970 && t.Year() < 2500 {
			return t.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("--%s %q is no time from 1971 to 2499: write it like 2026-01-05, 2026-01-05T09:00:00Z or now", flag, text)
}
