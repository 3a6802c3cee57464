package world

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"

	"understudy/conformance/wire"
)

// Observe notes the deployments and environments that requests make in a project of other people, asked for or not: also what a
// target made although it should have refused is removed in the end.
func (w *World) Observe(e *wire.Exchange) {
	if e.Operation != "createProjectDeployment" || e.Method != http.MethodPost || e.Status/100 != 2 || w.Config.Project == "" {
		return
	}
	project, _, _ := strings.Cut(strings.TrimPrefix(e.Path(), "/projects/"), "/")
	if !w.isGiven(project) {
		return
	}
	var d Deployment
	if json.Unmarshal(e.ResponseBody, &d) != nil || d.ID == 0 {
		return
	}
	if !strings.HasPrefix(strings.ToLower(d.Environment.Name), strings.ToLower(w.Name(""))) {
		return // not the run's, whatever the target says: it is left alone
	}
	if d.Environment.ID != 0 {
		w.record(Thing{Kind: kindEnvironment, ID: d.Environment.ID, Name: d.Environment.Name, Project: w.Config.Project})
	}
	w.record(Thing{Kind: kindDeployment, ID: d.ID, Name: fmt.Sprint(d.ID), Project: w.Config.Project})
}
