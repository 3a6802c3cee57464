package gitlab_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// history is what a test knows of the deployments it has made, without asking the lists.
type history struct {
	*world
	random *rand.Rand
	actor  gitlab.Actor
	rows   map[int64]*gitlab.Deployment
}

var haunts = []string{"production", "staging", "review/login"}

func newHistory(t testing.TB, seed uint64) *history {
	t.Helper()
	w := newWorld(t)
	for _, name := range haunts {
		w.environment(name)
	}
	return &history{world: w, random: rand.New(rand.NewPCG(seed, seed)), actor: w.member("owner", gitlab.Owner), rows: map[int64]*gitlab.Deployment{}}
}

// step makes one change at random; many share an instant.
func (h *history) step() {
	if h.random.IntN(3) == 0 {
		h.advance(time.Duration(h.random.IntN(3)) * time.Second)
	}
	switch h.random.IntN(10) {
	case 0, 1:
		h.destroyAny()
	case 2, 3, 4:
		h.updateAny()
	case 5:
		h.putAny()
	default:
		n := gitlab.NewDeployment{
			Environment: haunts[h.random.IntN(len(haunts))], SHA: sha(h.random.IntN(6)), Ref: []string{"main", "v1.0", "feature/login"}[h.random.IntN(3)],
			Tag: h.random.IntN(2) == 0, Status: []gitlab.Status{gitlab.Running, gitlab.Success, gitlab.Failed, gitlab.Canceled}[h.random.IntN(4)],
		}
		d, err := h.create(h.actor, n)
		require.NoError(h.t, err)
		h.rows[d.ID] = d
	}
}

func (h *history) any() *gitlab.Deployment {
	if len(h.rows) == 0 {
		return h.putAny()
	}
	known := make([]int64, 0, len(h.rows))
	for id := range h.rows {
		known = append(known, id)
	}
	slices.Sort(known)
	return h.rows[known[h.random.IntN(len(known))]]
}

// putAny files a deployment as a dataset would: in any status, its times in no order.
func (h *history) putAny() *gitlab.Deployment {
	made := h.now.Add(-time.Duration(h.random.IntN(90)) * time.Second)
	d := h.put(gitlab.Deployment{
		EnvironmentID: h.environment(haunts[h.random.IntN(len(haunts))]).ID, Ref: "main", SHA: sha(1),
		Status: gitlab.Status(h.random.IntN(7)), CreatedAt: made, UpdatedAt: made,
	})
	h.rows[d.ID] = d
	return d
}

func (h *history) updateAny() {
	d := h.any()
	if next, err := h.update(h.actor, d.ID, gitlab.Status(1+h.random.IntN(4))); err == nil {
		h.rows[d.ID] = next
	}
}

func (h *history) destroyAny() {
	d := h.any()
	if h.destroy(h.actor, d.ID, nil) == nil {
		delete(h.rows, d.ID)
	}
}

// expect is the list as anyone would compute it who has all day.
func (h *history) expect(f gitlab.DeploymentFilter) []*gitlab.Deployment {
	var found []*gitlab.Deployment
	for _, d := range h.rows {
		e := h.State().Environment(d.EnvironmentID)
		switch {
		case f.Environment != "" && e.Name != f.Environment,
			f.Status != nil && d.Status != *f.Status,
			f.UpdatedAfter != nil && d.UpdatedAt.Before(*f.UpdatedAfter),
			f.UpdatedBefore != nil && d.UpdatedAt.After(*f.UpdatedBefore),
			f.FinishedAfter != nil && d.FinishedAt.Before(*f.FinishedAfter),
			f.FinishedBefore != nil && !d.FinishedAt.Before(*f.FinishedBefore):
			continue
		}
		found = append(found, d)
	}
	slices.SortFunc(found, func(a, b *gitlab.Deployment) int { return compare(f, a, b) })
	return found
}

// compare is the order a filter asks for, ties broken by id in the same direction.
func compare(f gitlab.DeploymentFilter, a, b *gitlab.Deployment) int {
	by := 0
	switch f.OrderBy {
	case gitlab.OrderByUpdatedAt:
		by = a.UpdatedAt.Compare(b.UpdatedAt)
	case gitlab.OrderByFinishedAt:
		by = a.FinishedAt.Compare(b.FinishedAt)
	case gitlab.OrderByRef:
		by = cmp.Compare(a.Ref, b.Ref)
	}
	by = cmp.Or(by, cmp.Compare(a.ID, b.ID))
	if f.Descending {
		return -by
	}
	return by
}

