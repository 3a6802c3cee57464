package gitlab_test

import (
	"fmt"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// many is how much more there is in the second of two measurements.
const many = 100_000

// quickest is the shortest of several runs, so that a busy machine does not count.
func quickest(run func(i int)) time.Duration {
	best := time.Hour
	for i := range 25 {
		began := time.Now()
		run(i)
		best = min(best, time.Since(began))
	}
	return best
}

// assertAlike fails if something takes an order of magnitude longer with much more around it; what is linear takes hundreds
// of times as long.
func assertAlike(t *testing.T, alone, crowded time.Duration) {
	t.Helper()
	assert.Less(t, crowded, 10*alone+50*time.Microsecond, "alone it takes %v", alone)
}

func TestASuccessLooksAtMergeRequestsOfItsOwnProject(t *testing.T) {
	succeed := func(w *world, a gitlab.Actor) time.Duration {
		return quickest(func(int) { w.deploy(a, "production", 5, gitlab.Success) })
	}
	w := newWorld(t)
	a := w.member("ada", gitlab.Developer)
	alone := succeed(w, a)
	w.write(func(tx *gitlab.Tx) {
		other := tx.PutProject(gitlab.Project{Path: "other/project", DefaultBranch: "main"}).ID
		for range many {
			tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: other, TargetBranch: "main", State: gitlab.MergeRequestMerged})
		}
	})
	assertAlike(t, alone, succeed(w, a))
}

func TestTokensTakeTheSameTimeHoweverManyThereAre(t *testing.T) {
	w := newWorld(t)
	owner := w.member("owner", gitlab.Owner)
	source := gitlab.Source{Ref: shop}
	issue := func(i int) (issued *gitlab.Token) {
		_, err := w.Write(func(tx *gitlab.Tx) (err error) {
			issued, err = tx.CreateAccessToken(owner, source, gitlab.NewToken{
				Name: strconv.Itoa(i), Scopes: []string{gitlab.ScopeAPI}, Access: gitlab.Developer, ExpiresAt: w.now.AddDate(0, 0, 7),
			})
			return err
		})
		require.NoError(t, err)
		return issued
	}
	issueAndRevoke := func() time.Duration {
		return quickest(func(i int) {
			token := issue(i)
			_, err := w.Write(func(tx *gitlab.Tx) error { return tx.RevokeAccessToken(owner, source, fmt.Sprint(token.ID)) })
			require.NoError(t, err)
		})
	}
	alone := issueAndRevoke()
	for i := range 3000 {
		issue(i)
	}
	assertAlike(t, alone, issueAndRevoke())
}

func TestABranchThatWentLeavesNothing(t *testing.T) {
	w := newWorld(t)
	a := w.member("ada", gitlab.Maintainer)
	comeAndGo := func(count int) {
		for i := range count {
			name := fmt.Sprintf("short-lived-%d", i)
			_, err := w.Write(func(tx *gitlab.Tx) error { return tx.CreateBranch(a, shop, name, "main") })
			require.NoError(t, err)
			_, err = w.Write(func(tx *gitlab.Tx) error { return tx.DeleteBranch(a, shop, name, nil) })
			require.NoError(t, err)
		}
	}
	comeAndGo(100)
	before := held()
	const count = 2000
	comeAndGo(count)
	assert.Less(t, (int64(held())-int64(before))/count, int64(100), "bytes that a branch leaves")
	runtime.KeepAlive(w)
}

// held is how many bytes live.
func held() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
