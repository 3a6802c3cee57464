package provision

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"
)

// Deployment is what cases need of a deployment that the target shows.
type Deployment struct {
	ID          int64       `json:"id"`
	IID         int64       `json:"iid"`
	Ref         string      `json:"ref"`
	SHA         string      `json:"sha"`
	Status      string      `json:"status"`
	CreatedAt   time.Time   `json:"created_at"`
	UpdatedAt   time.Time   `json:"updated_at"`
	User        *User       `json:"user"`
	Environment Environment `json:"environment"`

	PendingApprovals int64 `json:"pending_approval_count"`
}

// Environment is the environment of a deployment.
type Environment struct {
	ID   int64  `json:"id"`
	Name string `json:"name"`
}

// User is who made a deployment.
type User struct {
	ID       int64  `json:"id"`
	Username string `json:"username"`
}

// Arranger makes deployments for one case.
type Arranger struct {
	api      API
	ref, sha string
	made     []Deployment
	current  map[string]change // by environment: what its latest success deployed
}

// change is what a deployment brings.
type change struct {
	ref, sha string
	tag      bool
}

// NewArranger returns an arranger that deploys the given ref and commit.
func NewArranger(api API, ref, sha string) *Arranger {
	return &Arranger{api: api, ref: ref, sha: sha, current: map[string]change{}}
}

// Create makes a deployment and makes sure that it is a new one in the environment and status asked for.
func (a *Arranger) Create(ctx context.Context, environment, status string) (Deployment, error) {
	what := a.next(environment)
	form := url.Values{
		"environment": {environment}, "status": {status},
		"ref": {what.ref}, "sha": {what.sha}, "tag": {strconv.FormatBool(what.tag)},
	}
	var d Deployment
	if err := a.api.call(ctx, http.MethodPost, a.api.ProjectPath("deployments"), form, &d); err != nil {
		return d, err
	}
	if d.ID == 0 || d.Environment.Name != environment || d.Status != status || a.knows(d.ID) {
		return d, fmt.Errorf("asked for a new %s deployment to %s, got id %d, %q, to %q",
			status, environment, d.ID, d.Status, d.Environment.Name)
	}
	a.Remember(d)
	if status == "success" {
		a.current[environment] = what
	}
	return d, nil
}

// next is what to deploy so that it differs from the environment's current deployment: GitLab answers a POST that repeats
// the latest success with that deployment instead of a new one. A commit is accepted where a ref is asked for.
func (a *Arranger) next(environment string) change {
	plain := change{ref: a.ref, sha: a.sha}
	if a.current[environment] != plain {
		return plain
	}
	return change{ref: a.sha, sha: a.sha, tag: a.sha == a.ref}
}

// Update moves a deployment to another status and makes sure that it got there.
func (a *Arranger) Update(ctx context.Context, d Deployment, status string) (Deployment, error) {
	var moved Deployment
	err := a.api.call(ctx, http.MethodPut, a.api.ProjectPath("deployments", d.ID), url.Values{"status": {status}}, &moved)
	if err != nil {
		return moved, err
	}
	if moved.ID != d.ID || moved.Status != status {
		return moved, fmt.Errorf("moved deployment %d to %s, got id %d, %q", d.ID, status, moved.ID, moved.Status)
	}
	if status == "success" {
		a.current[d.Environment.Name] = change{ref: moved.Ref, sha: moved.SHA, tag: moved.Ref == moved.SHA && a.sha == a.ref}
	}
	return moved, nil
}

// Remember has CleanUp remove a deployment that the case made itself.
func (a *Arranger) Remember(d Deployment) {
	if d.ID != 0 && !a.knows(d.ID) {
		a.made = append(a.made, d)
	}
}

func (a *Arranger) knows(id int64) bool {
	return slices.ContainsFunc(a.made, func(d Deployment) bool { return d.ID == id })
}

// CleanUp removes what was made, last first, and tells what it had to leave behind. Environments always stay: no
// deployment needs them, and later runs use other names.
func (a *Arranger) CleanUp(ctx context.Context) (left []string) {
	for _, d := range slices.Backward(a.made) {
		if err := a.remove(ctx, d); err != nil {
			left = append(left, fmt.Sprintf("deployment %d in environment %s: %v", d.ID, d.Environment.Name, err))
		}
	}
	return left
}

// remove deletes the deployment. GitLab refuses that while it is running or current; canceled, it is neither.
func (a *Arranger) remove(ctx context.Context, d Deployment) error {
	path := a.api.ProjectPath("deployments", d.ID)
	err := a.api.call(ctx, http.MethodDelete, path, nil, nil)
	if hasStatus(err, http.StatusBadRequest) {
		if err := a.api.call(ctx, http.MethodPut, path, url.Values{"status": {"canceled"}}, nil); err != nil {
			return err
		}
		err = a.api.call(ctx, http.MethodDelete, path, nil, nil)
	}
	if hasStatus(err, http.StatusNotFound) {
		return nil
	}
	return err
}

func hasStatus(err error, status int) bool {
	refused, ok := errors.AsType[*StatusError](err)
	return ok && refused.Status == status
}
