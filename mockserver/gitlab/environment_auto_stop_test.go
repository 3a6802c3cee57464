package gitlab_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func TestDurations(t *testing.T) {
	const day = 24 * time.Hour
	for text, want := range map[string]time.Duration{
		"1 day":                   day,
		"day":                     day,
		"2 weeks and 3 days":      17 * day,
		"1 month":                 30 * day,
		"1 year":                  31_557_600 * time.Second,
		"3h 30m":                  3*time.Hour + 30*time.Minute,
		"1h30min, 5 secs":         90*time.Minute + 5*time.Second,
		"1.5 hours":               90 * time.Minute,
		"90":                      90 * time.Second,
		"1:30:00":                 90 * time.Minute,
		"$HOURS hours":            2 * time.Hour,
		"never":                   0,
		"0 days":                  0,
		"soon":                    0, // which GitLab fails on
		"tomorrow at 3":           0,
		"1:2:3:4:5:6:7":           0,
		"":                        0,
		"99999999999999999 years": 100 * 365 * day,
	} {
		l := run(t, gitlab.Options{}, ciJob("deploy", "1", deploysTo("review"), func(j *gitlab.CIJob) {
			j.Environment.AutoStopIn, j.Variables = text, map[string]string{"HOURS": "2"}
		}))
		var at time.Time
		if want != 0 {
			at = dawn.Add(want)
		}
		assert.Equal(t, at, l.environment("review").AutoStopAt, "%q", text)
	}
}

func TestAnEnvironmentStopsWhenItsTimeHasCome(t *testing.T) {
	jobs := reviewing("review")
	jobs[0].Environment.AutoStopIn = "1 day"
	l := run(t, gitlab.Options{}, jobs...)
	l.advance(12 * time.Hour)
	l.end("deploy", "success")
	assert.Equal(t, dawn.Add(36*time.Hour), l.environment("review").AutoStopAt, "counts from the last deployment")
	l.advance(23 * time.Hour)
	assert.Equal(t, gitlab.Available, l.environment("review").State)
	l.advance(time.Hour)
	assert.Equal(t, gitlab.Stopping, l.environment("review").State)
	assert.Equal(t, pending, l.job("stop").Status)
	l.end("stop", "success")
	assert.Equal(t, gitlab.Stopped, l.environment("review").State)
	assert.Zero(t, l.environment("review").AutoStopAt)
}

func TestJobsThatUseAnEnvironmentPostponeItsStop(t *testing.T) {
	using := func(name, action, stopIn string) gitlab.CIJob {
		return ciJob(name, "2", when(gitlab.ManualStep), func(j *gitlab.CIJob) {
			j.Environment = &gitlab.CIEnvironment{Name: "review", Action: action, AutoStopIn: stopIn}
		})
	}
	deploy := ciJob("deploy", "1", deploysTo("review"))
	deploy.Environment.AutoStopIn = "1 day"
	l := run(t, gitlab.Options{}, deploy, using("look", "access", ""), using("check", "verify", ""), using("check again", "verify", "1 hour"))
	l.end("deploy", "success")
	for _, step := range []struct {
		job  string
		want time.Duration // from now
	}{{"look", 24 * time.Hour}, {"check", 22 * time.Hour}, {"check again", time.Hour}} {
		if step.job == "check" {
			l.advance(2 * time.Hour)
		}
		require.NoError(t, l.play(l.actor, step.job))
		l.end(step.job, "success")
		assert.Equal(t, l.now.Add(step.want), l.environment("review").AutoStopAt, step.job)
	}
}

func TestTierOfAJob(t *testing.T) {
	tiered := func(name, tier string) gitlab.CIJob {
		return ciJob(name, "1", deploysTo(name), func(j *gitlab.CIJob) { j.Environment.Tier = tier })
	}
	l := run(t, gitlab.Options{}, tiered("live-eu", "testing"), tiered("live-us", "best"), tiered("live", ""))
	assert.Equal(t, "testing", l.environment("live-eu").Tier)
	assert.Equal(t, "production", l.environment("live").Tier)
	assert.Equal(t, failed, l.job("live-us").Status)
	assert.Equal(t, "environment_creation_failure", l.job("live-us").Seldom().FailureReason)
	assert.Nil(t, l.State().EnvironmentByName(l.project, "live-us"))

	l.environment("live-us")
	l.start()
	l.end("live-us", "success")
	assert.Equal(t, "production", l.environment("live-us").Tier, "keeps it")
}

func TestNamesAreMadeOfWhatIsKnownBeforehand(t *testing.T) {
	l := run(t, gitlab.Options{}, ciJob("a", "1", deploysTo("review/$CI_PIPELINE_IID")), ciJob("b", "1", deploysTo("qa/$CI_PIPELINE_ID")),
		ciJob("c", "1", deploysTo("test"), func(j *gitlab.CIJob) { j.Environment.URL = "https://$CI_JOB_ID.$CI_PIPELINE_ID.example.com" }))
	assert.Equal(t, "review/2", l.job("a").Environment)
	assert.Equal(t, "environment_creation_failure", l.job("b").Seldom().FailureReason)
	l.end("c", "success")
	assert.Equal(t, "https://3.2.example.com", l.environment("test").ExternalURL)
}
