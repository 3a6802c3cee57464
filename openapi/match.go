package openapi

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

var (
	// ErrUnknownPath says that the document has no such path.
	ErrUnknownPath = errors.New("the document has no such path")
	// ErrMethodNotAllowed says that the document has the path, but not with this method.
	ErrMethodNotAllowed = errors.New("the document does not have this method on this path")
)

// Route is what a request's method and path lead to.
type Route struct {
	Operation *Operation
	// Path are the path's arguments, unescaped once.
	Path []Argument
}

// router finds operations by escaped path.
type router struct {
	templates []template // those with literal segments before those with parameters
}

// template is one path with its operations.
type template struct {
	segments   []segment
	operations []*Operation // in file order
}

type segment struct {
	text    string // the literal, or the parameter's name
	dynamic bool
	suffix  bool // as the last segment it may carry a format suffix
}

func newRouter(operations []*Operation) router {
	var r router
	at := map[string]int{}
	for _, o := range operations {
		i, ok := at[o.Path]
		if !ok {
			i = len(r.templates)
			at[o.Path] = i
			r.templates = append(r.templates, template{segments: segmentsOf(o)})
		}
		r.templates[i].operations = append(r.templates[i].operations, o)
	}
	slices.SortStableFunc(r.templates, func(a, b template) int {
		return slices.CompareFunc(a.segments, b.segments, func(x, y segment) int { return cmp.Compare(rank(x), rank(y)) })
	})
	return r
}

func rank(s segment) int {
	if s.dynamic {
		return 1
	}
	return 0
}

func segmentsOf(o *Operation) []segment {
	var all []segment
	for part := range strings.SplitSeq(o.Path, "/") {
		if part == "" {
			continue
		}
		name, dynamic := strings.CutPrefix(part, "{")
		s := segment{text: strings.TrimSuffix(name, "}"), dynamic: dynamic, suffix: true}
		if dynamic {
			s.suffix = slices.Contains(o.numbers, s.text)
		}
		all = append(all, s)
	}
	return all
}

// Match finds the operation for a method and an escaped path below the API root, /projects/a%2Fb/deployments. It reads
// paths as GitLab does: case counts, trailing and doubled slashes do not, a format suffix (.json, .xml, any) behind a
// literal or a number is dropped, HEAD is GET. Errors: ErrUnknownPath, ErrMethodNotAllowed, and ErrMalformed if the
// path unescapes to something that is no text.
func (d *Document) Match(method, path string) (Route, error) {
	t, arguments, err := d.router.find(path)
	if err != nil {
		return Route{}, err
	}
	if method == http.MethodHead {
		method = http.MethodGet
	}
	for _, o := range t.operations {
		if o.Method == method {
			return Route{Operation: o, Path: arguments}, nil
		}
	}
	return Route{}, ErrMethodNotAllowed
}

// Methods are the methods the document has on a path, in its order; nil if it does not have the path.
func (d *Document) Methods(path string) []string {
	t, _, err := d.router.find(path)
	if err != nil {
		return nil
	}
	var all []string
	for _, o := range t.operations {
		all = append(all, o.Method)
	}
	return all
}

func (r router) find(path string) (*template, []Argument, error) {
	var buffer [8]string
	parts, err := partsOf(path, buffer[:0])
	if err != nil {
		return nil, nil, err
	}
	for i := range r.templates {
		if t := &r.templates[i]; t.fits(parts) {
			return t, t.arguments(parts), nil
		}
	}
	return nil, nil, ErrUnknownPath
}

// partsOf appends what stands between the slashes of an escaped path, unescaped.
func partsOf(path string, parts []string) ([]string, error) {
	for part := range strings.SplitSeq(path, "/") {
		if part == "" {
			continue
		}
		text, err := unescape(part)
		if err != nil {
			return nil, err
		}
		parts = append(parts, text)
	}
	return parts, nil
}

func (t *template) fits(parts []string) bool {
	if len(parts) != len(t.segments) {
		return false
	}
	for i, s := range t.segments {
		if s.dynamic || parts[i] == s.text {
			continue
		}
		if i < len(parts)-1 || withoutSuffix(parts[i]) != s.text {
			return false
		}
	}
	return true
}

func (t *template) arguments(parts []string) []Argument {
	n := 0
	for _, s := range t.segments {
		n += rank(s)
	}
	all := make([]Argument, 0, n)
	for i, s := range t.segments {
		if !s.dynamic {
			continue
		}
		value := parts[i]
		if i == len(parts)-1 && s.suffix {
			value = withoutSuffix(value)
		}
		all = append(all, Argument{Name: s.text, Value: value})
	}
	return all
}

// withoutSuffix drops .json or any other format from the last segment of a path.
func withoutSuffix(text string) string {
	if i := strings.LastIndexByte(text, '.'); i > 0 && i < len(text)-1 {
		return text[:i]
	}
	return text
}

func unescape(part string) (string, error) {
	if strings.IndexByte(part, '%') < 0 {
		return part, validText(part)
	}
	text, err := url.PathUnescape(part)
	if err != nil {
		return "", ErrMalformed
	}
	return text, validText(text)
}

// validText refuses what GitLab refuses anywhere in a request: NUL and bytes that are not UTF-8.
func validText(text string) error {
	if strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text) {
		return ErrMalformed
	}
	return nil
}
