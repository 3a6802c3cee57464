package mockserver

import (
	"net/http"
	"time"

	"understudy/mockserver/gitlab"
)

func listProjects(x *exchange) (Response, error) {
	v := x.values
	filter := gitlab.ProjectFilter{
		Search: v.String("search"), Visibility: gitlab.Visibility(v.String("visibility")),
		Owned: v.Bool("owned"), Member: v.Bool("membership"), MinAccess: gitlab.AccessLevel(v.Int("min_access_level")),
		OrderBy: v.String("order_by"), Ascending: v.String("sort") == "asc",
	}
	filter.Archived = x.boolean("archived")
	found := x.state.FindProjects(x.actor, filter)
	if v.Bool("simple") {
		return listed(x, found, x.basicProjectEntity), nil
	}
	return listed(x, found, x.projectEntity), nil
}

func createProject(x *exchange) (Response, error) {
	var p *gitlab.Project
	err := x.write(func(tx *gitlab.Tx) (err error) {
		p, err = tx.CreateProject(x.actor, gitlab.NewProject{
			NamespaceID: x.values.Int("namespace_id"), Readme: x.values.Bool("initialize_with_readme"), ProjectChange: x.projectChange(),
		})
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusCreated, x.projectEntity(p)), nil
}

func updateProject(x *exchange) (Response, error) {
	var p *gitlab.Project
	err := x.write(func(tx *gitlab.Tx) (err error) {
		p, err = tx.UpdateProject(x.actor, x.project(), x.projectChange())
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, x.projectEntity(p)), nil
}

func (x *exchange) projectChange() gitlab.ProjectChange {
	change := gitlab.ProjectChange{
		Name: textOf[string](x, "name"), Path: textOf[string](x, "path"), Description: textOf[string](x, "description"),
		DefaultBranch: textOf[string](x, "default_branch"), Visibility: textOf[gitlab.Visibility](x, "visibility"),
		RepositoryAccess:   textOf[gitlab.FeatureAccess](x, "repository_access_level"),
		BuildsAccess:       textOf[gitlab.FeatureAccess](x, "builds_access_level"),
		EnvironmentsAccess: textOf[gitlab.FeatureAccess](x, "environments_access_level"),
	}
	change.MergeMethod = textOf[gitlab.MergeMethod](x, "merge_method")
	change.AllowTriggererApproval = x.boolean("allow_pipeline_trigger_approve_deployment")
	change.SharedRunners, change.GroupRunners = x.boolean("shared_runners_enabled"), x.boolean("group_runners_enabled")
	return change
}

// boolean is the boolean sent under the name, nil if none was.
func (x *exchange) boolean(name string) *bool {
	if !x.values.Given(name) {
		return nil
	}
	return new(x.values.Bool(name))
}

// textOf is the text sent under the name, nil if none was.
func textOf[T ~string](x *exchange, name string) *T {
	if !x.values.Given(name) {
		return nil
	}
	return new(T(x.values.String(name)))
}

func deleteProject(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DeleteProject(x.actor, x.project(), gitlab.ProjectDeletion{
			Permanently: x.values.Bool("permanently_remove"), FullPath: x.values.String("full_path"),
		})
	})
	if err != nil {
		return Response{}, err
	}
	return message(http.StatusAccepted, "202 Accepted"), nil
}

func dateOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.DateOnly))
}
