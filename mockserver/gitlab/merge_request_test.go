package gitlab_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

func (w *world) merged(mr gitlab.MergeRequest) int64 {
	w.t.Helper()
	mr.ProjectID, mr.State = w.project, gitlab.MergeRequestMerged
	if mr.TargetBranch == "" {
		mr.TargetBranch = "main"
	}
	w.write(func(tx *gitlab.Tx) { mr.ID = tx.PutMergeRequest(mr).ID })
	return mr.ID
}

// shipped are the merge requests of a deployment, newest first.
func (w *world) shipped(a gitlab.Actor, deployment int64, f gitlab.MergeRequestFilter) []int64 {
	w.t.Helper()
	found, total, err := w.State().FindDeploymentMergeRequests(a, shop, deployment, f, gitlab.MergeRequestOrder{}, gitlab.Page{Number: 1, Size: 100})
	require.NoError(w.t, err)
	require.Len(w.t, found, total)
	numbers := []int64{}
	for _, mr := range found {
		numbers = append(numbers, mr.ID)
	}
	return numbers
}

var every = gitlab.MergeRequestFilter{}

func TestTheFirstSuccessShipsAllMergedIntoItsRef(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	first := w.merged(gitlab.MergeRequest{})
	second := w.merged(gitlab.MergeRequest{MergeCommitSHA: sha(5)})
	w.merged(gitlab.MergeRequest{TargetBranch: "feature/login"})
	w.write(func(tx *gitlab.Tx) {
		tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: w.project, TargetBranch: "main", State: gitlab.MergeRequestOpened})
		tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: w.project, TargetBranch: "main", State: gitlab.MergeRequestClosed})
		other := tx.PutProject(gitlab.Project{Path: "acme/other"})
		tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: other.ID, TargetBranch: "main", State: gitlab.MergeRequestMerged})
	})
	for _, status := range []gitlab.Status{gitlab.Running, gitlab.Failed, gitlab.Canceled} {
		assert.Empty(t, w.shipped(dev, w.deploy(dev, "production", 1, status).ID, every), status)
	}
	d := w.deploy(dev, "production", 1, gitlab.Success)
	assert.Equal(t, []int64{second, first}, w.shipped(dev, d.ID, every))
	w.move(dev, d, gitlab.Failed)
	assert.Len(t, w.shipped(dev, d.ID, every), 2, "linking is for good")

	late := w.deploy(dev, "staging", 1, gitlab.Running)
	w.move(dev, late, gitlab.Success)
	assert.Equal(t, []int64{second, first}, w.shipped(dev, late.ID, every), "another environment, by an update")
}

func TestALaterSuccessShipsWhatIsNew(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.deploy(dev, "production", 1, gitlab.Success)
	w.merged(gitlab.MergeRequest{MergeCommitSHA: sha(1)}) // deployed before
	byMerge := w.merged(gitlab.MergeRequest{MergeCommitSHA: sha(2), TargetBranch: "elsewhere"})
	bySquash := w.merged(gitlab.MergeRequest{SquashCommitSHA: sha(3)})
	byHead := w.merged(gitlab.MergeRequest{SHA: sha(3)})
	later := w.merged(gitlab.MergeRequest{MergeCommitSHA: sha(4)})
	w.merged(gitlab.MergeRequest{})

	w.deploy(dev, "production", 3, gitlab.Failed) // does not count as a predecessor
	second := w.deploy(dev, "production", 3, gitlab.Success)
	assert.Equal(t, []int64{byHead, bySquash, byMerge}, w.shipped(dev, second.ID, every))
	third, err := w.create(dev, gitlab.NewDeployment{Environment: "production", SHA: "main", Ref: "main", Status: gitlab.Success})
	require.NoError(t, err)
	assert.Equal(t, []int64{later}, w.shipped(dev, third.ID, every), "revisions are resolved")
	back := w.deploy(dev, "production", 1, gitlab.Success)
	assert.Empty(t, w.shipped(dev, back.ID, every), "a rollback ships nothing")
	again := w.deploy(dev, "production", 5, gitlab.Success)
	assert.Empty(t, w.shipped(dev, again.ID, every), "once per environment")
}

func TestThePredecessorIsTheSuccessWithTheNextLowerID(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	waiting := w.deploy(dev, "production", 2, gitlab.Running)
	w.deploy(dev, "production", 5, gitlab.Success)
	into := w.merged(gitlab.MergeRequest{})
	w.move(dev, waiting, gitlab.Success)
	assert.Equal(t, []int64{into}, w.shipped(dev, waiting.ID, every), "nothing lower: a first success, though another was sooner")
}

func TestFolderedEnvironmentsLinkNothing(t *testing.T) {
	w := newWorld(t)
	dev := w.member("dev", gitlab.Developer)
	w.merged(gitlab.MergeRequest{})
	for name, links := range map[string]int{
		"review/login": 0, "qa/eu": 0, "canary/eu": 0, "production/eu": 1, "staging/eu": 1, "review": 1, "other": 1,
	} {
		assert.Len(t, w.shipped(dev, w.deploy(dev, name, 1, gitlab.Success).ID, every), links, name)
	}
}

