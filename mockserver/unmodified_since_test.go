package mockserver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
)

const httpTime = "Mon, 02 Jan 2006 15:04:05 GMT"

// ended deletes something on the condition that it has not changed since one moment, which it has, and since another.
func (v visitor) ended(path string, changed time.Time, status int, body string) {
	v.t.Helper()
	v.delete(path, "If-Unmodified-Since: "+changed.Add(-time.Second).Format(httpTime)).is(412, messageOf("412 Precondition Failed"))
	v.delete(path, "If-Unmodified-Since: "+changed.Format(httpTime)).is(status, body)
}

func TestConditionsOnProjectsAndGroups(t *testing.T) {
	t.Parallel()
	now := &clock{now: noon}
	v := visit(t, arrival(), now.set).as("ada")
	accepted := messageOf("202 Accepted")
	outer := v.made("/groups", "name=Outer&path=outer").member("id")
	inner := v.made("/groups", "name=Inner&path=inner&parent_id="+outer).member("id")
	project := v.made("/projects", "name=box").member("id")
	dormant := v.made("/projects", "name=dormant&namespace_id="+inner).member("id")

	now.move(noon.Add(time.Minute))
	assert.Equal(t, `"2026-03-02T12:00:00.000Z"`, v.put("/projects/"+project, "ci_forward_deployment_enabled=false&default_branch=trunk&name=box").member("updated_at"),
		"these are not in the project's own row, or say what it says")
	assert.Equal(t, `"2026-03-02T12:01:00.000Z"`, v.put("/projects/"+project, "public_jobs=false").member("updated_at"))
	now.move(noon.Add(2 * time.Minute))
	v.ended("/groups/"+inner, noon, 202, accepted)
	v.ended("/projects/"+project, noon.Add(time.Minute), 202, accepted)
	v.delete("/projects/"+dormant, "If-Unmodified-Since: "+noon.Add(-time.Hour).Format(httpTime)).is(202, accepted) // goes with its group
	assert.Equal(t, `"2026-03-02T12:00:00.000Z"`, v.get("/projects/"+dormant).member("updated_at"), "a new path of the group is none of its own")

	now.move(noon.Add(3 * time.Minute))
	v.delete("/projects/"+project+"?permanently_remove=true&full_path=box", "If-Unmodified-Since: "+noon.Format(httpTime)).is(400,
		messageOf("`full_path` is incorrect. You must enter the complete path for the project."))
	v.ended("/projects/"+project+"?permanently_remove=true&full_path=ada/box-deletion_scheduled-"+project, noon.Add(2*time.Minute), 202, accepted)
	v.ended("/groups/"+inner+"?permanently_remove=true&full_path=outer/inner-deletion_scheduled-"+inner, noon.Add(2*time.Minute), 202, accepted)
}

// What happens in a project moves its time, though not twice within five minutes of a push, an hour of anything else.
func TestActivityMovesAProjectsTime(t *testing.T) {
	t.Parallel()
	now := &clock{now: noon}
	d := small()
	d.Projects[0].UpdatedAt = noon.Add(-time.Hour)
	v := visit(t, d, now.set).as("maintainer")
	step := noon
	for _, tt := range []struct {
		after time.Duration
		what  func()
		moves bool
	}{
		{0, func() { v.made("/projects/1/members", "user_id=8&access_level=20") }, true},
		{59 * time.Minute, func() { v.delete("/projects/1/members/8").is(204, "") }, false},
		{time.Minute, func() { v.made("/projects/1/merge_requests", "source_branch=feature/login&target_branch=main&title=x") }, true},
		{4 * time.Minute, func() { v.commit("main", "", "a.txt", "a") }, false},
		{time.Minute, func() { v.made("/projects/1/repository/tags", "tag_name=v7&ref=main") }, true},
		{5 * time.Minute, func() { v.delete("/projects/1/repository/tags/v7").is(204, "") }, true},
		{5 * time.Minute, func() { v.made("/projects/1/repository/branches", "branch=b&ref=main") }, true},
		{5 * time.Minute, func() { v.delete("/projects/1/repository/branches/b").is(204, "") }, true},
		{2 * time.Hour, func() { v.create("production", "success") }, false},
	} {
		before := v.get("/projects/1").member("updated_at")
		step = step.Add(tt.after)
		now.move(step)
		tt.what()
		if tt.moves {
			before = `"` + step.Format("2006-01-02T15:04:05.000Z") + `"`
		}
		assert.Equal(t, before, v.get("/projects/1").member("updated_at"), step)
	}
}

func TestConditionsOnMembersAndShares(t *testing.T) {
	t.Parallel()
	now := &clock{now: noon}
	d := small()
	for i := range d.Users {
		d.Users[i].CreatedAt = fixtures.Epoch
	}
	d.Projects[0].Memberships = []fixtures.Membership{{User: "reporter", UpdatedAt: noon.Add(-time.Hour)}}
	d.Projects[0].CreatedAt = fixtures.Epoch.Add(time.Hour)
	v := visit(t, d, now.set).as("maintainer")
	const members = "/projects/1/members"
	made := v.made(members, "user_id=8&access_level=20")
	assert.Equal(t, "2026-03-02T12:00:00.000Z", made.text("created_at"))
	now.move(noon.Add(time.Minute))
	assert.Equal(t, made.body, v.put(members+"/8", "access_level=20").body)
	v.ended(members+"/8", noon, 204, "")
	v.made(members, "user_id=8&access_level=20")
	now.move(noon.Add(2 * time.Minute))
	assert.Equal(t, "2026-03-02T12:01:00.000Z", v.put(members+"/8", "access_level=30").text("created_at"))
	v.as("reporter").delete(members+"/8", "If-Unmodified-Since: "+noon.Format(httpTime)).is(412, messageOf("412 Precondition Failed")) // before rights
	v.ended(members+"/8", noon.Add(2*time.Minute), 204, "")
	v.ended(members+"/5", noon.Add(-time.Hour), 204, "")
	v.ended(members+"/3", fixtures.Epoch.Add(time.Hour), 204, "")

	crew := v.as("owner").made("/groups", "name=crew&path=crew").member("id")
	v = v.as("owner")
	v.made("/projects/1/share", "group_access=30&group_id="+crew)
	v.ended("/projects/1/share/"+crew, noon.Add(2*time.Minute), 204, "")
	v.made("/groups/"+crew+"/members", "user_id=8&access_level=20")
	now.move(noon.Add(3 * time.Minute))
	assert.Equal(t, `"2026-03-02T12:02:00.000Z"`, v.get("/groups/"+crew+"/members/8").member("created_at"))
	v.ended("/groups/"+crew+"/members/8", noon.Add(2*time.Minute), 204, "")
}

// A runner that asks for jobs is not changed by that.
func TestConditionsOnRunners(t *testing.T) {
	t.Parallel()
	now := &clock{now: noon}
	v := visit(t, small(), now.set)
	token := v.runner()
	now.move(noon.Add(time.Hour))
	v.post("/jobs/request", "token="+token)
	v.ended("/runners?token="+token, noon, 204, "")
}
