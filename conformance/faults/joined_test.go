package faults

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/openapi"
)

// faultsOf are the faults that break a rule about an operation, or one about all of them in it.
func faultsOf(t *testing.T, operation string) []Fault {
	t.Helper()
	requirements, err := openapi.Requirements()
	require.NoError(t, err)
	about := map[string]string{}
	for _, r := range requirements {
		about[r.ID] = r.Operation
	}
	var found []Fault
	for _, f := range All() {
		if about[f.Rule] == operation || about[f.Rule] == "" && strings.Contains(f.ID, short[operation]) {
			found = append(found, f)
		}
	}
	return found
}

// words are the names and values that a fault's id, sentence and rule speak of.
func words(f Fault) []string {
	return strings.FieldsFunc(strings.ToLower(f.ID+" "+f.Sentence+" "+f.Rule), func(r rune) bool { return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyz0123456789_", r) })
}

func speaksOf(f Fault, name string) bool {
	all := words(f)
	if slices.Contains(all, strings.ToLower(name)) {
		return true
	}
	parts := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == '_' || r == '-' })
	return strings.Contains(strings.Join(all, " "), strings.Join(parts, " "))
}

// Every parameter of the seven operations, and every value that the document lists for one, is what some fault gets wrong.
func TestEveryParameterAndValueHasAFault(t *testing.T) {
	t.Parallel()
	for _, profile := range []openapi.Profile{openapi.Documented(), openapi.GitLab189()} {
		document, err := openapi.Load(profile)
		require.NoError(t, err)
		for _, id := range seven {
			found := faultsOf(t, id)
			for _, p := range document.Operation(id).Parameters() {
				names := append([]string{p.Name}, p.Enum...)
				for _, name := range names {
					assert.True(t, slices.ContainsFunc(found, func(f Fault) bool { return speaksOf(f, name) }), "%s: %s: %s %s", profile.Name(), id, p.Name, name)
				}
			}
		}
	}
}

// Every member that an answer has at its top is what some fault gets wrong, and the document has every member that some fault hides.
// Of merge requests the page on deployments shows a few members only.
func TestEveryMemberHasItsFaults(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	known := map[string]bool{}
	for _, part := range members {
		for _, key := range strings.Fields(part.keys) {
			known[part.operation+" "+part.at+"/"+key] = true
		}
	}
	there := map[string]bool{}
	for _, id := range seven {
		for _, status := range []int{http.StatusOK, http.StatusCreated} {
			schema := document.Operation(id).ResponseSchema(status)
			if schema == nil {
				continue
			}
			for _, field := range schema.Fields() {
				pointer := field.Pointer
				if id == opList || id == opShipped {
					pointer = strings.TrimPrefix(pointer, "/*")
				}
				there[id+" "+pointer] = true
			}
		}
	}
	for member := range known {
		assert.True(t, there[member], "the document has no %s", member)
	}
	for member := range there {
		operation, pointer, _ := strings.Cut(member, " ")
		if key := strings.TrimPrefix(pointer, "/"); operation != opShipped && !strings.Contains(key, "/") && !known[member] {
			assert.True(t, slices.ContainsFunc(All(), func(f Fault) bool { return speaksOf(f, key) }), member)
		}
	}
}

// Every header that the document asks for is missing or wrong somewhere.
func TestEveryHeaderHasAFault(t *testing.T) {
	t.Parallel()
	document, err := openapi.Load(openapi.Documented())
	require.NoError(t, err)
	for _, id := range seven {
		for _, status := range document.Operation(id).Statuses() {
			for _, v := range document.Operation(id).CheckHead(status, http.Header{}) {
				name := strings.TrimPrefix(strings.ToLower(v.Pointer), "content-")
				assert.True(t, slices.ContainsFunc(All(), func(f Fault) bool { return speaksOf(f, name) || strings.Contains(f.ID, name) }), "%s: %d: %s", id, status, v.Pointer)
			}
		}
	}
}
