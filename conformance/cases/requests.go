package cases

import (
	"maps"

	"understudy/conformance"
	"understudy/conformance/provision"
	"understudy/conformance/wire"
)

// The operations under examination.
const (
	listOp          = "listProjectDeployments"
	getOp           = "getProjectDeployment"
	createOp        = "createProjectDeployment"
	updateOp        = "updateProjectDeployment"
	deleteOp        = "deleteProjectDeployment"
	mergeRequestsOp = "listDeploymentMergeRequests"
	approvalOp      = "approveOrRejectProjectDeployment"
)

// unknownID is a deployment that no target has: ids this large are valid, and centuries away.
const unknownID = 9007199254740993

func collection(s *conformance.Session) string { return s.Path("deployments") }

func single(s *conformance.Session, d provision.Deployment) string {
	return s.Path("deployments", d.ID)
}

func approvalOf(s *conformance.Session, d provision.Deployment) string {
	return s.Path("deployments", d.ID, "approval")
}

func mergeRequestsOf(s *conformance.Session, d provision.Deployment) string {
	return s.Path("deployments", d.ID, "merge_requests")
}

// show gets one deployment and expects that it is there.
func show(s *conformance.Session, d provision.Deployment) provision.Deployment {
	return wire.Decode[provision.Deployment](s.Client().Get(single(s, d), nil).Status(200))
}

// listed gets a list and expects an answer.
func listed(s *conformance.Session, query wire.Params) []provision.Deployment {
	return wire.Decode[[]provision.Deployment](s.Client().Get(collection(s), query).Status(200))
}

// idsIn lists the deployments of an environment, narrowed by more of a query.
func idsIn(s *conformance.Session, environment string, query wire.Params) []int64 {
	return ids(listed(s, with(query, "environment", environment)))
}

func ids(deployments []provision.Deployment) []int64 {
	all := make([]int64, len(deployments))
	for i, d := range deployments {
		all[i] = d.ID
	}
	return all
}

// valid is a complete form for a new deployment.
func valid(s *conformance.Session, environment string) wire.Params {
	return wire.Params{
		"environment": environment, "ref": s.Survey.Ref, "sha": s.Survey.SHA, "tag": "false", "status": "running",
	}
}

// made expects that the target made a deployment, and has it removed later.
func made(s *conformance.Session, answer *wire.Answer) provision.Deployment {
	d := wire.Decode[provision.Deployment](answer.Succeeded())
	s.Remember(d)
	return d
}

func with(params wire.Params, name, value string) wire.Params {
	more := wire.Params{name: value}
	for n, v := range params {
		if n != name {
			more[n] = v
		}
	}
	return more
}

func without(params wire.Params, name string) wire.Params {
	less := maps.Clone(params)
	delete(less, name)
	return less
}
