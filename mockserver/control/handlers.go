package control

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"understudy/fixtures"
)

// projectRow is a project as the interface lists it.
type projectRow struct {
	ID   int64  `json:"id"`
	Path string `json:"path"`
}

type clockRow struct {
	Now    time.Time `json:"now"`
	Frozen bool      `json:"frozen"`
}

type counts struct {
	Projects     int   `json:"projects"`
	Users        int   `json:"users"`
	Environments int   `json:"environments"`
	Deployments  int   `json:"deployments"`
	Jobs         int   `json:"jobs"`
	Spaces       int   `json:"spaces"`
	Snapshots    int   `json:"snapshots"`
	Requests     int64 `json:"requests"`
	Breaches     int64 `json:"breaches"`
}

type overview struct {
	Version  string            `json:"version"`
	Profile  string            `json:"profile"`
	Tier     string            `json:"tier"`
	Edition  string            `json:"edition"`
	Space    *string           `json:"space"`
	URL      string            `json:"url"`
	Clock    clockRow          `json:"clock"`
	Tokens   map[string]string `json:"tokens"`
	Users    map[string]string `json:"users"`
	Projects []projectRow      `json:"projects"`
	Counts   counts            `json:"counts"`
}

func getOverview(c *call) (answer, error) {
	s := c.space
	n := s.instance.State().Count()
	o := overview{
		Version: c.About.Version, Profile: c.About.Profile.Name(), Tier: c.About.Tier, Edition: c.About.Edition,
		Space: named(s.name), URL: c.url, Clock: s.clockRow(), Tokens: map[string]string{}, Users: map[string]string{}, Projects: s.projects(),
		Counts: counts{
			Projects: n.Projects, Users: n.Users, Environments: n.Environments, Deployments: n.Deployments, Jobs: n.Jobs,
			Spaces: len(c.Spaces.All()), Snapshots: len(s.Snapshots()), Requests: s.requests.Load(), Breaches: s.Breaches(),
		},
	}
	for _, role := range s.Roles() {
		o.Tokens[role.Name], o.Users[role.Name] = role.Token, role.Username
	}
	return shown(http.StatusOK, o)
}

func (s *Space) projects() []projectRow {
	rows := []projectRow{}
	for p := range s.instance.State().Projects() {
		rows = append(rows, projectRow{ID: p.ID, Path: p.Path})
	}
	return rows
}

// Tokens are the tokens by role.
func (s *Space) Tokens() map[string]string {
	tokens := map[string]string{}
	for _, role := range s.Roles() {
		tokens[role.Name] = role.Token
	}
	return tokens
}

func (s *Space) clockRow() clockRow { return clockRow{Now: s.Now(), Frozen: s.clock.Frozen()} }

func resetState(c *call) (answer, error) {
	c.space.Reset()
	return done, nil
}

func getClock(c *call) (answer, error) { return shown(http.StatusOK, c.space.clockRow()) }

func setClock(c *call) (answer, error) {
	var to ClockSetting
	if err := c.decode(&to); err != nil {
		return answer{}, err
	}
	c.space.SetClock(to)
	return getClock(c)
}

func advanceClock(c *call) (answer, error) {
	var request struct{ By string }
	if err := c.decode(&request); err != nil {
		return answer{}, err
	}
	by, err := parseDuration(request.By)
	if err != nil {
		return answer{}, refuse(http.StatusBadRequest, "by: %q is no duration: write one like 90s, 1h30m or 7d", request.By)
	}
	c.space.Advance(by)
	return getClock(c)
}

var days = regexp.MustCompile(`([0-9.]+)d`)

// parseDuration reads Go's durations, and days of 24 hours.
func parseDuration(text string) (time.Duration, error) {
	var wrong error
	hours := days.ReplaceAllStringFunc(text, func(found string) string {
		n, err := strconv.ParseFloat(strings.TrimSuffix(found, "d"), 64)
		wrong = errors.Join(wrong, err)
		return strconv.FormatFloat(n*24, 'f', -1, 64) + "h"
	})
	d, err := time.ParseDuration(hours)
	return d, errors.Join(wrong, err)
}

type spaceRow struct {
	Name      string    `json:"name"`
	URL       string    `json:"url"`
	CreatedAt time.Time `json:"created_at"`
	UsedAt    time.Time `json:"used_at"`
	Requests  int64     `json:"requests"`
}

func listSpaces(c *call) (answer, error) {
	rows := []spaceRow{}
	for _, s := range c.Spaces.All() {
		rows = append(rows, spaceRow{
			Name: s.name, URL: c.root + SpacePath(s.name), CreatedAt: s.created.UTC(), UsedAt: time.Unix(0, s.used.Load()).UTC(), Requests: s.requests.Load(),
		})
	}
	return shown(http.StatusOK, rows)
}

