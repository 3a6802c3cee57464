package gitlab_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

const (
	bothRanges     = "Both `updated_at` filter and `finished_at` filter can not be specified"
	updatedSort    = "`updated_at` filter requires `updated_at` sort"
	finishedSort   = "`finished_at` filter requires `finished_at` sort."
	finishedFilter = "`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses."
	successFilter  = "`finished_at` filter must be combined with `success` status filter."
)

func TestFinderRules(t *testing.T) {
	at := &dawn
	for _, test := range []struct {
		name   string
		filter gitlab.DeploymentFilter
		want   string // empty: accepted
	}{
		{"nothing", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID}, ""},
		{"updated sort alone", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt}, ""},
		{"updated after with its sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt, UpdatedAfter: at}, ""},
		{"updated before with its sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt, UpdatedBefore: at, Status: new(gitlab.Running)}, ""},
		{"finished sort, success", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Success)}, ""},
		{"finished sort, failed", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Failed)}, ""},
		{"finished sort, canceled", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Canceled)}, ""},
		{"finished range, sort and success", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, FinishedAfter: at, FinishedBefore: at, Status: new(gitlab.Success)}, ""},

		{"both ranges", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt, UpdatedAfter: at, FinishedBefore: at}, bothRanges},
		{"both ranges, neither sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID, UpdatedBefore: at, FinishedAfter: at}, bothRanges},
		{"both ranges, finished sort, success", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, UpdatedBefore: at, FinishedAfter: at, Status: new(gitlab.Success)}, bothRanges},
		{"updated after, default sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID, UpdatedAfter: at}, updatedSort},
		{"updated before, ref sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByRef, UpdatedBefore: at}, updatedSort},
		{"updated before, finished sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, UpdatedBefore: at}, updatedSort},
		{"finished after, default sort", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID, FinishedAfter: at, Status: new(gitlab.Success)}, finishedSort},
		{"finished before, updated sort, failed", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByUpdatedAt, FinishedBefore: at, Status: new(gitlab.Failed)}, finishedSort},
		{"finished sort alone", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt}, finishedFilter},
		{"finished sort, running", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Running)}, finishedFilter},
		{"finished sort, created", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Created)}, finishedFilter},
		{"finished sort, skipped", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Skipped)}, finishedFilter},
		{"finished sort, blocked", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, Status: new(gitlab.Blocked)}, finishedFilter},
		{"finished range, no status", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, FinishedAfter: at}, successFilter},
		{"finished range, failed", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, FinishedBefore: at, Status: new(gitlab.Failed)}, successFilter},
		{"finished range, running", gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt, FinishedBefore: at, Status: new(gitlab.Running)}, successFilter},
	} {
		t.Run(test.name, func(t *testing.T) {
			var want error
			if test.want != "" {
				want = &gitlab.Error{Kind: gitlab.BadRequest, Message: test.want}
			}
			assertOutcome(t, want, test.filter.Validate())
		})
	}
}

func TestFindDeploymentsDecidesInOrder(t *testing.T) {
	w := newWorld(t)
	guest, reporter := w.member("guest", gitlab.Guest), w.member("reporter", gitlab.Reporter)
	stranger := w.user(gitlab.User{Username: "stranger"})
	broken := gitlab.DeploymentFilter{OrderBy: gitlab.OrderByFinishedAt}
	page := gitlab.Page{Number: 1, Size: 20}

	_, err := w.State().FindDeployments(stranger, shop, broken, page)
	assertOutcome(t, projectNotFound, err)
	_, err = w.State().FindDeployments(guest, shop, broken, page)
	assertOutcome(t, plainForbidden, err)
	_, err = w.State().FindDeployments(reporter, shop, broken, page)
	assertOutcome(t, &gitlab.Error{Kind: gitlab.BadRequest, Message: finishedFilter}, err)

	found, err := w.State().FindDeployments(reporter, shop, gitlab.DeploymentFilter{}, page)
	require.NoError(t, err)
	assert.Equal(t, gitlab.DeploymentPage{Rows: []*gitlab.Deployment{}}, found, "a project without deployments has an empty list")
}

func TestRangeBounds(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	early := w.deploy(dev, "production", 1, gitlab.Success)
	middle := w.deploy(dev, "production", 2, gitlab.Success)
	late := w.deploy(dev, "production", 3, gitlab.Success)
	instant, microsecond := middle.UpdatedAt, time.Microsecond
	all, success := []int64{early.ID, middle.ID, late.ID}, new(gitlab.Success)

	for _, test := range []struct {
		name   string
		filter gitlab.DeploymentFilter
		want   []int64
	}{
		{"updated after is inclusive", gitlab.DeploymentFilter{UpdatedAfter: new(instant)}, all[1:]},
		{"a microsecond past it", gitlab.DeploymentFilter{UpdatedAfter: new(instant.Add(microsecond))}, all[2:]},
		{"updated before is inclusive", gitlab.DeploymentFilter{UpdatedBefore: new(instant)}, all[:2]},
		{"a microsecond short of it", gitlab.DeploymentFilter{UpdatedBefore: new(instant.Add(-microsecond))}, all[:1]},
		{"both on the instant", gitlab.DeploymentFilter{UpdatedAfter: new(instant), UpdatedBefore: new(instant)}, all[1:2]},
		{"crossed", gitlab.DeploymentFilter{UpdatedAfter: new(instant), UpdatedBefore: new(dawn)}, all[:0]},
		{"finished after is inclusive", gitlab.DeploymentFilter{FinishedAfter: new(instant), Status: success}, all[1:]},
		{"finished before is exclusive", gitlab.DeploymentFilter{FinishedBefore: new(instant), Status: success}, all[:1]},
		{"a microsecond past that", gitlab.DeploymentFilter{FinishedBefore: new(instant.Add(microsecond)), Status: success}, all[:2]},
		{"finished, both on the instant", gitlab.DeploymentFilter{FinishedAfter: new(instant), FinishedBefore: new(instant), Status: success}, all[:0]},
		{"another zone, the same instant", gitlab.DeploymentFilter{UpdatedAfter: new(instant.In(time.FixedZone("", 9*3600)))}, all[1:]},
	} {
		t.Run(test.name, func(t *testing.T) {
			test.filter.OrderBy = gitlab.OrderByUpdatedAt
			if test.filter.Status != nil {
				test.filter.OrderBy = gitlab.OrderByFinishedAt
			}
			assert.Equal(t, test.want, ids(w.list(w.State(), dev, test.filter)))
		})
	}
}

func TestPages(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	var all []int64
	for n := range 5 {
		all = append(all, w.deploy(dev, "production", n, gitlab.Running).ID)
	}
	for _, test := range []struct {
		page gitlab.Page
		want []int64
	}{
		{gitlab.Page{Number: 1, Size: 2}, all[:2]},
		{gitlab.Page{Number: 3, Size: 2}, all[4:]},
		{gitlab.Page{Number: 4, Size: 2}, all[:0]},
		{gitlab.Page{Number: 1, Size: 5}, all},
		{gitlab.Page{Number: 2, Size: 5}, all[:0]},
		{gitlab.Page{Number: math.MaxInt, Size: 100}, all[:0]},
		{gitlab.Page{Number: math.MaxInt/100 + 2, Size: 100}, all[:0]},
	} {
		found, err := w.State().FindDeployments(dev, shop, gitlab.DeploymentFilter{OrderBy: gitlab.OrderByID}, test.page)
		require.NoError(t, err)
		assert.Equal(t, test.want, ids(found.Rows), "%+v", test.page)
		assert.Equal(t, 5, found.Total, "%+v", test.page)
	}
}
