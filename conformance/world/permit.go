package world

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// NoProject is the escaped path of a project that no target has: cases may write to it, to see that refused.
const NoProject = "understudy%2Fno-such-project"

// NoDeployment is a deployment that no target has: ids this large are valid, and centuries away.
const NoDeployment = 9007199254740993

// ErrReadOnly says that a request would have written where nothing may be.
var ErrReadOnly = errors.New("not sent: the run is read-only")

// ErrForeign says that a request would have written to something that this run has not made.
var ErrForeign = errors.New("not sent")

// Permit refuses to send what would write to something that this run has not made. It stands between every case and the
// target, so that no case and no odd answer can lead the run to other people's objects.
func (w *World) Permit(method, path string) error {
	if method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions {
		return nil
	}
	if w.ReadOnly {
		return ErrReadOnly
	}
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if segments[0] != "projects" || len(segments) == 1 {
		return nil // makes something of its own, or needs the token of something that the run made
	}
	project := segments[1]
	if w.made.ownsProject(project) || project == NoProject {
		return nil
	}
	if w.Config.Project == "" || !w.isGiven(project) {
		return fmt.Errorf("%w: project %s is not of this run's making", ErrForeign, project)
	}
	return w.permitWithin(segments[2:], method)
}

// permitWithin looks at a request that writes into a project of other people.
func (w *World) permitWithin(segments []string, method string) error {
	if len(segments) == 0 {
		return fmt.Errorf("%w: the project is not of this run's making", ErrForeign)
	}
	if len(segments) == 1 && method == http.MethodPost {
		return nil // makes something new
	}
	name := ""
	if len(segments) > 1 {
		name = segments[1]
	}
	switch segments[0] {
	case "deployments":
		id, err := strconv.ParseInt(name, 10, 64)
		if err != nil || id >= NoDeployment || id <= 0 || w.made.ownsDeployment(id) {
			return nil
		}
	case "environments", "access_tokens":
		if id, err := strconv.ParseInt(name, 10, 64); err == nil && w.madeInside(segments[0], id) {
			return nil
		}
	case "protected_environments":
		if plain, err := url.PathUnescape(name); err == nil && strings.HasPrefix(plain, w.Name("")) {
			return nil
		}
	}
	return fmt.Errorf("%w: %s %s is not of this run's making", ErrForeign, segments[0], name)
}

func (w *World) madeInside(collection string, id int64) bool {
	kind := map[string]string{"environments": kindEnvironment, "access_tokens": kindToken}[collection]
	for _, thing := range w.made.all() {
		if thing.Kind == kind && thing.ID == id {
			return true
		}
	}
	return false
}

// isGiven tells whether an escaped project is the one that the run was pointed at.
func (w *World) isGiven(project string) bool {
	plain, err := url.PathUnescape(project)
	if err != nil {
		return false
	}
	known, _ := w.given()
	return strings.EqualFold(plain, w.Config.Project) || known != nil &&
		(plain == strconv.FormatInt(known.ID, 10) || strings.EqualFold(plain, known.Path))
}
