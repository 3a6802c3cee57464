package gitlab

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// What was filed at once stands as if it had been put one by one, and goes on so.
func TestFilingIsPuttingOneByOne(t *testing.T) {
	t.Parallel()
	for seed := range uint64(30) {
		dice := rand.New(rand.NewPCG(seed, 0))
		rows := make([]Deployment, dice.IntN(700))
		for i, id := range dice.Perm(len(rows)) {
			created := time.Unix(int64(dice.IntN(500)), 0).UTC()
			rows[i] = Deployment{
				ID: int64(id + 1), IID: int64(i + 1), ProjectID: 1, EnvironmentID: int64(dice.IntN(4)), JobID: int64(dice.IntN(2) * (i + 1)),
				Ref: fmt.Sprint(dice.IntN(9)), Status: Status(dice.IntN(len(statusNames))), CreatedAt: created, UpdatedAt: created.Add(time.Duration(dice.IntN(9)) * time.Second),
			}
		}
		filed, put := New(Options{Now: time.Now}), New(Options{Now: time.Now})
		write(t, filed, func(tx *Tx) {
			f := tx.NewFiling()
			for _, d := range rows {
				f.Put(d)
			}
			f.Done()
		})
		write(t, put, func(tx *Tx) {
			for _, d := range rows {
				tx.PutDeployment(d)
			}
		})
		requireSameLedger(t, put.State(), filed.State())
		for _, i := range []*Instance{filed, put} {
			write(t, i, func(tx *Tx) {
				tx.PutDeployment(Deployment{ProjectID: 1, EnvironmentID: 2, Status: Success, UpdatedAt: time.Unix(250, 0).UTC()})
				for _, d := range rows[:len(rows)/3] {
					d.Status, d.UpdatedAt = Failed, d.UpdatedAt.Add(time.Minute)
					tx.PutDeployment(d)
				}
			})
		}
		requireSameLedger(t, put.State(), filed.State())
	}
}

func write(t *testing.T, i *Instance, do func(*Tx)) {
	t.Helper()
	_, err := i.Write(func(tx *Tx) error { do(tx); return nil })
	require.NoError(t, err)
}

func requireSameLedger(t *testing.T, want, got *State) {
	t.Helper()
	require.Equal(t, want.lastDeployment, got.lastDeployment)
	w, some := want.ledgers.get(1)
	g, _ := got.ledgers.get(1)
	if !some {
		require.Nil(t, g)
		return
	}
	require.Equal(t, w.lastIID, g.lastIID)
	requireSamePartition(t, &w.all, &g.all)
	for e := range int64(4) {
		requireSamePartition(t, w.environment(e), g.environment(e))
	}
}

func requireSamePartition(t *testing.T, want, got *partition) {
	t.Helper()
	requireSameOrders(t, want.of(nil), got.of(nil))
	for s := range statusNames {
		requireSameOrders(t, want.of(new(Status(s))), got.of(new(Status(s))))
	}
}

func requireSameOrders(t *testing.T, want, got *orders) {
	t.Helper()
	requireSameIndex(t, want.id, got.id)
	requireSameIndex(t, want.updated, got.updated)
	requireSameIndex(t, want.finished, got.finished)
}

func requireSameIndex(t *testing.T, want, got index) {
	t.Helper()
	require.Equal(t, want.len(), got.len())
	for rank := range want.len() {
		w, g := *want.at(rank), *got.at(rank)
		w.Memo, g.Memo = Memo{}, Memo{}
		require.Equal(t, w, g)
	}
}
