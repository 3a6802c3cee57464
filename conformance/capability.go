package conformance

import (
	"fmt"

	"understudy/conformance/provision"
)

// Capability is something a target may legitimately lack, or that only its owner can set up.
type Capability string

// The capabilities.
const (
	ProjectDetails       Capability = "project-details"        // GET /projects/:id shows id and path
	Approvals            Capability = "approvals"              // deployment approvals are licensed
	AwaitingApproval     Capability = "awaiting-approval"      // a blocked deployment has pending approvals
	ShippedMergeRequests Capability = "shipped-merge-requests" // a deployment lists a merge request
)

// Finding tells whether the target has a capability, and what decided it.
type Finding struct {
	Capability Capability `json:"capability"`
	Available  bool       `json:"available"`
	Evidence   string     `json:"evidence"`
}

func findings(s provision.Survey) []Finding {
	return []Finding{
		found(ProjectDetails, s.ProjectMissing, fmt.Sprintf("project %d is %s", s.ID, s.Path)),
		found(Approvals, s.ApprovalsMissing, "the project has the setting for approvals"),
		found(AwaitingApproval, s.AwaitingMissing, "deployment "+idOf(s.Awaiting)),
		found(ShippedMergeRequests, s.ShippedMissing, "deployment "+idOf(s.Shipped)),
	}
}

func found(capability Capability, missing, evidence string) Finding {
	if missing != "" {
		return Finding{Capability: capability, Evidence: missing}
	}
	return Finding{Capability: capability, Available: true, Evidence: evidence}
}

func idOf(d *provision.Deployment) string {
	if d == nil {
		return "none"
	}
	return fmt.Sprint(d.ID)
}
