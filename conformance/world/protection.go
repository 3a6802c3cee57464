package world

import (
	"context"
	"fmt"

	"understudy/conformance/wire"
)

// ApprovalRule says who has to approve deployments to a protected environment, and how many of them.
type ApprovalRule struct {
	AccessLevel int   `json:"access_level,omitempty"` // one of the three
	UserID      int64 `json:"user_id,omitempty"`
	GroupID     int64 `json:"group_id,omitempty"`
	Required    int   `json:"required_approvals"`
}

// DeployAccess says who may deploy to a protected environment.
type DeployAccess struct {
	AccessLevel int   `json:"access_level,omitempty"` // one of the three
	UserID      int64 `json:"user_id,omitempty"`
	GroupID     int64 `json:"group_id,omitempty"`
}

// Protect protects an environment of the run's own: developers may deploy to it, and the rules say who has to approve.
func (p *Project) Protect(environment string, rules ...ApprovalRule) error {
	return p.ProtectFor(environment, []DeployAccess{{AccessLevel: accessLevels["developer"]}}, rules...)
}

// ProtectFor is Protect with a word on who may deploy.
func (p *Project) ProtectFor(environment string, access []DeployAccess, rules ...ApprovalRule) error {
	thing := Thing{Kind: kindProtection, Name: environment, Project: p.named}
	if err := p.intend(thing); err != nil {
		return err
	}
	err := p.w.post(p.URL("protected_environments"), map[string]any{
		"name": environment, "deploy_access_levels": access, "approval_rules": append([]ApprovalRule{}, rules...),
	}, nil)
	if err != nil {
		return p.w.unprotected(err)
	}
	p.record(thing)
	return nil
}

// unprotected is a refusal to protect: a broken promise if the tier was declared, else something to go without.
func (w *World) unprotected(err error) error {
	failed, ok := err.(*CallError) //nolint:errorlint // made just now
	if ok && w.Declared {
		failed.Rule = "R-APPROVE-TIERS"
		failed.Mismatch.Why = "The tier that was declared has deployment approvals."
		return failed
	}
	return lacking("approvals", err)
}

// Waiting is a deployment of the maintainer's to a newly protected environment, which waits for so many approvals.
func (p *Project) Waiting(ctx context.Context, environment string, rules ...ApprovalRule) (Deployment, error) {
	if err := p.Protect(environment, rules...); err != nil {
		return Deployment{}, err
	}
	d, err := p.Deploy(ctx, environment, "running")
	if err != nil {
		return d, err
	}
	var want int64
	for _, rule := range rules {
		want += int64(rule.Required)
	}
	if d.PendingApprovals == want {
		return d, nil
	}
	// What recording answers may be wrong in this; what reading answers tells.
	if read, err := p.read(d.ID); err == nil && read.PendingApprovals == want {
		return read, nil
	}
	return d, p.w.unprotected(&CallError{Exchange: d.exchange, Mismatch: wire.Mismatch{
		Pointer: "/pending_approval_count", Expected: fmt.Sprintf("pending_approval_count %d for a deployment to a protected environment", want),
		Actual: start(d.Raw),
	}})
}

// Approvals makes sure that the target has deployment approvals: that a deployment to a protected environment waits for one.
func (w *World) Approvals() error {
	_, err := once(w, "approvals", func() (struct{}, error) {
		p, err := w.Project()
		if err == nil {
			_, err = p.Waiting(w.ctx, w.Name("protected"), ApprovalRule{AccessLevel: accessLevels["maintainer"], Required: 1})
		}
		return struct{}{}, err
	})
	return err
}
