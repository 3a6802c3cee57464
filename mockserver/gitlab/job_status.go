package gitlab

// weight is what a job's status counts for in the status of what it is part of.
type weight uint16

const (
	isCreated weight = 1 << iota
	isPending
	isRunning
	isManual
	isCanceled
	isSkipped
	isSucceeded
	isFailed
	isWarning // failed or canceled where that is allowed
	isIgnored // waits for somebody to play it, which nobody has to
	isOther
)

var weights = map[JobStatus]weight{
	JobCreated: isCreated, JobPending: isPending, JobRunning: isRunning, JobManual: isManual, JobCanceled: isCanceled,
	JobSkipped: isSkipped, JobSuccess: isSucceeded, JobFailed: isFailed, JobCanceling: isRunning,
}

func (j *Job) weight() weight {
	switch {
	case j.AllowFailure && (j.Status == JobFailed || j.Status == JobCanceled):
		return isWarning
	case j.AllowFailure && j.Status == JobManual:
		return isIgnored
	}
	if w, ok := weights[j.Status]; ok {
		return w
	}
	return isOther
}

// only tells whether there is something, and nothing but these.
func (w weight) only(these weight) bool { return w != 0 && w&^these == 0 }

// composite is the status of a pipeline, or of the stages before a job, by the jobs in it. The first line that is true
// decides. Of no jobs it is success.
func (w weight) composite() JobStatus {
	const fine = isWarning | isIgnored
	switch {
	case w == 0:
		return JobSuccess
	case w.only(isSkipped | isIgnored):
		return JobSkipped
	case w.only(isSucceeded | isSkipped | fine):
		return JobSuccess
	case w.only(isCreated | fine):
		return JobCreated
	case w.only(isCanceled | isSucceeded | isSkipped | fine):
		return JobCanceled
	case w.only(isPending | isCreated | isSkipped | fine):
		return JobPending
	case w&(isRunning|isPending|isOther) != 0:
		return JobRunning
	case w&isManual != 0:
		return JobManual
	case w&isCreated != 0:
		return JobRunning
	}
	return JobFailed
}

// needed is the status of the jobs that a job names as its needs: it is skipped if one of them does not run, and waits
// for all of them.
func (w weight) needed() JobStatus {
	switch {
	case w&(isSkipped|isIgnored) != 0:
		return JobSkipped
	case w != 0 && !w.only(isSucceeded|isFailed|isCanceled|isWarning):
		return JobPending
	}
	return w.composite()
}

// follows tells whether a job runs after what went before it has ended so.
func (j *Job) follows(before JobStatus) bool {
	switch j.Seldom().When {
	case OnFailure:
		return before == JobFailed
	case Always:
		return before != JobCanceled
	default:
		return before == JobSuccess || before == JobSkipped && j.Config.Needs == nil
	}
}
