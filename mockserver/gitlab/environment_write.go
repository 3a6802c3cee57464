package gitlab

import (
	"net/url"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// EnvironmentChange is what a client may say of an environment. A nil field stays as it is.
type EnvironmentChange struct {
	ExternalURL     *string // empty: none
	Description     *string
	Tier            string // empty: as it is, or guessed from the name of a new one
	AutoStopSetting string // empty: as it is
}

// CreateEnvironment makes an available environment. A project has at most one of each name and each slug. Errors: the
// project's, Forbidden, Invalid by attribute.
func (tx *Tx) CreateEnvironment(actor Actor, project, name string, c EnvironmentChange) (*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canWriteDeployments(actor, p) {
		return nil, ErrForbidden
	}
	broken := tx.namingErrors(p, name)
	broken = append(broken, c.errors()...)
	if len(broken) > 0 {
		return nil, &Error{Kind: Invalid, Messages: broken}
	}
	e := Environment{ProjectID: p.ID, Name: name, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	c.apply(&e)
	return tx.PutEnvironment(e), nil
}

// namingErrors are what keeps a new environment of the project from having that name, as sentences.
func (s *State) namingErrors(p *Project, name string) []string {
	var broken []string
	if strings.TrimSpace(name) == "" {
		broken = append(broken, "Name can't be blank")
	}
	if s.EnvironmentByName(p.ID, name) != nil {
		broken = append(broken, "Name has already been taken")
	}
	if utf8.RuneCountInString(name) > maxEnvironmentName {
		broken = append(broken, "Name "+nameTooLong)
	}
	if !environmentName.MatchString(name) {
		broken = append(broken, "Name "+nameCharacters)
	}
	if _, taken := s.environmentSlugs.get(environmentKey(p.ID, Slug(name))); taken {
		broken = append(broken, "Slug has already been taken")
	}
	return broken
}

const (
	maxExternalURL = 255
	maxDescription = 10_000
)

// absoluteURL is what external_url must look like to be shown as a URI.
var absoluteURL = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9+.-]*:([A-Za-z0-9_~:/?#\[\]@!$&'()*,;=.+-]|%[0-9A-Fa-f]{2})*$`)

// errors are what is wrong with the values, as sentences.
func (c EnvironmentChange) errors() []string {
	var broken []string
	if c.ExternalURL != nil && utf8.RuneCountInString(*c.ExternalURL) > maxExternalURL {
		broken = append(broken, "External url is too long (maximum is 255 characters)")
	}
	if c.Description != nil && utf8.RuneCountInString(*c.Description) > maxDescription {
		broken = append(broken, "Description is too long (maximum is 10000 characters)")
	}
	if c.ExternalURL == nil || strings.TrimSpace(*c.ExternalURL) == "" {
		return broken
	}
	u, err := url.Parse(*c.ExternalURL)
	switch {
	case err != nil || !absoluteURL.MatchString(*c.ExternalURL):
		broken = append(broken, "External url URI is invalid")
	case u.Scheme == "javascript" || u.Scheme == "data" || u.Scheme == "vbscript":
		broken = append(broken, "External url "+u.Scheme+" scheme is not allowed")
	}
	return broken
}

func (c EnvironmentChange) apply(e *Environment) {
	if c.ExternalURL != nil {
		e.ExternalURL = textUnlessBlank(*c.ExternalURL)
	}
	if c.Description != nil {
		e.Description = textUnlessBlank(*c.Description)
	}
	if c.Tier != "" {
		e.Tier = c.Tier
	}
	if c.AutoStopSetting != "" {
		e.AutoStopSetting = c.AutoStopSetting
	}
}

func textUnlessBlank(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// UpdateEnvironment changes an environment; nobody renames one. Errors: the project's, ErrRecordNotFound, Forbidden, Invalid by
// attribute.
func (tx *Tx) UpdateEnvironment(actor Actor, project string, id int64, c EnvironmentChange) (*Environment, error) {
	e, err := tx.ownEnvironment(actor, project, id)
	if err != nil {
		return nil, err
	}
	if broken := c.errors(); len(broken) > 0 {
		return nil, &Error{Kind: Invalid, Messages: broken}
	}
	return tx.changeEnvironment(e, c.apply), nil
}

// StopEnvironment stops an environment. If the job that deployed to it names one that stops it, that one is run and the
// environment is stopping until it has succeeded. Without such a job one that is to stop only with an action stops by force
// alone, and force does without the job. Stopping a stopped one changes nothing. Errors: the project's, ErrRecordNotFound,
// Forbidden.
func (tx *Tx) StopEnvironment(actor Actor, project string, id int64, force bool) (*Environment, error) {
	e, err := tx.ownEnvironment(actor, project, id)
	if err != nil || e.State == Stopped {
		return e, err
	}
	if force {
		return tx.stop(e), nil
	}
	j := tx.stopJob(e)
	switch {
	case e.State == Stopping || j == nil && e.AutoStopSetting == "with_action":
		return e, nil
	case j == nil:
		return tx.stop(e), nil
	case !tx.mayRunJob(actor, tx.ProjectByID(e.ProjectID), j):
		return nil, ErrForbidden
	}
	e = tx.changeEnvironment(e, func(n *Environment) { n.State = Stopping })
	tx.play(actor, j)
	return e, nil
}

// stopJob is the job that stops an environment: the one that the job of its last deployment names for that. Nil if there is
// none to play.
func (s *State) stopJob(e *Environment) *Job {
	last := s.LastDeployment(e)
	if last == nil {
		return nil
	}
	deployed := s.Job(last.JobID)
	if deployed == nil || !deployed.deploys() || deployed.Config.Environment.OnStop == "" {
		return nil
	}
	for _, j := range s.currentJobs(deployed.PipelineID) {
		if j.Name == deployed.Config.Environment.OnStop && s.playable(j) {
			return j
		}
	}
	return nil
}

func (tx *Tx) stop(e *Environment) *Environment {
	return tx.changeEnvironment(e, func(n *Environment) { n.State, n.AutoStopAt = Stopped, time.Time{} })
}

func (tx *Tx) changeEnvironment(e *Environment, change func(*Environment)) *Environment {
	next := e.changed(func(n *Environment) {
		change(n)
		n.UpdatedAt = tx.Now
	})
	tx.environments.set(tx, e.ID, next)
	return next
}

// DestroyEnvironment deletes a stopped environment, its deployments, their approvals and what they have shipped.
// unmodifiedSince, if not nil, is the caller's condition: it fails when the row has changed after that moment. Errors: the
// project's, ErrRecordNotFound, Forbidden, also for one that is not stopped, and PreconditionFailed.
func (tx *Tx) DestroyEnvironment(actor Actor, project string, id int64, unmodifiedSince *time.Time) error {
	e, err := tx.ownEnvironment(actor, project, id)
	switch {
	case err != nil:
		return err
	case e.State != Stopped:
		return ErrForbidden
	case unmodifiedSince != nil && e.UpdatedAt.After(*unmodifiedSince):
		return &Error{Kind: PreconditionFailed}
	}
	deployments := tx.ledger(e.ProjectID).environment(e.ID).of(nil).id
	for i := range deployments.len() {
		tx.removeDeployment(deployments.at(i))
	}
	tx.environments.remove(tx, e.ID)
	tx.environmentNames.remove(tx, environmentKey(e.ProjectID, e.Name))
	tx.environmentSlugs.remove(tx, environmentKey(e.ProjectID, e.Slug))
	return nil
}

// ownEnvironment returns an environment that the actor may change: as a developer whom its protection lets deploy. Who may
// not even read it is told so before it is looked up.
func (tx *Tx) ownEnvironment(actor Actor, project string, id int64) (*Environment, error) {
	p, err := tx.Project(actor, project, AdminEnvironments)
	if err != nil {
		return nil, err
	}
	if !tx.canReadDeployments(actor, p) {
		return nil, ErrForbidden
	}
	e := tx.Environment(id)
	if e == nil || e.ProjectID != p.ID {
		return nil, ErrRecordNotFound
	}
	if !tx.canWriteDeployments(actor, p) || !tx.mayDeploy(actor, p, e) {
		return nil, ErrForbidden
	}
	return e, nil
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
