package exchange

import (
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// Arguments are what a request says, read as the document declares it; a name that it does not declare has the zero value.
//
// Text lies in the request's own bytes until it is read here. What an operation that writes reads is a copy, so that a row
// may keep it without keeping the whole request; nothing after this copies text again.
type Arguments struct {
	values openapi.Values
	owned  bool // texts are copies
}

func (a Arguments) own(text string) string {
	if a.owned {
		return strings.Clone(text)
	}
	return text
}

// Sent tells whether the client sent the argument at all, Given whether with a value: a null is sent, but not given.
func (a Arguments) Sent(name string) bool { return a.values.Sent(name) }

// Given tells whether the client sent the argument with a value.
func (a Arguments) Given(name string) bool { return a.values.Given(name) }

// Text is a text, or the word that stands in for a number.
func (a Arguments) Text(name string) string { return a.own(a.values.String(name)) }

// Int is a number; one beyond 64 bits is the largest or smallest there is.
func (a Arguments) Int(name string) int64 { return a.values.Int(name) }

// Bool is a boolean.
func (a Arguments) Bool(name string) bool { return a.values.Bool(name) }

// Texts are the members of a list. The caller must not change them.
func (a Arguments) Texts(name string) []string {
	sent := a.values.Strings(name)
	if !a.owned || sent == nil {
		return sent
	}
	texts := make([]string, len(sent))
	for i, text := range sent {
		texts[i] = strings.Clone(text)
	}
	return texts
}

// IDs are the members of a list of numbers; what is none names nobody and nothing.
func (a Arguments) IDs(name string) []int64 {
	var ids []int64
	for _, text := range a.values.Strings(name) {
		id, _ := strconv.ParseInt(text, 10, 64)
		ids = append(ids, id)
	}
	return ids
}

// Object are the properties of an object.
func (a Arguments) Object(name string) Arguments { return Arguments{a.values.Object(name), a.owned} }

// Objects are the members of a list of objects.
func (a Arguments) Objects(name string) []Arguments {
	sent := a.values.Objects(name)
	objects := make([]Arguments, len(sent))
	for i, values := range sent {
		objects[i] = Arguments{values, a.owned}
	}
	return objects
}

// AccessLevel is the number of a role.
func (a Arguments) AccessLevel(name string) gitlab.AccessLevel {
	return gitlab.AccessLevel(a.Int(name))
}

// Time is a time; zero if none was given.
func (a Arguments) Time(name string) time.Time { return a.values.Time(name) }

// The following are nil for what the client did not say.

// TextOrNull is a text that a null empties: nil only if nothing was sent.
func (a Arguments) TextOrNull(name string) *string {
	if !a.Sent(name) {
		return nil
	}
	return new(a.Text(name))
}

// TextIfGiven is a text that a null does not change.
func TextIfGiven[T ~string](a Arguments, name string) *T {
	if !a.Given(name) {
		return nil
	}
	return new(T(a.Text(name)))
}

// BoolIfGiven is a boolean that a null does not change.
func (a Arguments) BoolIfGiven(name string) *bool {
	if !a.Given(name) {
		return nil
	}
	return new(a.Bool(name))
}

// IDsIfGiven are the members of a list of numbers that a null does not change.
func (a Arguments) IDsIfGiven(name string) *[]int64 {
	if !a.Given(name) {
		return nil
	}
	return new(a.IDs(name))
}

// TimeIfGiven is a time that narrows something down.
func (a Arguments) TimeIfGiven(name string) *time.Time {
	if !a.Given(name) {
		return nil
	}
	return new(a.Time(name))
}

// UncheckedTime is a time sent under a name that GitLab does not check, though it reads it as it reads others: what is no time
// does not narrow anything down.
func (a Arguments) UncheckedTime(name string) *time.Time {
	t, ok := openapi.ParseDateTime(a.Text(name))
	if !ok {
		return nil
	}
	return &t
}

// UncheckedBool is a boolean sent under a name that GitLab does not check: what is none is false.
func (a Arguments) UncheckedBool(name string) bool {
	value, _ := openapi.ParseBoolean(a.Text(name))
	return value
}
