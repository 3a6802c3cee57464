package conformance

import (
	"crypto/x509"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"understudy/openapi"
)

// ErrUsage is in the chain of every error that says a run was asked for wrongly.
var ErrUsage = errors.New("wrong usage")

// misuse is an error that says nothing but what was asked for wrongly.
type misuse string

func (m misuse) Error() string { return string(m) }
func (misuse) Unwrap() error   { return ErrUsage }

func misused(format string, a ...any) error { return misuse(fmt.Sprintf(format, a...)) }

// ErrUnexaminable is in the chain of every error that says a target could not be examined: it is unreachable, refuses the
// examiner's token, or lacks what every case needs.
var ErrUnexaminable = errors.New("the target could not be examined")

// Target is what is examined, as whom, and what for.
type Target struct {
	URL     string          // scheme, host and, if GitLab lives below one, a path prefix; /api/v4 is appended
	Handler http.Handler    // instead of a server at URL: one in this process; URL may be ""
	Tokens  map[Role]string // Maintainer is required
	Project string          // id or full path of an existing project to arrange in; "": the run makes its own
	Ref     string          // an existing branch of it; "" takes its default branch
	SHA     string          // an existing commit of it; "" takes that of Ref
	Profile openapi.Profile // whose side to take where document and GitLab differ; zero means the document's
	Tier    string          // free, premium or ultimate, as declared; "": undeclared
	Edition string          // ce or ee, as declared; "": undeclared
	Without []Need          // what the target is declared to go without

	// Authorities vouch for the server at an https URL; nil are those that the system trusts.
	Authorities *x509.CertPool
}

const apiPrefix = "/api/v4"

// Root is the API's address: https://host/prefix/api/v4. The error, [ErrUsage], says what is wrong with URL.
func (t Target) Root() (string, error) {
	if t.URL == "" && t.Handler != nil {
		return "http://127.0.0.1" + apiPrefix, nil
	}
	u, err := url.Parse(t.URL)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "", misused("%q is not a URL such as https://gitlab.example.com", t.URL)
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "", misused("the URL must carry no credentials, query or fragment")
	}
	return strings.TrimSuffix(strings.TrimRight(u.String(), "/"), apiPrefix) + apiPrefix, nil
}

func (t Target) validate() error {
	if t.Tokens[Maintainer] == "" {
		return misused("no token for the role %s", Maintainer)
	}
	for _, role := range slices.Sorted(maps.Keys(t.Tokens)) {
		if strings.ContainsAny(t.Tokens[role], "\r\n") {
			return misused("the token contains a line break (role %s)", role)
		}
	}
	for _, need := range t.Without {
		if !slices.Contains(Needs(), need) {
			return misused("there is no going without %s", need)
		}
	}
	return nil
}

// waiver tells by which declaration the target does without, "" if by none.
func (t Target) waiver(need Need) string {
	switch {
	case slices.Contains(t.Without, need):
		return "without " + string(need)
	case need == Approvals && t.Tier == "free":
		return "tier free"
	case need == Approvals && t.Edition == "ce":
		return "edition ce"
	}
	return ""
}

func (t Target) secrets() []string {
	return slices.Collect(maps.Values(t.Tokens))
}

func (t Target) tokensByName() map[string]string {
	byName := map[string]string{}
	for role, token := range t.Tokens {
		byName[string(role)] = token
	}
	return byName
}
