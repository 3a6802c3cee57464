package gitlab

// CIConfig is what a .gitlab-ci.yml says, as far as it means something here.
type CIConfig struct {
	Stages    []string // in order, with .pre and .post around them
	Jobs      []CIJob  // in the order of the file, without hidden ones
	Variables map[string]string
	// OnNewCommit is what a newer pipeline of the ref does to this one: AutoCancelNone, AutoCancelInterruptible, or, if empty,
	// cancel it unless a job that is not to be interrupted has started.
	OnNewCommit string
}

// The ways in which pipelines differ in what newer ones do to them.
const (
	AutoCancelNone          = "none"
	AutoCancelConservative  = "conservative"
	AutoCancelInterruptible = "interruptible" // only the jobs that may be interrupted, whatever else has started
)

// When is what a job waits for before it runs.
type When string

// The conditions. A job that never runs is not made.
const (
	OnSuccess  When = "on_success"
	OnFailure  When = "on_failure"
	Always     When = "always"
	ManualStep When = "manual"
	Never      When = "never"
)

// CIJob is one job of a pipeline's configuration.
type CIJob struct {
	Name, Stage  string
	Script       []string
	When         When
	AllowFailure bool // of a manual job: true unless the file says otherwise
	// Interruptible lets a newer pipeline of its ref cancel the job after it has started.
	Interruptible bool
	// Needs are the jobs it waits for instead of the stages before its own; nil: it waits for the stages.
	Needs       []CINeed
	Tags        []string
	Variables   map[string]string
	Environment *CIEnvironment // nil: it has to do with none
	Trigger     *CITrigger     // nil: it is no trigger job
}

// CINeed is a job that another waits for.
type CINeed struct {
	Job      string
	Optional bool // it need not be in the pipeline
}

// CIEnvironment is what a job has to do with an environment. Texts may hold variables.
type CIEnvironment struct {
	Name, URL string
	Action    string // start, prepare, stop, verify or access
	Tier      string // empty: guessed from the name
	OnStop    string // the job that stops it; empty: none

	AutoStopIn string // how long after a deployment it is to stop, like "2 days"; empty: nothing is said of that
}

// CITrigger is the pipeline that a trigger job starts: one of its own project, or that of another.
type CITrigger struct {
	Include string // path of its configuration in the repository
	Project string // full path of another project; empty: a child pipeline
	Branch  string // of the other project; empty: its default branch
	Depend  bool   // the job ends as that pipeline does, not when that is made
	Mirror  bool   // and is skipped with it, where it would fail otherwise
}
