package world

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"understudy/conformance/wire"
)

// Deployment is what cases need of a deployment. It is read field by field: a value of another type leaves its field zero, and
// is for the contract's examiner to tell.
type Deployment struct {
	ID, IID          int64
	Ref, SHA, Status string
	CreatedAt        time.Time
	UpdatedAt        time.Time
	User             User
	Environment      Environment
	PendingApprovals int64
	Raw              json.RawMessage // as it came

	created, lastChange string         // as written
	exchange            *wire.Exchange // in which it came
}

// Environment is the environment of a deployment.
type Environment struct {
	ID   int64
	Name string
}

// User is who made a deployment.
type User struct {
	ID       int64
	Username string
}

// UnmarshalJSON reads an object; what has another shape than expected stays zero.
func (d *Deployment) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(data, &fields); err != nil {
		return err
	}
	d.Raw = append(json.RawMessage(nil), data...)
	d.ID, d.IID = integerIn(fields["id"]), integerIn(fields["iid"])
	for name, into := range map[string]any{
		"ref": &d.Ref, "sha": &d.SHA, "status": &d.Status, "created_at": &d.created, "updated_at": &d.lastChange,
		"user": &d.User, "environment": &d.Environment, "pending_approval_count": &d.PendingApprovals,
	} {
		_ = json.Unmarshal(fields[name], into)
	}
	d.CreatedAt, _ = time.Parse(time.RFC3339, d.created)
	d.UpdatedAt, _ = time.Parse(time.RFC3339, d.lastChange)
	return nil
}

// UnmarshalJSON reads an object; what has another shape than expected stays zero.
func (e *Environment) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(data, &fields)
	e.ID = integerIn(fields["id"])
	_ = json.Unmarshal(fields["name"], &e.Name)
	return nil
}

// UnmarshalJSON reads an object; what has another shape than expected stays zero.
func (u *User) UnmarshalJSON(data []byte) error {
	var fields map[string]json.RawMessage
	_ = json.Unmarshal(data, &fields)
	u.ID = integerIn(fields["id"])
	_ = json.Unmarshal(fields["username"], &u.Username)
	return nil
}

// integerIn reads an integer, written as a number or as a string.
func integerIn(data json.RawMessage) int64 {
	text := string(data)
	if unquoted, err := strconv.Unquote(text); err == nil {
		text = unquoted
	}
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// change is what a deployment brings.
type change struct {
	ref, sha string
	tag      bool
}

// Form is a complete form for a new deployment of the project.
func (p *Project) Form(environment, status string) wire.Params {
	return wire.Params{"environment": environment, "ref": p.Ref, "sha": p.SHA, "tag": "false", "status": status}
}

// Deploy makes a deployment, and makes sure that it is a new one in the environment and status asked for.
func (p *Project) Deploy(ctx context.Context, environment, status string) (Deployment, error) {
	return p.deploy(ctx, environment, status, p.next(environment, status))
}

func (p *Project) deploy(ctx context.Context, environment, status string, what change) (Deployment, error) {
	form := wire.Params{"environment": environment, "status": status, "ref": what.ref, "sha": what.sha, "tag": strconv.FormatBool(what.tag)}
	rule := "R-CREATE-STATUS-" + map[string]string{"running": "RUNNING", "success": "SUCCESS", "failed": "FAILED", "canceled": "CANCELED"}[status]
	d, err := p.changed(ctx, wire.Request{Method: http.MethodPost, Path: p.URL("deployments"), Form: form}, rule)
	if err != nil {
		return d, err
	}
	return d, p.w.expected(d, d.ID != 0 && d.Environment.Name == environment && d.Status == status, rule,
		fmt.Sprintf("a new deployment, %s, to %s", status, environment))
}

// read reads a deployment.
func (p *Project) read(id int64) (Deployment, error) {
	return p.changed(p.w.ctx, wire.Request{Method: http.MethodGet, Path: p.URL("deployments", id)}, "R-GET-ONE")
}

// Move moves a deployment to another status, and makes sure that it got there.
func (p *Project) Move(ctx context.Context, d Deployment, status string) (Deployment, error) {
	rule := "R-UPDATE-STATUS-" + map[string]string{"success": "SUCCESS", "failed": "FAILED", "canceled": "CANCELED", "running": "RUNNING"}[status]
	moved, err := p.changed(ctx, wire.Request{Method: http.MethodPut, Path: p.URL("deployments", d.ID), Form: wire.Params{"status": status}}, rule)
	if err != nil {
		return moved, err
	}
	if status == "success" {
		p.mu.Lock()
		p.current[d.Environment.Name] = change{ref: moved.Ref, sha: moved.SHA}
		p.mu.Unlock()
	}
	return moved, p.w.expected(moved, moved.ID == d.ID && moved.Status == status, rule, fmt.Sprintf("deployment %d, %s", d.ID, status))
}

// changed sends a request that answers with a deployment; the rule is broken if it does not.
func (p *Project) changed(ctx context.Context, r wire.Request, rule string) (Deployment, error) {
	e := p.w.Line.Do(ctx, p.w.signer, r)
	var d Deployment
	failed := &CallError{Exchange: e, Rule: rule, Mismatch: wire.Mismatch{Expected: "status 200 to 299", Actual: fmt.Sprintf("status %d %s", e.Status, start(e.ResponseBody)), Status: wire.Success}}
	if e.Err != nil || e.Status < 200 || e.Status > 299 {
		return d, failed
	}
	if json.Unmarshal(e.ResponseBody, &d) != nil {
		failed.Mismatch = wire.Mismatch{Expected: "a deployment as an object", Actual: start(e.ResponseBody)}
		return d, failed
	}
	p.w.grain.learn(d.created)
	p.w.grain.learn(d.lastChange)
	d.exchange = e
	return d, nil
}

func (w *World) expected(d Deployment, met bool, rule, what string) error {
	if met {
		return nil
	}
	return &CallError{Exchange: d.exchange, Rule: rule, Mismatch: wire.Mismatch{Expected: what,
		Actual: fmt.Sprintf("id %d, status %q, environment %q", d.ID, d.Status, d.Environment.Name)}}
}

// next is what to deploy so that it differs from the environment's current deployment: GitLab answers a POST that repeats
// the latest success with that deployment instead of a new one. A commit is accepted where a ref is asked for.
func (p *Project) next(environment, status string) change {
	p.mu.Lock()
	defer p.mu.Unlock()
	what := change{ref: p.Ref, sha: p.SHA}
	if p.current[environment] == what {
		what = change{ref: p.SHA, sha: p.SHA, tag: p.SHA == p.Ref}
		if len(p.Commits) > 1 {
			what = change{ref: p.Ref, sha: p.Commits[1]}
		}
	}
	if status == "success" {
		p.current[environment] = what
	}
	return what
}
