package wire

import (
	"encoding/json"
	"regexp"
	"strings"
)

// The texts of a refusal are under message or under error, a string, a list of strings or an object of lists by attribute.
// GitLab uses all of these, so each is taken everywhere.

// Explained expects an error body with the key message or error.
func (a *Answer) Explained() *Answer {
	return a.expect(len(a.refusals()) > 0, Mismatch{Expected: "an object with the key message or error", Actual: a.shownBody()})
}

// Message expects that the refusal says just this, with or without a leading status code.
func (a *Answer) Message(text string) *Answer {
	for _, said := range a.refusals() {
		if said != text {
			a.examiner.Noted("the text is " + quoted(said))
		}
	}
	return a.expect(a.says(func(said string) bool { return withoutCode(said) == withoutCode(text) }),
		Mismatch{Pointer: "/message", Expected: quoted(text), Actual: a.shownBody()})
}

// Blames expects that the refusal names the parameter.
func (a *Answer) Blames(parameter string) *Answer {
	if body, _ := a.json().(map[string]any); body["message"] != nil {
		a.examiner.Noted("the text is under message")
	}
	named := regexp.MustCompile(`(^|[^A-Za-z0-9_])` + regexp.QuoteMeta(parameter) + `($|[^A-Za-z0-9_])`)
	return a.expect(a.says(named.MatchString),
		Mismatch{Pointer: "/error", Expected: "a text that names " + parameter, Actual: a.shownBody()})
}

func (a *Answer) says(fits func(string) bool) bool {
	for _, said := range a.refusals() {
		if fits(said) {
			return true
		}
	}
	return false
}

func (a *Answer) refusals() []string {
	body, _ := a.json().(map[string]any)
	return append(texts(body["message"]), texts(body["error"])...)
}

func texts(value any) []string {
	switch value := value.(type) {
	case string:
		return []string{value}
	case []any:
		var all []string
		for _, item := range value {
			all = append(all, texts(item)...)
		}
		return all
	case map[string]any:
		var all []string
		for name, item := range value {
			all = append(all, name+" "+strings.Join(texts(item), ", "))
		}
		return all
	}
	return nil
}

var leadingCode = lazily(`^[1-5][0-9][0-9] `)

func withoutCode(text string) string { return leadingCode().ReplaceAllString(text, "") }

func quoted(text string) string {
	written, _ := json.Marshal(text) // a string
	return string(written)
}