// SpacePath is where a space lies below its stand-in.
func SpacePath(name string) string { return "/spaces/" + name }

type spaceAnswer struct {
	Name     string            `json:"name"`
	URL      string            `json:"url"`
	Tokens   map[string]string `json:"tokens"`
	Projects []projectRow      `json:"projects"`
}

func (c *call) show(status int, s *Space) (answer, error) {
	return shown(status, spaceAnswer{Name: s.name, URL: c.root + SpacePath(s.name), Tokens: s.Tokens(), Projects: s.projects()})
}

func createSpace(c *call) (answer, error) {
	var request struct {
		Name, From, Snapshot string
		Dataset              json.RawMessage
		Clock                *ClockSetting
	}
	if err := c.decode(&request); err != nil {
		return answer{}, err
	}
	o := Origin{Name: request.Name, Present: request.From == "present", Snapshot: request.Snapshot, Clock: request.Clock}
	named := 0
	for _, given := range []bool{request.From != "", request.Snapshot != "", request.Dataset != nil} {
		if given {
			named++
		}
	}
	if named > 1 {
		return answer{}, refuse(http.StatusBadRequest, "from, snapshot and dataset exclude each other: leave all but one out")
	}
	if request.Dataset != nil {
		dataset, err := fixtures.Read("dataset", request.Dataset)
		if err != nil {
			return answer{}, refuse(http.StatusBadRequest, "%s", err)
		}
		o.Dataset = &dataset
	}
	space, err := c.Spaces.Create(o)
	switch {
	case errors.Is(err, ErrSpaceExists):
		return answer{}, refuse(http.StatusConflict, "%s", err)
	case errors.Is(err, ErrNoSnapshot):
		return answer{}, refuse(http.StatusNotFound, "%s", err)
	case err != nil:
		return answer{}, refuse(http.StatusBadRequest, "%s", err)
	}
	return c.show(http.StatusCreated, space)
}

func (c *call) findSpace() (*Space, error) {
	name := c.values.String("name")
	if s := c.Spaces.Find(name); s != nil {
		return s, nil
	}
	return nil, refuse(http.StatusNotFound, "no such space: %s", name)
}

func getSpace(c *call) (answer, error) {
	s, err := c.findSpace()
	if err != nil {
		return answer{}, err
	}
	return c.show(http.StatusOK, s)
}

func deleteSpace(c *call) (answer, error) {
	s, err := c.findSpace()
	if err == nil {
		c.Spaces.End(s.name)
	}
	return done, err
}

func listSnapshots(c *call) (answer, error) { return shown(http.StatusOK, c.space.Snapshots()) }

func createSnapshot(c *call) (answer, error) {
	var request struct{ Name string }
	if err := c.decode(&request); err != nil {
		return answer{}, err
	}
	return shown(http.StatusCreated, c.space.Snapshot(request.Name))
}

func restoreSnapshot(c *call) (answer, error) { return c.ofSnapshot((*Space).Restore) }

func deleteSnapshot(c *call) (answer, error) { return c.ofSnapshot((*Space).Forget) }

func (c *call) ofSnapshot(verb func(*Space, string) bool) (answer, error) {
	if name := c.values.String("name"); !verb(c.space, name) {
		return answer{}, refuse(http.StatusNotFound, "%s: %s", ErrNoSnapshot, name)
	}
	return done, nil
}

type faultsInForce struct {
	Faults
	Struck  []int   `json:"struck"`
	Changed []int64 `json:"changed"`
}

func getFaults(c *call) (answer, error) {
	f, struck, changed := c.space.FaultsInForce()
	return shown(http.StatusOK, faultsInForce{Faults: f, Struck: struck, Changed: changed})
}

type wrongRow struct {
	ID       string  `json:"id"`
	Rule     string  `json:"rule"`
	Sentence string  `json:"sentence"`
	Profile  *string `json:"profile"`
	Tier     *string `json:"tier"`
	Edition  *string `json:"edition"`
}

func listCatalogue(c *call) (answer, error) {
	rows := []wrongRow{}
	for _, w := range c.space.Catalogue() {
		rows = append(rows, wrongRow{ID: w.ID, Rule: w.Rule, Sentence: w.Sentence, Profile: named(w.Profile), Tier: named(w.Tier), Edition: named(w.Edition)})
	}
	return shown(http.StatusOK, rows)
}

func setFaults(c *call) (answer, error) {
	var f Faults
	if err := c.decode(&f); err != nil {
		return answer{}, err
	}
	if err := c.space.SetFaults(f); err != nil {
		return answer{}, refuse(http.StatusBadRequest, "%s", err)
	}
	return getFaults(c)
}

func clearFaults(c *call) (answer, error) { return done, c.space.SetFaults(Faults{}) }
