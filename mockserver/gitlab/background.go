package gitlab

import "time"

// task is work that was put off.
type task struct {
	due time.Time
	run func(*Tx)
}

// inBackground does what GitLab leaves to its workers: at the end of this write, or as much later as the instance is
// asynchronous. By then anything may have changed, so run looks its rows up anew.
func (tx *Tx) inBackground(run func(*Tx)) { tx.after(tx.instance.options.Async, run) }

// after does something so much later, at the end of this write if that is no time at all.
func (tx *Tx) after(delay time.Duration, run func(*Tx)) {
	if delay <= 0 {
		tx.work = append(tx.work, run)
		return
	}
	due := tx.Now.Add(delay)
	tx.lastTask++
	tx.tasks.set(tx, string(appendID(appendID(nil, due.UnixNano()), tx.lastTask)), &task{due: due, run: run})
	tx.alarms = append(tx.alarms, due)
}

// finishWork does what this write has left to its end, and what that leaves.
func (tx *Tx) finishWork() {
	for len(tx.work) > 0 {
		run := tx.work[0]
		tx.work = tx.work[1:]
		run(tx)
	}
}

// Due is when the first of the work that was put off is due; false if there is none. Whoever moves the clock or restores a
// state calls State then.
func (i *Instance) Due() (time.Time, bool) {
	due := i.state.Load().due
	return due, !due.IsZero()
}

func (s *State) firstDue() time.Time {
	if s.tasks.rows.Len() == 0 {
		return time.Time{}
	}
	_, next, _ := s.tasks.rows.Min()
	return next.due
}

// catchUp does the work that is due by now, each piece as of the moment it was due, so that what follows from it is on
// time as well.
func (i *Instance) catchUp(now time.Time) {
	for {
		s := i.state.Load()
		key, next, found := s.tasks.rows.Min()
		if !found || next.due.After(now) {
			return
		}
		at := next.due
		if s.written.After(at) {
			at = s.written
		}
		_, _ = i.write(at, func(tx *Tx) error { // a task cannot fail
			tx.tasks.remove(tx, key)
			next.run(tx)
			return nil
		})
	}
}
