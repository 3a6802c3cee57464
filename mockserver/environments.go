package mockserver

import (
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
)

func listEnvironments(x *exchange) (Response, error) {
	found, err := x.state.FindEnvironments(x.actor, x.project(), gitlab.EnvironmentFilter{
		Name: x.values.String("name"), Search: x.values.String("search"), State: gitlab.EnvironmentState(x.values.String("states")),
	})
	if err != nil {
		return Response{}, err
	}
	page := x.page()
	entities := []environmentEntity{}
	for _, e := range pageOf(page, found) {
		entities = append(entities, environmentListEntity(x.state, e))
	}
	response := x.live(http.StatusOK, entities)
	response.List = x.paginated(page, len(found))
	return response, nil
}

func getEnvironment(x *exchange) (Response, error) {
	e, err := x.state.GetEnvironment(x.actor, x.project(), x.values.Int("environment_id"))
	if err != nil {
		return Response{}, err
	}
	c := x.compose()
	c.text("{")
	c.members(environmentOwnEntity(e))
	c.text(`,"last_deployment":`)
	if last := x.state.LastDeployment(e); last != nil {
		c.lastDeployment(last)
	} else {
		c.text("null")
	}
	c.text("}")
	return c.response(http.StatusOK), nil
}

func createEnvironment(x *exchange) (Response, error) {
	return x.changedEnvironment(http.StatusCreated, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.CreateEnvironment(x.actor, x.project(), strings.Clone(x.values.String("name")), x.environmentChange())
	})
}

func updateEnvironment(x *exchange) (Response, error) {
	return x.changedEnvironment(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.UpdateEnvironment(x.actor, x.project(), x.values.Int("environment_id"), x.environmentChange())
	})
}

func stopEnvironment(x *exchange) (Response, error) {
	return x.changedEnvironment(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.Environment, error) {
		return tx.StopEnvironment(x.actor, x.project(), x.values.Int("environment_id"), x.values.Bool("force"))
	})
}

func deleteEnvironment(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DestroyEnvironment(x.actor, x.project(), x.values.Int("environment_id"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

func (x *exchange) changedEnvironment(status int, verb func(*gitlab.Tx) (*gitlab.Environment, error)) (Response, error) {
	var e *gitlab.Environment
	err := x.write(func(tx *gitlab.Tx) (err error) {
		e, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, environmentListEntity(x.state, e)), nil
}

func (x *exchange) environmentChange() gitlab.EnvironmentChange {
	return gitlab.EnvironmentChange{
		ExternalURL: x.text("external_url"), Description: x.text("description"),
		Tier: x.values.String("tier"), AutoStopSetting: x.values.String("auto_stop_setting"),
	}
}

// text returns the text sent under the name, empty for a null; nil if none was sent.
func (x *exchange) text(name string) *string {
	if !x.values.Sent(name) {
		return nil
	}
	return new(strings.Clone(x.values.String(name)))
}

type environmentEntity struct {
	environmentBasic
	Tier            string              `json:"tier"`
	State           string              `json:"state"`
	AutoStopAt      *string             `json:"auto_stop_at"`
	Description     *string             `json:"description"`
	AutoStopSetting string              `json:"auto_stop_setting"`
	Project         *environmentProject `json:"project,omitempty"`
}

type environmentProject struct {
	ID                int64  `json:"id"`
	Name              string `json:"name"`
	Path              string `json:"path"`
	PathWithNamespace string `json:"path_with_namespace"`
	WebURL            string `json:"web_url"`
}

func environmentOwnEntity(e *gitlab.Environment) environmentEntity {
	return environmentEntity{
		environmentBasic: environmentBasicEntity(e), Tier: e.Tier, State: string(e.State), AutoStopAt: timestampOrNull(e.AutoStopAt),
		Description: textOrNull(e.Description), AutoStopSetting: e.AutoStopSetting,
	}
}

func environmentListEntity(s *gitlab.State, e *gitlab.Environment) environmentEntity {
	p := s.ProjectByID(e.ProjectID)
	entity := environmentOwnEntity(e)
	entity.Project = &environmentProject{ID: p.ID, Name: p.Name, Path: p.LastSegment(), PathWithNamespace: p.Path, WebURL: hereabouts + "/" + p.Path}
	return entity
}
