package gitlab

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// RefFilter narrows and sorts branches or tags.
type RefFilter struct {
	Search     string // in the name, in any case; ^, $ and * mean what they do in patterns
	Pattern    string // RE2, of branches
	By         string // name, updated or version; empty: name
	Descending bool
}

// FindBranches lists a project's branches.
func (s *State) FindBranches(actor Actor, project string, f RefFilter) (*Project, []string, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, nil, err
	}
	pattern, err := regexp.Compile(f.Pattern)
	if err != nil {
		return nil, nil, refused("Regex is invalid")
	}
	r := s.Repository(p.ID)
	names := slices.DeleteFunc(r.Branches(), func(name string) bool { return !pattern.MatchString(name) })
	return p, f.apply(names, r.Branch), nil
}

// FindTags lists a project's tags.
func (s *State) FindTags(actor Actor, project string, f RefFilter) (*Project, []string, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, nil, err
	}
	r := s.Repository(p.ID)
	return p, f.apply(r.Tags(), r.Tag), nil
}

// apply keeps the names that match and sorts them; one that is just what is searched for comes first.
func (f RefFilter) apply(names []string, target func(name string) *Commit) []string {
	names = slices.DeleteFunc(names, func(name string) bool { return !f.finds(name) })
	slices.SortStableFunc(names, func(a, b string) int {
		order := 0
		switch f.By {
		case "updated":
			order = target(a).CommittedDate.Compare(target(b).CommittedDate)
		case "version":
			order = compareVersions(a, b)
		default:
			order = cmp.Compare(a, b)
		}
		if f.Descending {
			return -order
		}
		return order
	})
	if at := slices.IndexFunc(names, func(name string) bool { return strings.EqualFold(name, f.Search) }); at > 0 && !f.patterned() {
		exact := names[at]
		names = slices.Insert(slices.Delete(names, at, at+1), 0, exact)
	}
	return names
}

func (f RefFilter) patterned() bool { return strings.ContainsAny(f.Search, "^$*") }

func (f RefFilter) finds(name string) bool {
	if f.Search == "" {
		return true
	}
	pattern := regexp.QuoteMeta(strings.ToLower(f.Search))
	for _, operator := range []struct{ quoted, means string }{{`\^`, "^"}, {`\*`, ".*?"}, {`\$`, "$"}} {
		pattern = strings.ReplaceAll(pattern, operator.quoted, operator.means)
	}
	found, err := regexp.MatchString(pattern, strings.ToLower(name))
	return err == nil && found
}

var versionParts = lazily(`\d+|\D+`)

// compareVersions compares names as versions: numbers in them by their value.
func compareVersions(a, b string) int {
	x, y := versionParts().FindAllString(a, -1), versionParts().FindAllString(b, -1)
	for i := range min(len(x), len(y)) {
		n, errN := strconv.ParseUint(x[i], 10, 64)
		m, errM := strconv.ParseUint(y[i], 10, 64)
		order := cmp.Compare(x[i], y[i])
		if errN == nil && errM == nil {
			order = cmp.Compare(n, m)
		}
		if order != 0 {
			return order
		}
	}
	return cmp.Compare(len(x), len(y))
}

// GetBranch returns the project of a branch. Errors: Refused for what can be no branch, NotFound.
func (s *State) GetBranch(actor Actor, project, name string) (*Project, error) {
	p, err := s.ReadCode(actor, project)
	if err != nil {
		return nil, err
	}
	return p, s.branchFault(p, name)
}

func (s *State) branchFault(p *Project, name string) error {
	switch {
	case !validRef(name):
		return refused("The branch refname is invalid")
	case s.Repository(p.ID).Branch(name) == nil:
		return &Error{Kind: NotFound, Subject: "Branch"}
	}
	return nil
}
