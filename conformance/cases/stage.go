package cases

import (
	"slices"
	"strconv"
	"time"

	"understudy/conformance"
	"understudy/conformance/model"
	"understudy/conformance/wire"
	"understudy/conformance/world"
)

// stage is the target as a sequence sees it: with environments of its own.
type stage struct {
	s     *conformance.S
	names map[string]string // the target's environments by the scene's
	back  map[string]string
	last  *wire.Answer
}

func newStage(s *conformance.S) *stage {
	return &stage{s: s, names: map[string]string{}, back: map[string]string{}}
}

func (g *stage) environment(name string) string {
	if name == "" {
		return ""
	}
	if g.names[name] == "" {
		real := g.s.Environment()
		g.names[name], g.back[real] = real, name
	}
	return g.names[name]
}

func (g *stage) Create(c model.Command) model.Answer {
	return g.answer(g.s.Client().Post(collection(g.s), wire.Params{
		"environment": g.environment(c.Environment), "ref": c.Ref, "sha": c.SHA, "tag": strconv.FormatBool(c.Tag), "status": c.Status,
	}))
}

func (g *stage) Update(id int64, status string) model.Answer {
	return g.answer(g.s.Client().Put(g.s.Path("deployments", id), wire.Params{"status": status}))
}

func (g *stage) Delete(id int64) model.Answer {
	g.last = g.s.Client().Delete(g.s.Path("deployments", id))
	return model.Answer{Code: g.last.Code()}
}

func (g *stage) Get(id int64) model.Answer {
	return g.answer(g.s.Client().Get(g.s.Path("deployments", id), nil))
}

func (g *stage) Later() { g.s.Gap() }

func (g *stage) answer(answer *wire.Answer) model.Answer {
	g.last = answer
	a := model.Answer{Code: answer.Code()}
	if a.Code/100 == 2 {
		a.Deployment = g.seen(decoded(answer))
	}
	return a
}

// List lists the stage's environments, each by itself unless one is asked for: the project has others.
func (g *stage) List(q model.Query) (int, []model.Seen) {
	query := wire.Params{"per_page": "100"}
	for name, value := range map[string]string{
		"environment": g.environment(q.Environment), "status": q.Status, "order_by": q.OrderBy, "sort": q.Sort, "updated_after": timeText(q.UpdatedAfter),
		"updated_before": timeText(q.UpdatedBefore), "finished_after": timeText(q.FinishedAfter), "finished_before": timeText(q.FinishedBefore),
	} {
		if value != "" {
			query[name] = value
		}
	}
	g.last = list(g.s, query)
	if g.last.Code() != 200 {
		return g.last.Code(), nil
	}
	if q.Environment == "" {
		return 200, g.own(query)
	}
	return 200, g.seenAll(wire.Decode[[]world.Deployment](g.last))
}

// own is what a list without an environment shows of the stage's own. While pages are read, what others record and delete moves
// rows from one to the next: more than one page is read until it is the same twice.
func (g *stage) own(query wire.Params) []model.Seen {
	const enough = 5
	all, pages := g.pages(query)
	for range enough {
		if pages == 1 {
			break
		}
		before := all
		all, pages = g.pages(query)
		if slices.EqualFunc(before, all, func(a, b model.Seen) bool { return a.ID == b.ID }) {
			break
		}
	}
	return all
}

// pages reads page after page, and says how many there were. A row that has moved to the next page counts once.
func (g *stage) pages(query wire.Params) (all []model.Seen, pages int) {
	earlier := map[int64]bool{} // ids of the pages before
	for page := 1; ; page++ {
		g.last = list(g.s, with(query, "page", strconv.Itoa(page))).Needs()
		found := wire.Decode[[]world.Deployment](g.last)
		anew := 0
		for _, d := range found {
			if earlier[d.ID] {
				continue
			}
			anew++
			if g.back[d.Environment.Name] != "" {
				all = append(all, g.seen(d))
			}
		}
		for _, d := range found {
			earlier[d.ID] = true
		}
		if len(found) < 100 || anew == 0 { // a server that does not heed page has a full one for ever
			return all, page
		}
	}
}

func (g *stage) seenAll(deployments []world.Deployment) []model.Seen {
	var all []model.Seen
	for _, d := range deployments {
		all = append(all, g.seen(d))
	}
	return all
}

func (g *stage) seen(d world.Deployment) model.Seen {
	environment := g.back[d.Environment.Name]
	if environment == "" {
		environment = d.Environment.Name
	}
	return model.Seen{
		ID: d.ID, IID: d.IID, Ref: d.Ref, SHA: d.SHA, Status: d.Status, Environment: environment, User: d.User.Username, CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
}

func timeText(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return written(at)
}
