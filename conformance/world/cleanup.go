package world

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"understudy/conformance/wire"
)

// Left is something that the run made and could not remove, and why.
type Left struct {
	Thing  Thing  `json:"thing"`
	Reason string `json:"reason"`
}

// CleanUp removes what the run made, last first, and tells what had to stay. It does not need the run's context.
func (w *World) CleanUp(ctx context.Context) []Left {
	left := []Left{}
	things := w.made.all()
	// Environments take their deployments with them; what is left of these is removed one by one.
	for _, kinds := range [][]string{{kindRunner, kindProtection, kindEnvironment}, {kindDeployment, kindToken, kindProject}, {kindGroup}} {
		for _, t := range slices.Backward(things) {
			if !slices.Contains(kinds, t.Kind) {
				continue
			}
			if reason := w.remove(ctx, t); reason != "" {
				left = append(left, Left{Thing: t, Reason: reason})
				continue
			}
			_ = w.Journal.write(Entry{Event: "gone", Thing: &t}) // it is gone all the same
		}
	}
	return left
}

// remove removes one thing, and tells why it stays if it does.
func (w *World) remove(ctx context.Context, t Thing) string {
	switch t.Kind {
	case kindProject:
		return w.removeProject(ctx, t)
	case kindGroup: // GitLab marks it, and removes it by itself when its time has come
		return gone(w.send(ctx, http.MethodDelete, escaped("groups", t.ID), nil))
	case kindEnvironment:
		return w.removeEnvironment(ctx, escaped("projects", t.Project, "environments", t.ID))
	case kindDeployment:
		return w.removeDeployment(ctx, escaped("projects", t.Project, "deployments", t.ID))
	case kindToken:
		return gone(w.send(ctx, http.MethodDelete, escaped("projects", t.Project, "access_tokens", t.ID), nil))
	case kindProtection:
		return gone(w.send(ctx, http.MethodDelete, escaped("projects", t.Project, "protected_environments", t.Name), nil))
	case kindRunner:
		return gone(w.Line.Do(ctx, wire.Identity{Name: "runner"}, wire.Request{Method: http.MethodDelete, Path: "/runners", Form: wire.Params{"token": t.Secret}}))
	}
	return ""
}

// removeEnvironment stops and deletes an environment. A target without such an API is asked once: its environments are names.
func (w *World) removeEnvironment(ctx context.Context, path string) string {
	if w.nameless {
		return ""
	}
	stopped := w.send(ctx, http.MethodPost, path+"/stop", wire.Params{"force": "true"})
	deleted := w.send(ctx, http.MethodDelete, path, nil)
	w.nameless = stopped.Status == http.StatusNotFound && deleted.Status == http.StatusNotFound
	return gone(deleted)
}

func (w *World) send(ctx context.Context, method, path string, form wire.Params) *wire.Exchange {
	return w.Line.Do(ctx, w.signer, wire.Request{Method: method, Path: path, Form: form})
}

// removeProject deletes a project twice: GitLab marks it first, under another path, and removes it when told again.
func (w *World) removeProject(ctx context.Context, t Thing) string {
	path := escaped("projects", t.ID)
	if reason := gone(w.send(ctx, http.MethodDelete, path, nil)); reason != "" {
		return reason
	}
	var marked shownProject
	if err := w.call(ctx, w.signer, wire.Request{Method: http.MethodGet, Path: path}, &marked); err != nil {
		return "" // it is gone
	}
	e := w.Line.Do(ctx, w.signer, wire.Request{Method: http.MethodDelete, Path: path, Query: wire.Params{"permanently_remove": "true", "full_path": marked.Path}})
	if reason := gone(e); reason != "" {
		return "it is marked for deletion, and the target does not remove it at once: " + reason
	}
	return ""
}

// removeDeployment deletes a deployment. GitLab refuses that while it is running or current; canceled, it is neither.
func (w *World) removeDeployment(ctx context.Context, path string) string {
	e := w.send(ctx, http.MethodDelete, path, nil)
	if e.Status == http.StatusBadRequest {
		w.send(ctx, http.MethodPut, path, wire.Params{"status": "canceled"})
		e = w.send(ctx, http.MethodDelete, path, nil)
	}
	return gone(e)
}

// gone tells why a deletion did not succeed, "" if it did or if nothing was there.
func gone(e *wire.Exchange) string {
	switch {
	case e.Err != nil:
		return fmt.Sprintf("%s %s: %v", e.Method, e.Path(), e.Err)
	case e.Status/100 == 2 || e.Status == http.StatusNotFound:
		return ""
	}
	return fmt.Sprintf("%s %s answered %d %s", e.Method, e.Path(), e.Status, start(e.ResponseBody))
}

// without takes a thing out of a list, whether its id was known then or not.
func without(things []Thing, t Thing) []Thing {
	return slices.DeleteFunc(slices.Clone(things), func(known Thing) bool {
		return known.Kind == t.Kind && known.Project == t.Project && (known.ID == t.ID || known.ID == 0) && lastOf(known.Name) == lastOf(t.Name)
	})
}

func lastOf(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// Recover removes what an earlier run made and could not remove itself, as its journal tells.
func (w *World) Recover(ctx context.Context, run Entry) []Left {
	for _, t := range run.Things {
		if found, ok := w.identified(ctx, t); ok {
			if found.Kind == kindProject {
				w.made.own(fmt.Sprint(found.ID))
			}
			w.made.add(found)
		}
	}
	if run.In != "" {
		w.findEnvironments(ctx, run)
	}
	return w.CleanUp(ctx)
}

// identified finds the id of a thing that was only intended. What is not found was not made.
func (w *World) identified(ctx context.Context, t Thing) (Thing, bool) {
	if t.ID != 0 || t.Kind == kindProtection {
		return t, true
	}
	switch t.Kind {
	case kindProject:
		var found []shownProject
		request := wire.Request{Method: http.MethodGet, Path: "/projects", Query: wire.Params{"search": t.Name, "owned": "true"}}
		if w.call(ctx, w.signer, request, &found) != nil {
			return t, false
		}
		for _, p := range found {
			if lastOf(p.Path) == t.Name {
				t.ID, t.Name = p.ID, p.Path
				return t, true
			}
		}
	case kindGroup:
		var found []shownGroup
		request := wire.Request{Method: http.MethodGet, Path: "/groups", Query: wire.Params{"search": t.Name, "owned": "true"}}
		if w.call(ctx, w.signer, request, &found) == nil {
			return foundGroup(t, found)
		}
	case kindToken:
		var found []struct {
			ID   int64
			Name string
		}
		if w.call(ctx, w.signer, wire.Request{Method: http.MethodGet, Path: escaped("projects", t.Project, "access_tokens")}, &found) != nil {
			return t, false
		}
		for _, token := range found {
			if token.Name == t.Name {
				t.ID = token.ID
				return t, true
			}
		}
	}
	return t, false
}

// findEnvironments adds the environments whose names only the run gives: of the last ones the journal may not know.
func (w *World) findEnvironments(ctx context.Context, run Entry) {
	var found []Environment
	request := wire.Request{Method: http.MethodGet, Path: escaped("projects", run.In, "environments"), Query: wire.Params{"search": w.Name(""), "per_page": "100"}}
	if w.call(ctx, w.signer, request, &found) != nil {
		return
	}
	for _, e := range found {
		if strings.HasPrefix(e.Name, w.Name("")) {
			w.made.add(Thing{Kind: kindEnvironment, ID: e.ID, Name: e.Name, Project: run.In})
		}
	}
}
