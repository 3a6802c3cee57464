package mockserver

// endpoints are the handlers by operation id.
func endpoints() map[string]endpoint {
	return map[string]endpoint{
		"listProjectDeployments":           {handle: listDeployments, scopes: readScopes},
		"getProjectDeployment":             {handle: getDeployment, scopes: readScopes},
		"createProjectDeployment":          {handle: createDeployment, scopes: writeScopes},
		"updateProjectDeployment":          {handle: updateDeployment, scopes: writeScopes},
		"deleteProjectDeployment":          {handle: deleteDeployment, scopes: writeScopes},
		"listDeploymentMergeRequests":      {handle: listDeploymentMergeRequests, scopes: readScopes},
		"approveOrRejectProjectDeployment": {handle: approveDeployment, scopes: writeScopes, enterprise: true},

		"getVersion":              {handle: getVersion, scopes: userScopes},
		"getMetadata":             {handle: getMetadata, scopes: userScopes},
		"getCurrentUser":          {handle: getCurrentUser, scopes: userScopes},
		"getProject":              {handle: getProject, scopes: readScopes},
		"listProjectEnvironments": {handle: listEnvironments, scopes: readScopes},
		"getProjectEnvironment":   {handle: getEnvironment, scopes: readScopes},
	}
}
