package gitlab

import (
	"fmt"
	"reflect"
	"slices"
	"sort"
	"strings"
	"time"
)

// Rows are all rows and indexes of a state as texts, by the name of the table and the key. A table that it does not know fails.
func (s *State) Rows() map[string]string {
	rows := map[string]string{}
	seen := []string{"edition", "tier", "epoch", "written", "due", "lastTask", "revision"}
	dump(rows, &seen, "users", &s.users.keyed)
	dump(rows, &seen, "groups", &s.groups.keyed)
	dump(rows, &seen, "projects", &s.projects.keyed)
	dump(rows, &seen, "environments", &s.environments.keyed)
	dump(rows, &seen, "protections", &s.protections.keyed)
	dump(rows, &seen, "jobs", &s.jobs.keyed)
	dump(rows, &seen, "pipelines", &s.pipelines.keyed)
	dump(rows, &seen, "runners", &s.runners.keyed)
	dump(rows, &seen, "mergeRequests", &s.mergeRequests.keyed)
	dump(rows, &seen, "hooks", &s.hooks.keyed)
	dump(rows, &seen, "tokens", &s.tokens)
	dump(rows, &seen, "tokensOf", &s.tokensOf)
	dump(rows, &seen, "usernames", &s.usernames)
	dump(rows, &seen, "groupPaths", &s.groupPaths)
	dump(rows, &seen, "projectPaths", &s.projectPaths)
	dump(rows, &seen, "approvals", &s.approvals)
	dump(rows, &seen, "links", &s.links)
	dump(rows, &seen, "shipping", &s.shipping)
	dump(rows, &seen, "requestIIDs", &s.requestIIDs)
	dumpChildren(rows, &seen, "linked", &s.linked)
	dump(rows, &seen, "protected", &s.protected)
	dump(rows, &seen, "environmentNames", &s.environmentNames)
	dump(rows, &seen, "environmentSlugs", &s.environmentSlugs)
	dumpChildren(rows, &seen, "pipelinesOf", &s.pipelinesOf)
	dumpChildren(rows, &seen, "jobsOf", &s.jobsOf)
	dump(rows, &seen, "pendingJobs", &s.pendingJobs)
	dump(rows, &seen, "jobDeployments", &s.jobDeployments)
	dump(rows, &seen, "pipelineIIDs", &s.pipelineIIDs)
	dump(rows, &seen, "runnerTokens", &s.runnerTokens)
	dump(rows, &seen, "families", &s.families)
	dumpChildren(rows, &seen, "hooksOf", &s.hooksOf)
	s.dumpRest(rows, &seen)
	for field := range reflect.TypeFor[State]().Fields() {
		if !slices.Contains(seen, field.Name) {
			panic("a state's " + field.Name + " is compared by nobody")
		}
	}
	return rows
}

func (s *State) dumpRest(rows map[string]string, seen *[]string) {
	rows["last"] = fmt.Sprintf("%+v", s.Sequences())
	rows["ownRunner"] = fmt.Sprint(s.builtInRunner)
	*seen = append(*seen, "builtInRunner", "lastDeployment", "lastApproval", "lastRule", "lastToken", "lastShare", "lastEvent")
	var due []string
	s.tasks.rows.Scan(func(_ string, t *task) bool {
		due = append(due, t.due.String())
		return true
	})
	rows["tasks"] = strings.Join(due, "\n")
	for p := range s.Projects() {
		for d := range s.Deployments(p.ID) {
			rows[fmt.Sprint("deployments ", d.ID)] = text(reflect.ValueOf(*d))
		}
		last, _ := s.LastIIDs(p.ID)
		rows[fmt.Sprint("lastIID ", p.ID)] = fmt.Sprint(last)
		r := s.Repository(p.ID)
		for c := range r.Commits() {
			rows[fmt.Sprint("commits ", p.ID, c.SHA)] = text(reflect.ValueOf(*c))
		}
		prefix := fmt.Sprint(p.ID, " ")
		dump(rows, seen, prefix+"branches", &r.branches)
		dump(rows, seen, prefix+"tags", &r.tags)
		dump(rows, seen, prefix+"annotations", &r.annotations)
	}
	*seen = append(*seen, "tasks", "ledgers", "repositories")
}

func dump[K ordered, V any](rows map[string]string, seen *[]string, name string, table *keyed[K, V]) {
	*seen = append(*seen, name)
	table.rows.Scan(func(key K, row V) bool {
		rows[fmt.Sprintf("%s %v", name, key)] = text(reflect.ValueOf(row))
		return true
	})
}

func dumpChildren(rows map[string]string, seen *[]string, name string, c *children) {
	*seen = append(*seen, name)
	c.rows.Scan(func(row child) bool {
		rows[fmt.Sprintf("%s %v", name, row)] = ""
		return true
	})
}

// text is a row with everything in it. Empty lists and none are one, as they are to whoever asks; times are those of clocks.
func text(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return "none"
		}
		return text(v.Elem())
	case reflect.Slice:
		if v.IsNil() && v.Type().Elem() == reflect.TypeFor[CINeed]() {
			return "none" // a job that needs nothing does not wait for stages, either
		}
		var items []string
		for i := range v.Len() {
			items = append(items, text(v.Index(i)))
		}
		return "[" + strings.Join(items, ", ") + "]"
	case reflect.Map:
		var items []string
		for _, key := range v.MapKeys() {
			items = append(items, text(key)+": "+text(v.MapIndex(key)))
		}
		sort.Strings(items)
		return "{" + strings.Join(items, ", ") + "}"
	case reflect.Struct:
		return structText(v)
	default:
		return fmt.Sprintf("%#v", v.Interface())
	}
}

func structText(v reflect.Value) string {
	var seldom any
	switch row := v.Interface().(type) {
	case time.Time:
		return row.Format(time.RFC3339Nano)
	case Memo:
		return ""
	case Tree:
		var files []string
		for _, f := range row.files {
			files = append(files, fmt.Sprintf("%s %q %v", f.path, f.content, f.executable))
		}
		return strings.Join(files, ", ")
	case Members:
		var members []string
		for id, level := range row.All() {
			members = append(members, fmt.Sprint(id, ": ", level))
		}
		sort.Strings(members)
		return strings.Join(members, ", ")
	case Job:
		seldom = row.Seldom()
	case Pipeline:
		seldom = row.Seldom()
	}
	var fields []string
	if seldom != nil {
		fields = append(fields, text(reflect.ValueOf(seldom)))
	}
	for i := range v.NumField() {
		if seldom != nil && v.Type().Field(i).Name == "seldom" {
			continue
		}
		fields = append(fields, v.Type().Field(i).Name+": "+text(v.Field(i)))
	}
	return "{" + strings.Join(fields, ", ") + "}"
}
