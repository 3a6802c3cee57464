package openapi

import (
	"net/http"
	"slices"
	"strings"
	"sync"

	_ "embed"
)

//go:embed gitlab_operations.txt
var gitlabOperations string

// gitlabRoutes are the operations of GitLab 18.9 in the form of the document's, so that paths are read the same way. Most
// programs never ask for one.
var gitlabRoutes = sync.OnceValue(func() router {
	var all []*Operation
	for line := range strings.Lines(gitlabOperations) {
		fields := strings.Fields(line)
		for _, method := range fields[1:] {
			all = append(all, &Operation{Method: method, Path: fields[0]})
		}
	}
	return newRouter(all)
})

// InGitLab tells which of GitLab 18.9's own operations a method and an escaped path below the API root lead to, such as
// "GET /projects/{id}/issues", whether the contract has it or not; "" if there is none.
func InGitLab(method, path string) string {
	parts, err := partsOf(path, nil)
	if err != nil {
		return ""
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	templates := gitlabRoutes().templates
	for i := range templates {
		if t := &templates[i]; t.fits(t.begin(parts)) {
			if at := slices.IndexFunc(t.operations, func(o *Operation) bool { return o.Method == method }); at >= 0 {
				return method + " " + t.operations[at].Path
			}
		}
	}
	return ""
}

// begin is what of a path a template looks at: one whose last parameter may hold slashes looks at no more than it has segments.
func (t *template) begin(parts []string) []string {
	n := len(t.segments)
	if strings.HasPrefix(t.segments[n-1].text, "*") && len(parts) > n {
		return parts[:n]
	}
	return parts
}

// Doubtful tells whether a word stands where the route has a number. GitLab may have an operation of that name.
func (r Route) Doubtful() bool {
	return slices.ContainsFunc(r.Path, func(a Argument) bool {
		text, _ := a.Value.(string)
		return slices.Contains(r.Operation.numbers, a.Name) && text != "" && (text[0] < '0' || text[0] > '9')
	})
}
