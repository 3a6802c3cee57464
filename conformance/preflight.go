package conformance

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// look finds out, before the first case, whether examining makes sense: that there is an API, that the tokens are good and may
// enough, and that there is something to deploy.
func (r *run) look() error {
	if err := r.lookAround(); err != nil {
		return err
	}
	r.identify()
	r.result.User = r.whoami()
	for _, role := range slices.Sorted(maps.Keys(r.target.Tokens)) {
		if role != Maintainer && r.refuses(role) {
			return fmt.Errorf("role %s: the token is refused (401)", role)
		}
	}
	project, err := r.world.Project()
	if err != nil {
		return fmt.Errorf("no project can be made: %w; name one that may be deployed in with --project", err)
	}
	if r.options.ReadOnly {
		return nil
	}
	return r.mayDeploy(project)
}

func (r *run) ask(role Role, request wire.Request) *wire.Exchange {
	return r.lineFor("").Do(r.ctx, wire.Identity{Name: string(role), Token: r.target.Tokens[role]}, request)
}

// whoami is the name of the user whose token examines, "" if the target does not say.
func (r *run) whoami() string {
	var user world.User
	e := r.ask(Maintainer, wire.Request{Method: http.MethodGet, Path: "/user"})
	if e.Status == http.StatusOK {
		_ = json.Unmarshal(e.ResponseBody, &user)
	}
	return r.redactor.Text(user.Username)
}

// lookAround sends the first request: for the project's deployments, or for the user whose token it is.
func (r *run) lookAround() error {
	path := "/user"
	if r.target.Project != "" {
		path = r.deployments()
	}
	e := r.ask(Maintainer, wire.Request{Method: http.MethodGet, Path: path})
	if e.Err != nil {
		return fmt.Errorf("GET %s: %w", path, r.cleaned(e.Err))
	}
	kind := strings.ToLower(e.ResponseHeader.Get("Content-Type"))
	switch {
	case e.Status/100 == 3:
		return fmt.Errorf("GET %s is redirected to %s", path, r.redactor.Text(e.ResponseHeader.Get("Location")))
	case e.Status == http.StatusUnauthorized:
		return errors.New("the token is refused (401)")
	case strings.Contains(kind, "html"):
		return fmt.Errorf("GET %s answers %d with HTML: is that a login page, and not the API?", path, e.Status)
	case e.Status == http.StatusNotFound && r.target.Project != "" && strings.HasPrefix(strings.TrimSpace(string(e.ResponseBody)), "{"):
		return fmt.Errorf("project %s does not exist, or the token may not see it (404)", r.target.Project)
	}
	return nil
}

// identify notes what the target calls itself, if it does.
func (r *run) identify() {
	e := r.ask(Maintainer, wire.Request{Method: http.MethodGet, Path: "/version"})
	var names struct{ Version, Revision string }
	if e.Err != nil || e.Status != http.StatusOK || json.Unmarshal(e.ResponseBody, &names) != nil {
		return
	}
	r.result.TargetVersion = r.redactor.Text(strings.TrimSpace(names.Version + " " + names.Revision))
}

// cleaned is an error without secrets that is still the error it was.
func (r *run) cleaned(err error) error {
	if text := r.redactor.Text(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

func (r *run) deployments() string {
	return "/projects/" + strings.ReplaceAll(r.target.Project, "/", "%2F") + "/deployments"
}

// refuses tells whether the target refuses the token of a role: 401. One without GET /user is asked for the deployments.
func (r *run) refuses(role Role) bool {
	e := r.ask(role, wire.Request{Method: http.MethodGet, Path: "/user"})
	if e.Err == nil && e.Status/100 == 2 || r.target.Project == "" {
		return e.Status == http.StatusUnauthorized
	}
	return r.ask(role, wire.Request{Method: http.MethodGet, Path: r.deployments()}).Status == http.StatusUnauthorized
}

// mayDeploy makes a deployment and deletes it, to see whether the token may: what it may not would look like faults of the target.
func (r *run) mayDeploy(p *world.Project) error {
	environment := r.world.Name("rights")
	made := r.ask(Maintainer, wire.Request{Method: http.MethodPost, Path: p.URL("deployments"), Form: p.Form(environment, "failed")})
	switch {
	case made.Err != nil:
		return fmt.Errorf("POST %s: %w", p.URL("deployments"), r.cleaned(made.Err))
	case made.Status == http.StatusForbidden:
		return errors.New("the token may not create deployments (403): a maintainer's token with scope api is needed")
	case made.Status == http.StatusBadRequest && (r.target.Ref != "" || r.target.SHA != ""):
		return fmt.Errorf("--ref %s and --sha %s cannot be deployed: the target answers 400 %s", p.Ref, p.SHA, r.redactor.Text(string(made.ResponseBody[:min(len(made.ResponseBody), 200)])))
	}
	var d world.Deployment
	if made.Status/100 != 2 || d.UnmarshalJSON(made.ResponseBody) != nil || d.ID == 0 || d.Environment.Name != environment {
		return nil // the cases will tell what is wrong with that
	}
	deleted := r.ask(Maintainer, wire.Request{Method: http.MethodDelete, Path: p.URL("deployments", d.ID)})
	if deleted.Err == nil && deleted.Status == http.StatusForbidden {
		return errors.New("the token may not delete deployments (403): a maintainer's token is needed, a developer's does not do")
	}
	return nil
}