func TestDeletingADeploymentUnlinks(t *testing.T) {
	w := newWorld(t)
	owner := w.member("owner", gitlab.Owner)
	mr := w.merged(gitlab.MergeRequest{})
	d := w.deploy(owner, "production", 1, gitlab.Success)
	w.move(owner, d, gitlab.Failed)
	before := w.State()
	require.NoError(t, w.destroy(owner, d.ID, nil))
	assert.Empty(t, w.shipped(owner, d.ID, every))
	found, _, err := before.FindDeploymentMergeRequests(owner, shop, d.ID, every, gitlab.MergeRequestOrder{}, gitlab.Page{Number: 1, Size: 1})
	require.NoError(t, err)
	assert.Len(t, found, 1, "the old state keeps its link")
	next := w.deploy(owner, "production", 1, gitlab.Success)
	assert.Equal(t, []int64{mr}, w.shipped(owner, next.ID, gitlab.MergeRequestFilter{Environment: "production"}), "free to be linked again")
}

func TestMergeRequestsOfADeployment(t *testing.T) {
	w := newWorld(t)
	dev, guest := w.member("dev", gitlab.Developer), w.member("guest", gitlab.Guest)
	w.edit(func(p *gitlab.Project) { p.Visibility = gitlab.Public })
	var theirs *gitlab.Deployment
	var hidden, shown *gitlab.MergeRequest
	w.write(func(tx *gitlab.Tx) {
		other := tx.PutProject(gitlab.Project{Path: "acme/other", Members: gitlab.NewMembers(map[int64]gitlab.AccessLevel{dev.User.ID: gitlab.Planner, guest.User.ID: gitlab.Guest})})
		e := tx.PutEnvironment(gitlab.Environment{ProjectID: other.ID, Name: "production"})
		hidden = tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: other.ID})
		shown = tx.PutMergeRequest(gitlab.MergeRequest{ProjectID: w.project})
		theirs = tx.PutDeployment(gitlab.Deployment{ProjectID: other.ID, EnvironmentID: e.ID})
		tx.LinkMergeRequest(theirs, hidden.ID)
		tx.LinkMergeRequest(theirs, hidden.ID)
		tx.LinkMergeRequest(theirs, shown.ID)
	})
	assert.Equal(t, []int64{shown.ID, hidden.ID}, w.shipped(dev, theirs.ID, every), "another project's deployment is answered too")
	assert.Equal(t, []int64{shown.ID}, w.shipped(guest, theirs.ID, every), "but only what one may see")
	assert.Empty(t, w.shipped(dev, 99, every), "an unknown deployment has none")
	for _, test := range []struct {
		page gitlab.Page
		want int
	}{{gitlab.Page{Number: 1, Size: 1}, 1}, {gitlab.Page{Number: 2, Size: 1}, 1}, {gitlab.Page{Number: 3, Size: 1}, 0}, {gitlab.Page{Number: math.MaxInt, Size: 100}, 0}, {gitlab.Page{Number: math.MaxInt/100 + 2, Size: 100}, 0}} {
		found, total, err := w.State().FindDeploymentMergeRequests(dev, shop, theirs.ID, every, gitlab.MergeRequestOrder{}, test.page)
		require.NoError(t, err)
		assert.Len(t, found, test.want, "%+v", test.page)
		assert.Equal(t, 2, total)
	}
}

