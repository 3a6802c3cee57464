package gitlab

import (
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/tidwall/btree"
)

// State is everything the instance knows at one moment. It is safe for any number of readers.
type State struct {
	edition Edition
	tier    Tier
	epoch   uint64 // the write that may change this state's tables in place

	users         table[User]
	groups        table[Group]
	projects      table[Project]
	environments  table[Environment]
	protections   table[ProtectedEnvironment]
	jobs          table[Job]
	pipelines     table[Pipeline]
	runners       table[Runner]
	mergeRequests table[MergeRequest]
	hooks         table[Hook]

	tokens           keyed[string, *Token]
	tokensOf         keyed[string, string] // holder and id of an access token that has not been revoked to its value
	usernames        keyed[string, int64]
	groupPaths       keyed[string, int64] // full path, lower case
	projectPaths     keyed[string, int64] // full path, lower case; former paths too
	approvals        keyed[int64, []*Approval]
	links            keyed[int64, []int64] // deployment id to merge request ids
	shipping         keyed[int64, []int64] // merge request id to deployment ids
	requestIIDs      keyed[string, int64]  // project and iid to merge request id
	linked           children              // merge requests by environment: at most one link each
	repositories     keyed[int64, *Repository]
	ledgers          keyed[int64, *ledger]
	protected        keyed[string, int64]   // scope and name of a protected environment
	environmentNames keyed[string, int64]   // project and name
	environmentSlugs keyed[string, int64]   // project and slug
	tasks            keyed[string, *task]   // by the time they are due
	pipelinesOf      children               // by project
	jobsOf           children               // by pipeline
	pendingJobs      keyed[int64, struct{}] // that wait for a runner
	jobDeployments   keyed[int64, int64]    // job id to deployment id
	pipelineIIDs     keyed[int64, int64]    // project id to the last one
	runnerTokens     keyed[string, int64]   // to runner id
	families         keyed[int64, int]      // pipeline id to how many others go back to it
	hooksOf          children               // by project

	written        time.Time // when this state was published
	due            time.Time // when the first of what was put off is; zero if nothing was
	lastTask       int64
	builtInRunner  int64  // 0: it has run nothing yet
	revision       uint64 // of the rows that jobs show
	lastDeployment int64
	lastApproval   int64
	lastRule       int64
	lastToken      int64
	lastShare      int64
	lastEvent      int64
}

func emptyState(edition Edition, tier Tier) *State {
	return &State{
		edition: edition, tier: tier,
		users: newTable[User](), groups: newTable[Group](), projects: newTable[Project](),
		environments: newTable[Environment](), protections: newTable[ProtectedEnvironment](),
		jobs: newTable[Job](), pipelines: newTable[Pipeline](), runners: newTable[Runner](),
		mergeRequests: newTable[MergeRequest](), hooks: newTable[Hook](), hooksOf: newChildren(),
		tokens: newKeyed[string, *Token](), tokensOf: newKeyed[string, string](), usernames: newKeyed[string, int64](), groupPaths: newKeyed[string, int64](),
		projectPaths: newKeyed[string, int64](), approvals: newKeyed[int64, []*Approval](),
		links: newKeyed[int64, []int64](), shipping: newKeyed[int64, []int64](), requestIIDs: newKeyed[string, int64](), linked: newChildren(),
		repositories: newKeyed[int64, *Repository](), ledgers: newKeyed[int64, *ledger](),
		protected: newKeyed[string, int64](), environmentNames: newKeyed[string, int64](), environmentSlugs: newKeyed[string, int64](),
		tasks: newKeyed[string, *task](), pipelinesOf: newChildren(), jobsOf: newChildren(), pendingJobs: newKeyed[int64, struct{}](), jobDeployments: newKeyed[int64, int64](),
		pipelineIIDs: newKeyed[int64, int64](), runnerTokens: newKeyed[string, int64](), families: newKeyed[int64, int](),
	}
}

// Edition is the build this instance imitates.
func (s *State) Edition() Edition { return s.edition }

// Tier is the plan this instance is licensed for.
func (s *State) Tier() Tier { return s.tier }

