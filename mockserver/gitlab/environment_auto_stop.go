package gitlab

import (
	"strconv"
	"strings"
	"time"
)

// stopTime is when an environment is to stop by what a job says of that, zero for never; said is false if it says nothing,
// or nothing that is a duration.
func (tx *Tx) stopTime(wanted *CIEnvironment, variables map[string]string) (at time.Time, said bool) {
	text := expand(wanted.AutoStopIn, variables)
	if text == "" {
		return time.Time{}, false
	}
	if strings.EqualFold(text, "never") {
		return time.Time{}, true
	}
	after, ok := readDuration(text)
	if !ok || after == 0 {
		return time.Time{}, ok
	}
	return tx.Now.Add(after), true
}

// postponeStop sets the time anew for a job that prepares, verifies or uses the environment: as it says itself or, unless it
// verifies, as the job of the current deployment does.
func (tx *Tx) postponeStop(j *Job, e *Environment) {
	at, said := tx.stopTime(j.Config.Environment, tx.savedVariablesOf(j))
	if !said && j.Config.Environment.Action != "verify" {
		if last := tx.LastDeployment(e); last != nil {
			if deployed := tx.Job(last.JobID); deployed != nil && deployed.deploys() {
				at, said = tx.stopTime(deployed.Config.Environment, tx.savedVariablesOf(deployed))
			}
		}
	}
	if said {
		tx.changeEnvironment(e, func(n *Environment) { n.AutoStopAt = at })
	}
}

// scheduleStop stops the environment when its time has come, unless it has another by then. GitLab looks once an hour.
func (tx *Tx) scheduleStop(before, e *Environment) {
	if !e.AutoStopAt.After(tx.Now) || before != nil && before.AutoStopAt.Equal(e.AutoStopAt) {
		return
	}
	id, at := e.ID, e.AutoStopAt
	tx.after(at.Sub(tx.Now), func(tx *Tx) {
		if e := tx.Environment(id); e != nil && e.AutoStopAt.Equal(at) {
			tx.stopWithActions(e)
		}
	})
}

const day = 24 * time.Hour

// spans are the words for spans of time that GitLab's configuration knows.
var spans = map[string]time.Duration{
	"seconds": time.Second, "second": time.Second, "secs": time.Second, "sec": time.Second, "s": time.Second,
	"minutes": time.Minute, "minute": time.Minute, "mins": time.Minute, "min": time.Minute, "m": time.Minute,
	"hours": time.Hour, "hour": time.Hour, "hrs": time.Hour, "hr": time.Hour, "h": time.Hour,
	"days": day, "day": day, "dy": day, "d": day,
	"weeks": 7 * day, "week": 7 * day, "wks": 7 * day, "wk": 7 * day, "w": 7 * day,
	"months": 30 * day, "month": 30 * day, "mos": 30 * day, "mo": 30 * day,
	"years": 31_557_600 * time.Second, "year": 31_557_600 * time.Second, "yrs": 31_557_600 * time.Second,
	"yr": 31_557_600 * time.Second, "y": 31_557_600 * time.Second,
}

var (
	quantity = lazily(`[0-9]*\.?[0-9]+`)
	clocked  = lazily(`^[0-9.]+(:[0-9.]+)+$`)
)

// readDuration reads a duration as a .gitlab-ci.yml spells it: "1 week and 2 days", "3h 30m", "1:30:00" or, in seconds, "90".
func readDuration(text string) (time.Duration, bool) {
	text = strings.ToLower(strings.TrimSpace(text))
	if compact := strings.ReplaceAll(text, " ", ""); clocked().MatchString(compact) {
		text = spelled(strings.Split(compact, ":"))
	}
	var total float64
	count, counted := 1.0, true // "day" is one
	for i, word := range strings.Fields(quantity().ReplaceAllString(text, " $0 ")) {
		word = strings.Trim(word, ",")
		span, known := spans[word]
		switch {
		case quantity().MatchString(word):
			if counted && i > 0 {
				total += count * float64(time.Second)
			}
			count, _ = strconv.ParseFloat(word, 64)
			counted = true
		case known && counted:
			total += count * float64(span)
			counted = false
		case known || word == "" || word == "and" || word == "with" || word == "plus":
		default:
			return 0, false
		}
	}
	if counted {
		total += count * float64(time.Second)
	}
	const longest = 100 * 365 * day // what a clock here can still count to
	return time.Duration(min(total, float64(longest))), text != ""
}

// spelled turns what stands between colons into words; the last are seconds.
func spelled(parts []string) string {
	units := []string{"s", "m", "h", "d", "mo", "y"}
	var words []string
	for i, part := range parts {
		if at := len(parts) - 1 - i; at < len(units) {
			words = append(words, part+units[at])
		} else {
			return "?"
		}
	}
	return strings.Join(words, " ")
}
