package endpoint

import (
	"net/http"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

func listProjects(x *exchange.Exchange) (exchange.Response, error) {
	found := x.State.FindProjects(x.Actor, gitlab.ProjectFilter{
		Search: x.Text("search"), Visibility: gitlab.Visibility(x.Text("visibility")), Archived: x.BoolIfGiven("archived"),
		Owned: x.Bool("owned"), Member: x.Bool("membership"), MinAccess: x.AccessLevel("min_access_level"),
		OrderBy: x.Text("order_by"), Ascending: x.Text("sort") == "asc",
	})
	if x.Bool("simple") {
		return exchange.List(x, found, entity.NewBasicProject), nil
	}
	return exchange.List(x, found, entity.NewProject), nil
}

func getProject(x *exchange.Exchange) (exchange.Response, error) {
	p, err := x.State.Project(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewProject(&x.View, p)), nil
}

func createProject(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewProject, func(tx *gitlab.Tx) (*gitlab.Project, error) {
		return tx.CreateProject(x.Actor, gitlab.NewProject{
			NamespaceID: x.Int("namespace_id"), Readme: x.Bool("initialize_with_readme"), ProjectChange: projectChange(x.Arguments),
		})
	})
}

func updateProject(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewProject, func(tx *gitlab.Tx) (*gitlab.Project, error) {
		return tx.UpdateProject(x.Actor, x.ID(), projectChange(x.Arguments))
	})
}

func projectChange(a exchange.Arguments) gitlab.ProjectChange {
	c := gitlab.ProjectChange{
		PublicJobs: a.BoolIfGiven("public_jobs"), Forwarding: a.BoolIfGiven("ci_forward_deployment_enabled"),
		Rollback: a.BoolIfGiven("ci_forward_deployment_rollback_allowed"),
		Name:     exchange.TextIfGiven[string](a, "name"), Path: exchange.TextIfGiven[string](a, "path"),
		Description: exchange.TextIfGiven[string](a, "description"), DefaultBranch: exchange.TextIfGiven[string](a, "default_branch"),
		Visibility:             exchange.TextIfGiven[gitlab.Visibility](a, "visibility"),
		RepositoryAccess:       exchange.TextIfGiven[gitlab.FeatureAccess](a, "repository_access_level"),
		BuildsAccess:           exchange.TextIfGiven[gitlab.FeatureAccess](a, "builds_access_level"),
		EnvironmentsAccess:     exchange.TextIfGiven[gitlab.FeatureAccess](a, "environments_access_level"),
		MergeMethod:            exchange.TextIfGiven[gitlab.MergeMethod](a, "merge_method"),
		AllowTriggererApproval: a.BoolIfGiven("allow_pipeline_trigger_approve_deployment"),
		SharedRunners:          a.BoolIfGiven("shared_runners_enabled"), GroupRunners: a.BoolIfGiven("group_runners_enabled"),
	}
	if a.Given("auto_cancel_pending_pipelines") {
		c.AutoCancel = new(a.Text("auto_cancel_pending_pipelines") == "enabled")
	}
	return c
}

func deleteProject(x *exchange.Exchange) (exchange.Response, error) {
	err := x.Change(func(tx *gitlab.Tx) error {
		return tx.DeleteProject(x.Actor, x.ID(), gitlab.ProjectDeletion{
			Permanently: x.Bool("permanently_remove"), FullPath: x.Text("full_path"), UnmodifiedSince: x.UnmodifiedSince(),
		})
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.Message(http.StatusAccepted, "202 Accepted"), nil
}

func shareProject(x *exchange.Exchange) (exchange.Response, error) {
	var p *gitlab.Project
	var share gitlab.Share
	err := x.Change(func(tx *gitlab.Tx) (err error) {
		p, share, err = tx.ShareProject(x.Actor, x.ID(), gitlab.Share{GroupID: x.Int("group_id"), Access: x.AccessLevel("group_access")})
		return err
	})
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusCreated, entity.NewShare(p, share)), nil
}

func unshareProject(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.UnshareProject(x.Actor, x.ID(), x.Int("group_id"), x.UnmodifiedSince())
	})
}