func TestMergeRequestFilters(t *testing.T) {
	w := newWorld(t)
	ada, bob := w.member("ada", gitlab.Owner), w.member("bob", gitlab.Developer)
	a, b := ada.User.ID, bob.User.ID
	one := w.merged(gitlab.MergeRequest{
		Title: "Faster checkout", Description: "no more queues", AuthorID: a, AssigneeIDs: []int64{b}, SourceBranch: "fast", CreatedAt: dawn, UpdatedAt: dawn, MergeUserID: b,
	})
	two := w.merged(gitlab.MergeRequest{
		Title: "Queues", AuthorID: b, AssigneeIDs: []int64{a, b}, ReviewerIDs: []int64{a}, SourceBranch: "queues", Draft: true, SourceProjectID: 9, CreatedAt: dawn.Add(time.Hour), UpdatedAt: dawn.Add(time.Hour),
	})
	d := w.deploy(ada, "production", 1, gitlab.Success)
	w.write(func(tx *gitlab.Tx) {
		closed := *tx.MergeRequest(two)
		closed.State = gitlab.MergeRequestClosed
		tx.PutMergeRequest(closed)
	})
	type filter = gitlab.MergeRequestFilter
	type users = gitlab.UserFilter
	names := func(names ...string) users { return users{Usernames: names} }
	at, later := new(dawn), new(dawn.Add(time.Minute))
	neither, both := []int64{}, []int64{two, one}
	for _, test := range []struct {
		name   string
		filter filter
		want   []int64
	}{
		{"nothing", filter{}, both},
		{"state", filter{State: gitlab.MergeRequestMerged}, []int64{one}},
		{"created by me", filter{Scope: "created_by_me"}, []int64{one}},
		{"assigned to me", filter{Scope: "assigned_to_me"}, []int64{two}},
		{"for my review", filter{Scope: "reviews_for_me"}, []int64{two}},
		{"a scope with hyphens is all", filter{Scope: "created-by-me"}, both},
		{"a scope narrows other filters", filter{Scope: "created_by_me", Assignee: users{ID: a}}, neither},
		{"author", filter{Author: users{ID: b}}, []int64{two}},
		{"author's name, any case", filter{Author: names("BOB")}, []int64{two}},
		{"unknown author", filter{Author: names("nobody")}, neither},
		{"assignee", filter{Assignee: users{ID: b}}, both},
		{"all assignees", filter{Assignee: names("ada", "bob")}, []int64{two}},
		{"assignees nobody knows do not count", filter{Assignee: names("ada", "nobody")}, []int64{two}},
		{"none of the assignees known", filter{Assignee: names("nobody", "no one")}, neither},
		{"any reviewer", filter{Reviewer: users{Any: true}}, []int64{two}},
		{"no reviewer", filter{Reviewer: users{None: true}}, []int64{one}},
		{"merge user", filter{MergeUser: users{ID: b}}, []int64{one}},
		{"source project", filter{SourceProjectID: w.project}, []int64{one}},
		{"source branch", filter{SourceBranch: "fast"}, []int64{one}},
		{"target branch", filter{TargetBranch: "fast"}, neither},
		{"search", filter{Search: "QUEUES"}, both},
		{"search in title", filter{Search: "queues", SearchIn: []string{"title"}}, []int64{two}},
		{"search in description", filter{Search: "queues", SearchIn: []string{"description"}}, []int64{one}},
		{"words in any order", filter{Search: "checkout  FAST"}, []int64{one}},
		{"words of both title and description", filter{Search: "checkout queues"}, neither},
		{"short words do not count", filter{Search: "no queues of us"}, both},
		{"short words alone are the whole text", filter{Search: "no"}, neither},
		{"the whole text", filter{Search: "Q", SearchIn: []string{"title"}}, neither},
		{"a phrase", filter{Search: `"more queues"`}, []int64{one}},
		{"a phrase in another order", filter{Search: `"queues more"`}, neither},
		{"a phrase and a word", filter{Search: `queues "no more"`}, []int64{one}},
		{"a quote that ends within a word is no phrase", filter{Search: `"more q"ueues`}, neither},
		{"blanks alone", filter{Search: "  "}, both},
		{"unknown columns mean both", filter{Search: "queues", SearchIn: []string{"labels", " title"}}, both},
		{"draft", filter{WIP: "yes"}, []int64{two}},
		{"no draft", filter{WIP: "no"}, []int64{one}},
		{"reaction", filter{Reaction: "thumbsup"}, neither},
		{"no reaction", filter{Reaction: "NONE"}, both},
		{"any reaction", filter{Reaction: "any"}, neither},
		{"created before, inclusive", filter{CreatedBefore: at}, []int64{one}},
		{"created after", filter{CreatedAfter: later}, []int64{two}},
		{"created after, inclusive", filter{CreatedAfter: at}, both},
		{"updated before, inclusive", filter{UpdatedBefore: at}, []int64{one}},
		{"updated after", filter{UpdatedAfter: later}, []int64{two}},
		{"environment", filter{Environment: "production"}, both},
		{"another environment", filter{Environment: "staging"}, neither},
		{"deployed after, exclusive", filter{DeployedAfter: at}, neither},
		{"deployed after", filter{DeployedAfter: new(dawn.Add(-1))}, both},
		{"deployed before, exclusive", filter{DeployedBefore: at}, neither},
		{"deployed before", filter{DeployedBefore: new(dawn.Add(1))}, both},
		{"not an author", filter{Not: &filter{Author: users{ID: b}}}, []int64{one}},
		{"not an unknown author", filter{Not: &filter{Author: names("nobody")}}, both},
		{"not this author nor that branch", filter{Not: &filter{Author: users{ID: b}, SourceBranch: "fast"}}, neither},
		{"not an assignee", filter{Not: &filter{Assignee: users{ID: a}}}, []int64{one}},
		{"none of two assignees", filter{Not: &filter{Assignee: names("ada", "nobody")}}, []int64{one}},
		{"no assignee, negated, drops nothing", filter{Not: &filter{Assignee: users{None: true}}}, both},
		{"any assignee, negated, drops nothing", filter{Not: &filter{Assignee: users{Any: true}}}, both},
		{"no reaction, negated, drops nothing", filter{Not: &filter{Reaction: "None"}}, both},
		{"not a reviewer", filter{Not: &filter{Reviewer: users{ID: a}}}, []int64{one}},
		{"not a target branch", filter{Not: &filter{TargetBranch: "main"}}, neither},
		{"not a reaction", filter{Not: &filter{Reaction: "thumbsup"}}, both},
		{"not nothing", filter{Not: &filter{}}, both},
	} {
		t.Run(test.name, func(t *testing.T) { assert.Equal(t, test.want, w.shipped(ada, d.ID, test.filter)) })
	}
}