// Licensed tells whether protected environments and approvals have any effect.
func (s *State) Licensed() bool { return s.edition == EnterpriseEdition && s.tier != Free }

// Revision is another one after every change to a row that a job shows: users, projects, pipelines, runners and jobs. While
// it stays the same, what was made of a job stays true, in whatever instance.
func (s *State) Revision() uint64 { return s.revision }

// User returns the user with that id, nil if there is none.
func (s *State) User(id int64) *User { return s.users.get(id) }

// UserByName returns the user with that username, ignoring case; nil if there is none.
func (s *State) UserByName(username string) *User {
	id, _ := s.usernames.get(strings.ToLower(username))
	return s.users.get(id)
}

// Token returns the token with that value, nil if there is none. It may be expired or revoked.
func (s *State) Token(value string) *Token {
	t, _ := s.tokens.get(value)
	return t
}

// Group returns the group with that id, nil if there is none.
func (s *State) Group(id int64) *Group { return s.groups.get(id) }

// Projects yields every project, oldest first.
func (s *State) Projects() iter.Seq[*Project] { return s.projects.all() }

// ProjectByID returns the project with that id whoever asks, nil if there is none.
func (s *State) ProjectByID(id int64) *Project { return s.projects.get(id) }

// Environment returns the environment with that id, nil if there is none.
func (s *State) Environment(id int64) *Environment { return s.environments.get(id) }

// Hook returns the hook with that id whoever asks, nil if there is none.
func (s *State) Hook(id int64) *Hook { return s.hooks.get(id) }

// Job returns the job with that id, nil if there is none.
func (s *State) Job(id int64) *Job { return s.jobs.get(id) }

// Pipeline returns the pipeline with that id, nil if there is none.
func (s *State) Pipeline(id int64) *Pipeline { return s.pipelines.get(id) }

// Runner returns the runner with that id, nil if there is none.
func (s *State) Runner(id int64) *Runner { return s.runners.get(id) }

// Repository returns a project's repository, nil if the project does not exist.
func (s *State) Repository(project int64) *Repository {
	r, _ := s.repositories.get(project)
	return r
}

// table holds rows by id. Ids are a sequence and are never used again.
type table[T any] struct {
	keyed[int64, *T]
	last int64
}

func newTable[T any]() table[T] { return table[T]{keyed: newKeyed[int64, *T]()} }

func (t *table[T]) get(id int64) *T {
	row, _ := t.keyed.get(id)
	return row
}

// next is the id for a row to come: wanted if that is free to choose (not 0), else the sequence's next.
func (t *table[T]) next(wanted int64) int64 {
	if wanted == 0 {
		wanted = t.last + 1
	}
	t.last = max(t.last, wanted)
	return wanted
}

func (t *table[T]) all() iter.Seq[*T] {
	return func(yield func(*T) bool) {
		t.rows.Scan(func(_ int64, row *T) bool { return yield(row) })
	}
}

// ordered are the keys a copy-on-write map can have here.
type ordered interface{ ~int64 | ~string }

// copying is held to copy a tree: btree marks the original too, and instances may share it.
var copying sync.Mutex

// keyed is a copy-on-write map: the first change in a write copies it, in constant time, and the rest of the write
// changes the copy.
type keyed[K ordered, V any] struct {
	rows  *btree.Map[K, V]
	epoch uint64
}

func newKeyed[K ordered, V any]() keyed[K, V] {
	return keyed[K, V]{rows: btree.NewMap[K, V](0)}
}

func (k *keyed[K, V]) get(key K) (V, bool) { return k.rows.Get(key) }

func (k *keyed[K, V]) set(tx *Tx, key K, value V) {
	k.own(tx)
	k.rows.Set(key, value)
}

func (k *keyed[K, V]) remove(tx *Tx, key K) {
	k.own(tx)
	k.rows.Delete(key)
}

func (k *keyed[K, V]) own(tx *Tx) {
	if k.epoch != tx.epoch {
		copying.Lock()
		k.rows = k.rows.Copy()
		copying.Unlock()
		k.epoch = tx.epoch
	}
}
