package openapi

import (
	"fmt"
	"strings"
)

// The words of Grape, the library GitLab's API is made with. A violation's message is the parameter's name and one of these;
// GitLab joins the messages with ", " and answers 400 {"error": ...}.
const (
	missing        = " is missing"
	empty          = " is empty"
	invalid        = " is invalid"
	notAllowed     = " has a value not allowed"
	notListed      = " does not have a valid value"
	exclusiveWords = " are mutually exclusive"
	neededWords    = " are missing, at least one parameter must be provided"
)

// oneWordOrInteger is GitLab's own wording for a parameter that takes an integer or a few words.
func oneWordOrInteger(name string, words []string, got string) string {
	return fmt.Sprintf("%s should be an integer, %s, or %s, however got %s", name,
		strings.ToLower(strings.Join(words[:len(words)-1], ", ")), strings.ToLower(words[len(words)-1]), got)
}