// filters are all combinations of order, direction, environment, status and range that are allowed.
func (h *history) filters() []gitlab.DeploymentFilter {
	var found []gitlab.DeploymentFilter
	instants := []*time.Time{nil, new(dawn.Add(-time.Hour)), new(h.any().UpdatedAt), new(h.any().FinishedAt.Add(time.Microsecond)), new(h.now.Add(time.Hour))}
	ranges := func(f gitlab.DeploymentFilter) {
		for _, after := range instants {
			for _, before := range instants {
				f.UpdatedAfter, f.UpdatedBefore, f.FinishedAfter, f.FinishedBefore = after, before, nil, nil
				found = append(found, f)
				f.UpdatedAfter, f.UpdatedBefore, f.FinishedAfter, f.FinishedBefore = nil, nil, after, before
				found = append(found, f)
			}
		}
	}
	statuses := []*gitlab.Status{nil}
	for s := gitlab.Created; s <= gitlab.Blocked; s++ {
		statuses = append(statuses, new(s))
	}
	for _, by := range []gitlab.OrderBy{gitlab.OrderByID, gitlab.OrderByIID, gitlab.OrderByCreatedAt, gitlab.OrderByUpdatedAt, gitlab.OrderByFinishedAt, gitlab.OrderByRef} {
		for _, environment := range append([]string{"", "Production"}, haunts...) {
			for _, status := range statuses {
				ranges(gitlab.DeploymentFilter{OrderBy: by, Environment: environment, Status: status})
				ranges(gitlab.DeploymentFilter{OrderBy: by, Environment: environment, Status: status, Descending: true})
			}
		}
	}
	return slices.DeleteFunc(found, func(f gitlab.DeploymentFilter) bool { return f.Validate() != nil })
}

func TestListsAgainstAnOracle(t *testing.T) {
	for _, seed := range []uint64{1, 2} {
		h := newHistory(t, seed)
		for range 800 {
			h.step()
		}
		filters := h.filters()
		require.Greater(t, len(filters), 1000)
		for _, f := range filters {
			want := h.expect(f)
			require.Equal(t, ids(want), ids(h.list(h.State(), h.actor, f)), "seed %d, %+v", seed, f)
			h.requirePages(f, want)
		}
	}
}

func (h *history) requirePages(f gitlab.DeploymentFilter, want []*gitlab.Deployment) {
	h.t.Helper()
	for _, size := range []int{1, 7, 100} {
		last := (len(want) + size - 1) / size
		for _, number := range []int{1, 2, max(last, 1), last + 1, last + 1000} {
			found, err := h.State().FindDeployments(h.actor, shop, f, gitlab.Page{Number: number, Size: size})
			require.NoError(h.t, err)
			first := min((number-1)*size, len(want))
			rows := want[first:min(first+size, len(want))]
			require.Equal(h.t, len(want), found.Total, "%+v", f)
			require.True(h.t, slices.Equal(rows, found.Rows), "page %d of %d rows of %+v: %v, not %v", number, size, f, ids(found.Rows), ids(rows))
		}
	}
}

func FuzzFilter(f *testing.F) {
	h := newHistory(f, 7)
	for range 300 {
		h.step()
	}
	orders := []gitlab.OrderBy{gitlab.OrderByID, gitlab.OrderByUpdatedAt, gitlab.OrderByFinishedAt, gitlab.OrderByRef}
	f.Add(uint8(0), false, uint8(7), "", int32(0), int32(0), uint16(0), uint8(20))
	f.Add(uint8(1), true, uint8(1), "production", int32(1), int32(60), uint16(1), uint8(3))
	f.Add(uint8(2), true, uint8(2), "staging", int32(-60), int32(30), uint16(900), uint8(100))
	f.Fuzz(func(t *testing.T, by uint8, descending bool, status uint8, environment string, after, before int32, page uint16, size uint8) {
		filter := gitlab.DeploymentFilter{OrderBy: orders[int(by)%len(orders)], Descending: descending, Environment: environment}
		if status < 7 {
			filter.Status = new(gitlab.Status(status))
		}
		if after != 0 {
			filter.UpdatedAfter = new(dawn.Add(time.Duration(after) * time.Second))
		}
		if before != 0 {
			filter.UpdatedBefore = new(dawn.Add(time.Duration(before) * time.Second))
		}
		if filter.OrderBy == gitlab.OrderByFinishedAt {
			filter.FinishedAfter, filter.FinishedBefore = filter.UpdatedAfter, filter.UpdatedBefore
			filter.UpdatedAfter, filter.UpdatedBefore = nil, nil
		}
		window := gitlab.Page{Number: int(page) + 1, Size: int(size) + 1}
		found, err := h.State().FindDeployments(h.actor, shop, filter, window)
		if err != nil {
			require.Equal(t, filter.Validate(), err)
			return
		}
		again, _ := h.State().FindDeployments(h.actor, shop, filter, window)
		require.True(t, slices.Equal(found.Rows, again.Rows), "stable")
		require.LessOrEqual(t, len(found.Rows), min(found.Total, window.Size))
		require.True(t, slices.IsSortedFunc(found.Rows, func(a, b *gitlab.Deployment) int { return compare(filter, a, b) }), "sorted")
		want := h.expect(filter)
		require.Equal(t, len(want), found.Total)
		for _, d := range found.Rows {
			require.True(t, slices.Contains(want, d), "subset")
		}
	})
}
