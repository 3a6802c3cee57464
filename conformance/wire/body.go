package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
)

// json is the body as JSON with exact numbers, nil if it is none.
func (a *Answer) json() any {
	if !a.parsed {
		a.parsed = true
		decoder := json.NewDecoder(bytes.NewReader(a.Exchange.ResponseBody))
		decoder.UseNumber()
		if a.misread = decoder.Decode(&a.value); a.misread != nil {
			a.value = nil
		} else if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
			a.misread = errors.New("something follows the JSON")
		}
	}
	return a.value
}

// At is what a JSON pointer leads to, and whether there is anything; it expects nothing.
func (a *Answer) At(pointer string) (value any, there bool) { return lookUp(a.json(), pointer) }

func lookUp(value any, pointer string) (any, bool) {
	if pointer == "" {
		return value, true
	}
	for _, step := range strings.Split(pointer, "/")[1:] {
		switch at := value.(type) {
		case map[string]any:
			inner, there := at[unescape(step)]
			if !there {
				return nil, false
			}
			value = inner
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(at) {
				return nil, false
			}
			value = at[i]
		default:
			return nil, false
		}
	}
	return value, true
}

func unescape(step string) string {
	return strings.NewReplacer("~1", "/", "~0", "~").Replace(step)
}

// Is expects a JSON value at the pointer, compared as JSON: numbers by value, objects whatever the order of their keys.
func (a *Answer) Is(pointer string, want any) *Answer {
	got, there := a.At(pointer)
	wanted := asJSON(want)
	actual := "nothing there"
	if there {
		actual = render(got)
	}
	return a.expect(there && equal(got, wanted), Mismatch{Pointer: pointer, Expected: render(wanted), Actual: actual})
}

// IsNot expects another value than this at the pointer, or none.
func (a *Answer) IsNot(pointer string, value any) *Answer {
	got, there := a.At(pointer)
	return a.expect(!there || !equal(got, asJSON(value)), Mismatch{Pointer: pointer, Expected: "anything but " + render(asJSON(value)), Actual: render(got)})
}

// Keys expects an object at the pointer that has all of the keys.
func (a *Answer) Keys(pointer string, names ...string) *Answer {
	got, _ := a.At(pointer)
	object, ok := got.(map[string]any)
	if !ok {
		return a.expect(false, Mismatch{Pointer: pointer, Expected: "an object", Actual: render(got)})
	}
	var missing []string
	for _, name := range names {
		if _, there := object[name]; !there {
			missing = append(missing, name)
		}
	}
	return a.expect(len(missing) == 0, Mismatch{Pointer: pointer, Expected: "the keys " + strings.Join(names, ", "),
		Actual: "no " + strings.Join(missing, ", ")})
}

// Lacks expects that nothing is at the pointer.
func (a *Answer) Lacks(pointer string) *Answer {
	got, there := a.At(pointer)
	return a.expect(!there, Mismatch{Pointer: pointer, Expected: "nothing there", Actual: render(got)})
}

// Array expects an array at the pointer and returns its length.
func (a *Answer) Array(pointer string) int {
	got, _ := a.At(pointer)
	items, ok := got.([]any)
	a.expect(ok, Mismatch{Pointer: pointer, Expected: "an array", Actual: render(got)})
	return len(items)
}

// Int expects an integer of at least low at the pointer.
func (a *Answer) Int(pointer string, low int64) *Answer {
	got, _ := a.At(pointer)
	n, err := integer(got)
	return a.expect(err == nil && n >= low, Mismatch{Pointer: pointer, Expected: fmt.Sprintf("an integer of at least %d", low), Actual: render(got)})
}

func integer(value any) (int64, error) {
	number, ok := value.(json.Number)
	if !ok {
		return 0, errors.New("no number")
	}
	return number.Int64()
}

// SameAs expects the same JSON as in an earlier answer, but for what is at the excepted keys of the object, or of each object
// of the array; a/b is key b of what is at key a.
func (a *Answer) SameAs(earlier *Answer, except ...string) *Answer {
	return a.SameValue(earlier.json(), except...)
}

