package openapi

import (
	"cmp"
	"fmt"
	"io/fs"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// file is one OpenAPI document as kin read it.
type file struct {
	name string
	text []byte
	doc  *openapi3.T
}

// parseFiles reads OpenAPI documents at the same time, as each takes some milliseconds.
func parseFiles(files fs.FS, names ...string) ([]file, error) {
	type result struct {
		file file
		err  error
	}
	results := make([]chan result, len(names))
	for i, name := range names {
		results[i] = make(chan result, 1)
		go func() {
			f, err := parseFile(files, name)
			results[i] <- result{f, err}
		}()
	}
	var all []file
	for i, name := range names {
		r := <-results[i]
		if r.err != nil {
			return nil, fmt.Errorf("%s: %w", name, r.err)
		}
		all = append(all, r.file)
	}
	return all, nil
}

func parseFile(files fs.FS, name string) (file, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return file{}, err
	}
	loader := openapi3.NewLoader()
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		return fs.ReadFile(files, path.Clean(location.Path))
	}
	doc, err := loader.LoadFromDataWithPath(text, &url.URL{Path: name})
	return file{name: name, text: text, doc: doc}, err
}

// operations compiles the file's operations, in its order.
func (c *compiler) operations(f file, neighbour bool) ([]*Operation, error) {
	var all []*Operation
	for template, item := range f.doc.Paths.Map() {
		for method, source := range item.Operations() {
			o := &Operation{ID: source.OperationID, Method: method, Path: template, Neighbour: neighbour}
			if err := c.operation(o, source); err != nil {
				return nil, fmt.Errorf("%s: %w", o.ID, err)
			}
			all = append(all, o)
		}
	}
	places := f.places()
	slices.SortFunc(all, func(a, b *Operation) int { return cmp.Compare(places[a.ID], places[b.ID]) })
	return all, nil
}

var operationID = regexp.MustCompile(`operationId"?: ?"?(\w+)`)

// places tells in which order the operations stand: kin keeps paths in a map, but the text still has their order.
func (f file) places() map[string]int {
	places := map[string]int{}
	for i, found := range operationID.FindAllSubmatch(f.text, -1) {
		places[string(found[1])] = i
	}
	return places
}

func (c *compiler) operation(o *Operation, source *openapi3.Operation) error {
	for _, ref := range source.Parameters {
		p, err := newParameter(ref.Value.Name, ref.Value.In, ref.Value.Schema.Value, ref.Value.Extensions)
		if err != nil {
			return err
		}
		p.Required = ref.Value.Required
		o.Parameters = append(o.Parameters, p)
	}
	if source.RequestBody != nil {
		attributes, err := bodyParameters(source.RequestBody.Value)
		if err != nil {
			return err
		}
		o.Parameters = append(o.Parameters, attributes...)
	}
	o.index = indexOf(o.Parameters)
	o.combined = combinationsOf(source.Extensions, o.Parameters)
	return c.responses(o, source.Responses)
}

// bodyParameters are the attributes of a request body; all its media types share one schema.
func bodyParameters(body *openapi3.RequestBody) ([]*Parameter, error) {
	media := body.Content.Get("application/json")
	if media == nil {
		return nil, fmt.Errorf("the request body has no application/json")
	}
	return propertyParameters("body", media.Schema.Value)
}

func (c *compiler) components(f file, into map[string]*Schema) error {
	if f.doc.Components == nil {
		return nil
	}
	for name, ref := range f.doc.Components.Schemas {
		s, err := c.schema(ref)
		if err != nil {
			return fmt.Errorf("components/schemas/%s: %w", name, err)
		}
		if _, taken := into[name]; !taken {
			into[name] = s
		}
	}
	return nil
}

func stringsOf(list any) []string {
	var all []string
	values, _ := list.([]any)
	for _, value := range values {
		all = append(all, fmt.Sprint(value))
	}
	return all
}

// typeName is the name of a schema's single type, and "" if it has none.
func typeName(s *openapi3.Schema) string { return strings.Join(s.Type.Slice(), " ") }
