package entity

import (
	"understudy/mockserver/gitlab"
)

// What package gitlab follows: the version of GitLab, and its commit.
const (
	imitatedVersion  = "18.9.0"
	imitatedRevision = "6714c913625"
)

// Version is the version of GitLab that is followed.
type Version struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
}

// Metadata is the version and what belongs to it.
type Metadata struct {
	Version
	KAS        agentServer `json:"kas"`
	Enterprise bool        `json:"enterprise"`
}

type agentServer struct {
	Enabled           bool    `json:"enabled"`
	ExternalURL       *string `json:"externalUrl"`
	ExternalK8sProxy  *string `json:"externalK8sProxyUrl"`
	AgentServerNumber *string `json:"version"`
}

// VersionOf is the version of GitLab that an edition gives itself out for, such as 18.9.0-ee.
func VersionOf(edition gitlab.Edition) string {
	if edition == gitlab.EnterpriseEdition {
		return imitatedVersion + "-ee"
	}
	return imitatedVersion
}

// NewVersion is the version of the view's edition.
func NewVersion(v *View) Version {
	return Version{Version: VersionOf(v.State.Edition()), Revision: imitatedRevision}
}

// NewMetadata is the version and what belongs to it.
func NewMetadata(v *View) Metadata {
	return Metadata{Version: NewVersion(v), Enterprise: v.State.Edition() == gitlab.EnterpriseEdition}
}