// SameValue is SameAs for JSON from elsewhere.
func (a *Answer) SameValue(want any, except ...string) *Answer {
	pointer, expected, actual, differ := difference("", asJSON(want), a.json(), except)
	return a.expect(!differ, Mismatch{Pointer: pointer, Expected: expected, Actual: actual})
}

// below are the excepted keys of what is at a key.
func below(name string, except []string) []string {
	var inner []string
	for _, path := range except {
		if rest, found := strings.CutPrefix(path, name+"/"); found {
			inner = append(inner, rest)
		}
	}
	return inner
}

// difference is the first place where two JSON values differ.
func difference(pointer string, want, got any, except []string) (at, expected, actual string, differ bool) {
	wanted, wantObject := want.(map[string]any)
	gotten, gotObject := got.(map[string]any)
	if wantObject && gotObject {
		for _, name := range keysOf(wanted, gotten) {
			if slices.Contains(except, name) {
				continue
			}
			w, there := wanted[name]
			g, here := gotten[name]
			switch {
			case !there:
				return pointer + "/" + name, "nothing there", render(g), true
			case !here:
				return pointer + "/" + name, render(w), "nothing there", true
			}
			if at, expected, actual, differ = difference(pointer+"/"+name, w, g, below(name, except)); differ {
				return at, expected, actual, true
			}
		}
		return "", "", "", false
	}
	wantedItems, wantArray := want.([]any)
	gottenItems, gotArray := got.([]any)
	if wantArray && gotArray && len(wantedItems) == len(gottenItems) {
		for i := range wantedItems {
			if at, expected, actual, differ = difference(pointer+"/"+strconv.Itoa(i), wantedItems[i], gottenItems[i], except); differ {
				return at, expected, actual, true
			}
		}
		return "", "", "", false
	}
	return pointer, render(want), render(got), !equal(want, got)
}

func keysOf(objects ...map[string]any) []string {
	var names []string
	for _, object := range objects {
		for name := range object {
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// asJSON is a Go value as its JSON with exact numbers.
func asJSON(value any) any {
	written, err := json.Marshal(value)
	if err != nil {
		panic(err) // a case's own literal
	}
	decoder := json.NewDecoder(bytes.NewReader(written))
	decoder.UseNumber()
	var read any
	_ = decoder.Decode(&read) // it was written just now
	return read
}

func equal(a, b any) bool {
	x, xIsNumber := a.(json.Number)
	y, yIsNumber := b.(json.Number)
	if xIsNumber && yIsNumber {
		if x == y {
			return true
		}
		_, xErr := x.Int64()
		_, yErr := y.Int64()
		if xErr == nil && yErr == nil {
			return false
		}
		f, _ := x.Float64()
		g, _ := y.Float64()
		return f == g
	}
	return render(a) == render(b)
}

// render writes a JSON value on one line.
func render(value any) string {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(value) != nil {
		return fmt.Sprint(value)
	}
	return shown(strings.TrimSuffix(text.String(), "\n"))
}

func (a *Answer) shownBody() string {
	if len(a.Exchange.ResponseBody) == 0 {
		return "no body"
	}
	return shown(string(a.Exchange.ResponseBody))
}

const shownValue = 300

// shown cuts what is too long to be read.
func shown(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= shownValue {
		return text
	}
	return strings.ToValidUTF8(text[:shownValue], "") + fmt.Sprintf("… (%d bytes)", len(text))
}

// misfit is what a decoder found, in terms of JSON.
func misfit(err error) string {
	found, ok := errors.AsType[*json.UnmarshalTypeError](err)
	switch {
	case !ok:
		return "no JSON, or a value in another format"
	case found.Field == "":
		return "a JSON " + found.Value
	}
	return "a JSON " + found.Value + " as " + found.Field
}

// Later expects a time at the pointer that is later than another, given as JSON shows it.
func (a *Answer) Later(pointer string, than any) *Answer {
	got, _ := a.At(pointer)
	written, _ := got.(string)
	before, _ := than.(string)
	after, err := time.Parse(time.RFC3339, written)
	earlier, _ := time.Parse(time.RFC3339, before)
	return a.expect(err == nil && after.After(earlier), Mismatch{Pointer: pointer, Expected: "a time after " + render(than), Actual: render(got)})
}
