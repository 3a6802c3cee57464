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
	"github.com/goccy/go-yaml"
)

// Embedded are the contract's own files.
var Embedded fs.FS = embedded

// parseDivergences reads divergences.yaml. A key it does not know is an error: a misspelt one would silently change nothing.
func parseDivergences(data []byte) ([]Divergence, error) {
	var rows []Divergence
	if err := yaml.UnmarshalWithOptions(data, &rows, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("divergences.yaml: %w", err)
	}
	return rows, nil
}

// Documents are the OpenAPI documents among the files, that of the Deployments API first.
func Documents(files fs.FS) ([]string, error) {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return nil, err
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		text, err := fs.ReadFile(files, name)
		return err != nil || name == "control.yaml" || !strings.HasPrefix(string(text), "openapi:")
	})
	others := slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == deploymentsFile })
	return append([]string{deploymentsFile}, others...), nil
}

// LoadFrom reads the YAML files themselves, all at once and with kin's reading of references, where Load reads the start-up form.
func LoadFrom(files fs.FS, p Profile) (*Document, error) {
	rows, err := fs.ReadFile(files, "divergences.yaml")
	if err != nil {
		return nil, err
	}
	c := &contract{}
	if c.divergences, err = parseDivergences(rows); err != nil {
		return nil, err
	}
	names, err := Documents(files)
	if err != nil {
		return nil, err
	}
	compiler, schemas := newCompiler(), map[string]*Schema{}
	c.schema = func(name string) *Schema { return schemas[name] }
	for _, name := range names {
		if err := c.addFile(compiler, schemas, files, name); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return c.document(p)
}

// LoadControlFrom reads control.yaml itself, where LoadControl reads its start-up form.
func LoadControlFrom(files fs.FS) (*Document, error) {
	c := &contract{}
	if err := c.addFile(newCompiler(), map[string]*Schema{}, files, "control.yaml"); err != nil {
		return nil, err
	}
	return c.document(Documented())
}

func (c *contract) addFile(compiler *compiler, schemas map[string]*Schema, files fs.FS, name string) error {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	loader := openapi3.NewLoader()
	loader.IsExternalRefsAllowed = true
	loader.ReadFromURIFunc = func(_ *openapi3.Loader, location *url.URL) ([]byte, error) {
		return fs.ReadFile(files, path.Clean(location.Path))
	}
	doc, err := loader.LoadFromDataWithPath(text, &url.URL{Path: name})
	if err != nil {
		return err
	}
	var operations []*Operation
	for template, item := range doc.Paths.Map() {
		for method, source := range item.Operations() {
			d, err := compiler.operation(source)
			if err != nil {
				return fmt.Errorf("%s: %w", source.OperationID, err)
			}
			o := &Operation{ID: source.OperationID, Method: method, Path: template, Neighbour: name != deploymentsFile, details: func() *details { return d }}
			for _, p := range d.parameters {
				if p.In == "path" && p.kind == integerParam {
					o.numbers = append(o.numbers, p.Name)
				}
			}
			operations = append(operations, o)
		}
	}
	places := placesOf(text)
	slices.SortFunc(operations, func(a, b *Operation) int { return cmp.Compare(places[a.ID], places[b.ID]) })
	c.operations = append(c.operations, operations...)
	if doc.Components == nil {
		return nil
	}
	for name, ref := range doc.Components.Schemas {
		s, err := compiler.schema(ref)
		if err != nil {
			return fmt.Errorf("components/schemas/%s: %w", name, err)
		}
		if _, taken := schemas[name]; !taken {
			schemas[name] = s
		}
	}
	return nil
}

var operationID = regexp.MustCompile(`operationId"?: ?"?(\w+)`)

// placesOf tells in which order the operations stand: kin keeps paths in a map, but the text still has their order.
func placesOf(text []byte) map[string]int {
	places := map[string]int{}
	for i, found := range operationID.FindAllSubmatch(text, -1) {
		places[string(found[1])] = i
	}
	return places
}

// LoadStartUpForm reads what Load reads, every time.
func LoadStartUpForm() (*Document, error) {
	c, err := readStartUpForm(startUpText)
	if err != nil {
		return nil, err
	}
	return c.document(Documented())
}

// Numbers are the parameters of the operation's path that are integers.
func (o *Operation) Numbers() []string { return o.numbers }

// ReadJSONValue is what a body says before it is held against limits.
var ReadJSONValue = readWhole

// Details are all that the operation's piece says, compiled.
func (o *Operation) Details() any { return o.details() }

// CompileSchema compiles a schema that stands in no document.
func CompileSchema(source *openapi3.Schema) (*Schema, error) {
	return newCompiler().schema(source.NewRef())
}
