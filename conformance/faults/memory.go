package faults

import (
	"net/http"
	"net/url"
	"slices"
	"sync"
)

// memory is what an odd server keeps between exchanges.
type memory struct {
	mu      sync.Mutex
	values  map[string]any
	trusted map[string]credentials // by project, as named in paths; "" is the whole instance
	levels  map[string]int         // by token and project
}

func newMemory() *memory {
	return &memory{values: map[string]any{}, trusted: map[string]credentials{}, levels: map[string]int{}}
}

// keep remembers something under a key.
func (m *memory) keep(key string, value any) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.values[key] = value
}

func (m *memory) recall(key string) (value any, found bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	value, found = m.values[key]
	return value, found
}

// count is how often the key has been counted, this time included.
func (m *memory) count(key string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	n, _ := m.values[key].(int)
	m.values[key] = n + 1
	return n + 1
}

// credentials are what a request is authenticated with, and how much is known to be allowed to them.
type credentials struct {
	header http.Header
	query  url.Values
	weight int
}

var credentialHeaders = []string{"Private-Token", "Authorization", "Job-Token"}
var credentialParameters = []string{"private_token", "access_token", "job_token"}

// weights say how much may do whoever was allowed this; everything else weighs 1.
var weights = map[string]int{
	"createProject": 5, "createProjectAccessToken": 4, "createProjectProtectedEnvironment": 4, opDelete: 3,
	opCreate: 2, opUpdate: 2,
}

// learn remembers whose requests succeed.
func (m *memory) learn(x *exchange) {
	if x.right == nil || x.right.status >= 300 || x.operation == "" {
		return
	}
	found := credentials{header: http.Header{}, query: url.Values{}, weight: max(1, weights[x.operation])}
	for _, name := range credentialHeaders {
		if value := x.call.header.Get(name); value != "" {
			found.header.Set(name, value)
		}
	}
	for _, name := range credentialParameters {
		if x.call.query.Has(name) {
			found.query.Set(name, x.call.query.Get(name))
		}
	}
	if len(found.header)+len(found.query) == 0 {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, project := range []string{"", x.project()} {
		if found.weight >= m.trusted[project].weight {
			m.trusted[project] = found
		}
	}
}

// trustedFor are the credentials that may do most with a project.
func (m *memory) trustedFor(project string) (credentials, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	instance, some := m.trusted[""]
	if own, ok := m.trusted[project]; ok && own.weight >= instance.weight {
		return own, true
	}
	return instance, some
}

// by is the call as somebody else sends it.
func (c call) by(who credentials) call {
	c = c.without(credentialParameters...)
	header := c.header.Clone()
	for _, name := range credentialHeaders {
		header.Del(name)
		if value := who.header.Get(name); value != "" {
			header.Set(name, value)
		}
	}
	c.header = header
	for name := range who.query {
		c.query.Set(name, who.query.Get(name))
	}
	return c
}

// borrowed is the call with the best credentials seen so far.
func (x *exchange) borrowed(c call) (call, bool) {
	who, found := x.memory.trustedFor(x.project())
	return c.by(who), found
}

// level is the caller's access level in the project: 10 guest, 20 reporter, 30 developer, 40 maintainer, 50 owner; 0 if none.
func (x *exchange) level() int {
	token := x.call.header.Get("Private-Token") + x.call.header.Get("Authorization") + x.call.query.Get("private_token")
	key := token + " " + x.project()
	x.memory.mu.Lock()
	known, found := x.memory.levels[key]
	x.memory.mu.Unlock()
	if found {
		return known
	}
	level := x.askLevel()
	x.memory.mu.Lock()
	x.memory.levels[key] = level
	x.memory.mu.Unlock()
	return level
}

func (x *exchange) askLevel() int {
	permissions, _ := x.ask("/projects/" + escaped(x.project())).object()["permissions"].(row)
	return int(max(integer(find(permissions, "/project_access/access_level")), integer(find(permissions, "/group_access/access_level"))))
}

// add remembers one more of several.
func (m *memory) add(key string, r row) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, _ := m.values[key].([]row)
	m.values[key] = append(slices.Clone(known), r)
}

func (m *memory) all(key string) []row {
	m.mu.Lock()
	defer m.mu.Unlock()
	known, _ := m.values[key].([]row)
	return known
}
