package entity

import (
	"bytes"
	"strconv"

	"understudy/mockserver/gitlab"
)

// jobFragment is a job with all it shows: its user, commit, pipeline and runner. It is made again when any row of that
// kind has changed. What grows while the time goes by, how long the job runs or waits, stands between its halves.
type jobFragment struct {
	first, rest *fragment // no rest: nothing grows
	revision    uint64
}

// Job appends a job, null for an id of 0.
func (c *Composer) Job(id int64) {
	s := c.view.State
	j := s.Job(id)
	if j == nil {
		c.fragment(null)
		return
	}
	made, known := j.Memo.Load().(*jobFragment)
	if !known || made.revision != s.Revision() {
		made = c.makeJob(j)
	}
	c.fragment(made.first)
	if made.rest != nil {
		c.seconds(c.view.growing(j))
		c.fragment(made.rest)
	}
}

func (c *Composer) makeJob(j *gitlab.Job) *jobFragment {
	encoded := encode(NewJob(c.view, j))
	made := &jobFragment{first: newFragment(encoded), revision: c.view.State.Revision()}
	if member := growingMember(j); member != "" {
		before, after, _ := bytes.Cut(encoded, []byte(member)) // in no text: there its quotes are escaped
		made.first = newFragment(append(bytes.Clone(before), member...))
		made.rest = newFragment(after[bytes.IndexByte(after, ','):])
	}
	if c.contract.Keeps(KeptJob, withBase(encoded, c.view.Base)) {
		j.Memo.Store(made)
	}
	return made
}

func growingMember(j *gitlab.Job) string {
	switch {
	case runs(j):
		return `"duration":`
	case waits(j):
		return `"queued_duration":`
	}
	return ""
}

// growing is how long a job has run or waited so far.
func (v *View) growing(j *gitlab.Job) *float64 {
	if runs(j) {
		return v.duration(j)
	}
	return v.queuedDuration(j)
}

// seconds appends a number that counts for the tag.
func (c *Composer) seconds(n *float64) {
	began := len(c.body)
	c.body = strconv.AppendFloat(c.body, *n, 'f', -1, 64)
	c.tag.add(digest(c.body[began:]))
}
