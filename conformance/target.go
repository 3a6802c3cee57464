package conformance

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"understudy/openapi"
)

// ErrUsage is in the chain of every error that says a run was asked for wrongly.
var ErrUsage = errors.New("wrong usage")

// ErrUnexaminable is in the chain of every error that says a target could not be examined: it is unreachable, refuses the
// examiner's token, or lacks what every case needs.
var ErrUnexaminable = errors.New("the target could not be examined")

// Target is a server and a project on it that the run may write to.
type Target struct {
	URL     string          // scheme, host and, if GitLab lives below one, a path prefix; /api/v4 is appended
	Tokens  map[Role]string // Maintainer is required
	Project string          // id or full path
	Ref     string          // an existing branch; "" takes the project's default branch
	SHA     string          // an existing commit; "" takes that of an existing deployment, else that of Ref
	Profile openapi.Profile // whose side to take where document and GitLab differ; zero means the document's
}

const apiPrefix = "/api/v4"

// Root is the API's address: https://host/prefix/api/v4. The error, [ErrUsage], says what is wrong with URL.
func (t Target) Root() (string, error) {
	u, err := url.Parse(t.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", fmt.Errorf("%w: target %q is not a URL such as https://gitlab.example.com", ErrUsage, t.URL)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", fmt.Errorf("%w: the target URL must carry no credentials, query or fragment", ErrUsage)
	}
	return strings.TrimSuffix(strings.TrimRight(u.String(), "/"), apiPrefix) + apiPrefix, nil
}

func (t Target) validate() error {
	if t.Tokens[Maintainer] == "" {
		return fmt.Errorf("%w: no token for the role %s", ErrUsage, Maintainer)
	}
	if t.Project == "" {
		return fmt.Errorf("%w: no project to examine on", ErrUsage)
	}
	for _, role := range slices.Sorted(maps.Keys(t.Tokens)) {
		if strings.ContainsAny(t.Tokens[role], "\r\n") {
			return fmt.Errorf("%w: the token contains a line break (role %s)", ErrUsage, role)
		}
	}
	return nil
}

// has tells whether requests can be sent as role.
func (t Target) has(role Role) bool {
	return role == Anonymous || t.Tokens[role] != ""
}

func (t Target) secrets() []string {
	var secrets []string
	for _, token := range t.Tokens {
		secrets = append(secrets, token)
	}
	return secrets
}
