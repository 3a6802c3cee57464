package ciconfig

import (
	"regexp"
	"slices"
	"strings"

	"understudy/mockserver/gitlab"
)

const (
	start = "start"
	stop  = "stop"
)

var actions = []string{start, stop, "prepare", "verify", "access"}

// The name may hold variables; what becomes of it is checked when they have been put in.
var environmentName = regexp.MustCompile(`^[A-Za-z0-9_${}. -]([A-Za-z0-9_${}. /-]*[A-Za-z0-9_${}. -])?$`)

const nameCharacters = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"

const longestURL = 255

func readEnvironment(at place, body *mapping, job *gitlab.CIJob) error {
	value := body.values["environment"]
	at = at.in("environment")
	var entry *mapping
	switch value := value.(type) {
	case nil:
		return nil
	case string:
		entry = newMapping()
		entry.set("name", value)
	case *mapping:
		entry = value
	default:
		return at.wrong("config should be a hash or a string")
	}
	if isBlank(entry.values["name"]) {
		return at.wrong("name can't be blank")
	}
	name, _ := entry.values["name"].(string)
	if !environmentName.MatchString(name) {
		return at.wrong("name " + nameCharacters)
	}
	job.Environment = &gitlab.CIEnvironment{Name: name, Action: start}
	return readDetails(at, entry, job.Environment)
}

func readDetails(at place, entry *mapping, environment *gitlab.CIEnvironment) error {
	for _, detail := range []struct {
		key   string
		into  *string
		wrong func(text string) string
	}{
		{"url", &environment.URL, wrongURL},
		{"action", &environment.Action, wrongAction},
		{"deployment_tier", &environment.Tier, anyText},
		{"on_stop", &environment.OnStop, anyText},
		{"auto_stop_in", &environment.AutoStopIn, anyText},
	} {
		value := entry.values[detail.key]
		if value == nil {
			continue
		}
		label := strings.ReplaceAll(detail.key, "_", " ") + " "
		text, ok := value.(string)
		if !ok {
			return at.wrong(label + "should be a string")
		}
		if wrong := detail.wrong(text); wrong != "" {
			return at.wrong(label + wrong)
		}
		*detail.into = text
	}
	return nil
}

func wrongURL(url string) string {
	if len([]rune(url)) > longestURL {
		return "is too long (maximum is 255 characters)"
	}
	return ""
}

func wrongAction(action string) string {
	if !slices.Contains(actions, action) {
		return "should be start, stop, prepare, verify, or access"
	}
	return ""
}

// anyText is right of the configuration. What becomes of it is for the job: a tier that is none fails it.
func anyText(string) string { return "" }
