package gitlab

import (
	"strings"
	"time"
)

// EnvironmentState is whether an environment is in use.
type EnvironmentState string

// The states of an environment.
const (
	Available EnvironmentState = "available"
	Stopping  EnvironmentState = "stopping"
	Stopped   EnvironmentState = "stopped"
)

// Environment is somewhere a project is deployed to.
type Environment struct {
	ID          int64
	ProjectID   int64
	Name        string // unique in the project, case-sensitive
	Slug        string
	ExternalURL string // empty: none
	Description string
	Tier        string // production, staging, testing, development or other
	State       EnvironmentState
	CreatedAt   time.Time
	UpdatedAt   time.Time
	AutoStopAt  time.Time // zero: none
	DeleteAt    time.Time // of a stopped review app whose deletion has been asked for; zero: none

	AutoStopSetting string // always or with_action

	Memo Memo
}

func (e *Environment) changed(change func(*Environment)) *Environment {
	next := *e
	next.Memo = newMemo()
	change(&next)
	return &next
}

// EnvironmentByName returns the project's environment with exactly that name, nil if there is none.
func (s *State) EnvironmentByName(project int64, name string) *Environment {
	id, _ := s.environmentNames.get(environmentKey(project, name))
	return s.environments.get(id)
}

// Environments returns the project's environments by name.
func (s *State) Environments(project int64) []*Environment {
	var found []*Environment
	prefix := environmentKey(project, "")
	s.environmentNames.rows.Ascend(prefix, func(key string, id int64) bool {
		if !strings.HasPrefix(key, prefix) {
			return false
		}
		found = append(found, s.environments.get(id))
		return true
	})
	return found
}

// PutEnvironment adds an environment as it is, or replaces the one with that id; an id of 0 becomes the next free one. An
// empty slug, tier, state or auto stop setting is filled in. It returns the row.
func (tx *Tx) PutEnvironment(e Environment) *Environment {
	e.ID = tx.environments.next(e.ID)
	if e.Slug == "" {
		e.Slug = Slug(e.Name)
	}
	if e.Tier == "" {
		e.Tier = GuessTier(e.Name)
	}
	if e.State == "" {
		e.State = Available
	}
	if e.AutoStopSetting == "" {
		e.AutoStopSetting = "always"
	}
	before := tx.Environment(e.ID)
	if before != nil {
		tx.environmentNames.remove(tx, environmentKey(before.ProjectID, before.Name))
		tx.environmentSlugs.remove(tx, environmentKey(before.ProjectID, before.Slug))
	}
	e.Memo = newMemo()
	tx.environments.set(tx, e.ID, &e)
	tx.scheduleStop(before, &e)
	tx.scheduleDeletion(before, &e)
	tx.environmentNames.set(tx, environmentKey(e.ProjectID, e.Name), e.ID)
	tx.environmentSlugs.set(tx, environmentKey(e.ProjectID, e.Slug), e.ID)
	return &e
}

// environmentKey orders by project, then by name.
func environmentKey(project int64, name string) string {
	return string(appendID(nil, project)) + name
}

// foldered tells whether the environment is one of many of a kind (review/…), whose deployments link no merge requests
// unless their tier says they matter.
func (e *Environment) foldered() bool {
	return strings.Contains(e.Name, "/") && e.Tier != "production" && e.Tier != "staging"
}
