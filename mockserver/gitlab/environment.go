package gitlab

import (
	"crypto/sha256"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
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

	AutoStopSetting string // always or with_action

	Memo Memo
}

func (e *Environment) changed(change func(*Environment)) *Environment {
	next := *e
	next.Memo = newMemo()
	change(&next)
	return &next
}

const (
	maxEnvironmentName = 255
	nameTooLong        = "is too long (maximum is 255 characters)"
	nameCharacters     = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
)

var environmentName = regexp.MustCompile(`^[A-Za-z0-9_${}. -]([A-Za-z0-9_${}. /-]*[A-Za-z0-9_${}. -])?$`)

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
	if before := tx.Environment(e.ID); before != nil {
		tx.environmentNames.remove(tx, environmentKey(before.ProjectID, before.Name))
		tx.environmentSlugs.remove(tx, environmentKey(before.ProjectID, before.Slug))
	}
	e.Memo = newMemo()
	tx.environments.set(tx, e.ID, &e)
	tx.environmentNames.set(tx, environmentKey(e.ProjectID, e.Name), e.ID)
	tx.environmentSlugs.set(tx, environmentKey(e.ProjectID, e.Slug), e.ID)
	return &e
}

// findOrCreateEnvironment is what naming an environment in a new deployment does.
func (tx *Tx) findOrCreateEnvironment(p *Project, name string) (*Environment, error) {
	if e := tx.EnvironmentByName(p.ID, name); e != nil {
		return e, nil
	}
	if err := CheckEnvironmentName(name); err != nil {
		return nil, err
	}
	if _, taken := tx.environmentSlugs.get(environmentKey(p.ID, Slug(name))); taken {
		return nil, invalid("slug", "has already been taken")
	}
	return tx.PutEnvironment(Environment{ProjectID: p.ID, Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now}), nil
}

// CheckEnvironmentName returns an Invalid error for a name that no environment may have.
func CheckEnvironmentName(name string) error {
	var broken []string
	if utf8.RuneCountInString(name) > maxEnvironmentName {
		broken = append(broken, nameTooLong)
	}
	if !environmentName.MatchString(name) {
		broken = append(broken, nameCharacters)
	}
	if broken != nil {
		return invalid("name", broken...)
	}
	return nil
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

var notSlug = regexp.MustCompile(`[^a-z0-9]`)
var dashes = regexp.MustCompile(`-+`)

// Slug makes the name fit for a DNS label of at most 24 characters. A name that does not survive unchanged gets six
// characters of its digest, so that names that look alike stay apart.
func Slug(name string) string {
	slug := notSlug.ReplaceAllString(strings.ToLower(name), "-")
	if slug == "" || slug[0] < 'a' || slug[0] > 'z' {
		slug = "env-" + slug
	}
	slug = dashes.ReplaceAllString(slug, "-")
	if len(slug) <= 24 && slug == name {
		return strings.TrimSuffix(slug, "-")
	}
	slug = slug[:min(len(slug), 17)]
	if !strings.HasSuffix(slug, "-") {
		slug += "-"
	}
	digest := sha256.Sum256([]byte(name))
	text := new(big.Int).SetBytes(digest[:]).Text(36)
	return slug + text[len(text)-6:]
}

// tiers are the patterns GitLab guesses a tier by; the first that occurs in the name wins.
var tiers = []struct {
	tier    string
	pattern *regexp.Regexp
}{
	{"development", regexp.MustCompile(`(?i)(dev|review|trunk)`)},
	{"testing", regexp.MustCompile(`(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)`)},
	{"staging", regexp.MustCompile(`(?i)(st(a|)g|mod(e|)l|pre|demo|non)`)},
	{"production", regexp.MustCompile(`(?i)(pr(o|)d|live)`)},
}

// GuessTier is the tier GitLab gives an environment of that name.
func GuessTier(name string) string {
	for _, t := range tiers {
		if t.pattern.MatchString(name) {
			return t.tier
		}
	}
	return "other"
}

// EnvironmentFilter narrows a list of environments. Empty fields do not filter.
type EnvironmentFilter struct {
	Name   string
	Search string // beginning of the name in any case, at least three characters
	State  EnvironmentState
}

const minSearch = 3

// FindEnvironments lists the project's environments by name, for an actor who may read them.
func (s *State) FindEnvironments(actor Actor, project string, f EnvironmentFilter) ([]*Environment, error) {
	p, err := s.readable(actor, project)
	if err != nil {
		return nil, err
	}
	if f.Search != "" && utf8.RuneCountInString(f.Search) < minSearch {
		return nil, badRequest("Search query is less than 3 characters")
	}
	return slices.DeleteFunc(s.Environments(p.ID), func(e *Environment) bool {
		return f.Name != "" && e.Name != f.Name || f.State != "" && e.State != f.State ||
			!strings.HasPrefix(strings.ToLower(e.Name), strings.ToLower(f.Search))
	}), nil
}

// GetEnvironment returns one environment of a project, for an actor who may read it.
func (s *State) GetEnvironment(actor Actor, project string, id int64) (*Environment, error) {
	p, err := s.readable(actor, project)
	if err != nil {
		return nil, err
	}
	e := s.Environment(id)
	if e == nil || e.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	return e, nil
}
