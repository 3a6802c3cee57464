package gitlab_test

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// Readers look at what was put off while writers put off more.
func TestReadersAmongWorkThatIsPutOff(t *testing.T) {
	l := run(t, gitlab.Options{Async: time.Hour}, ciJob("build", "1"))
	var readers sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
					assert.Equal(t, created, l.State().Pipeline(l.pipeline).Status)
				}
			}
		})
	}
	for range 200 {
		l.write(func(tx *gitlab.Tx) {
			_, err := tx.CreatePipeline(l.actor, shop, gitlab.NewPipeline{Ref: "main"})
			require.NoError(t, err)
		})
	}
	close(done)
	readers.Wait()
}

func TestWorkIsDoneThoughNobodyAsks(t *testing.T) {
	var alarms []time.Duration
	l := run(t, gitlab.Options{Async: time.Second, Runner: new(time.Minute), Wake: func(after time.Duration) { alarms = append(alarms, after) }}, ciJob("build", "1"))
	assert.Equal(t, time.Second, alarms[len(alarms)-1], "after a pipeline was made")
	l.advance(time.Second)
	l.State()
	assert.Equal(t, time.Minute, alarms[len(alarms)-1], "after its job was queued")
}
