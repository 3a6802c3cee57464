package ciconfig

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

const (
	errFormat = refusal("Invalid configuration format")
	errSyntax = refusal("Invalid YAML syntax")
)

// load reads the mapping that a file is: its first document, or the second after a header with a spec.
func load(text string) (*mapping, error) {
	file, err := parse(text)
	if err != nil {
		return nil, err
	}
	documents := file.Docs
	if len(documents) > 1 && documents[0].Body == nil {
		documents = documents[1:]
	}
	for i, document := range documents {
		value, err := convert(document.Body)
		if err != nil {
			return nil, err
		}
		root, ok := value.(*mapping)
		if !ok {
			return nil, errFormat
		}
		if i == 0 && len(documents) > 1 && root.has("spec") {
			continue
		}
		return root, nil
	}
	return nil, errFormat
}

// mostTokens is what 200 kB of jobs come to, with which GitLab finds a file too big as well. The parser's time grows with the
// square of the keys of a mapping.
const mostTokens = 50_000

// parse survives what the YAML package does not: it panics on some input that is no YAML.
func parse(text string) (file *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errSyntax
		}
	}()
	tokens := lexer.Tokenize(text)
	if len(tokens) > mostTokens || tooDeep(tokens) {
		return nil, errTooBig
	}
	file, err = parser.Parse(tokens, 0, parser.AllowDuplicateMapKey())
	if syntax, ok := errors.AsType[yaml.Error](err); ok && syntax.GetToken() != nil {
		message, _, _ := strings.Cut(syntax.GetMessage(), "\n")
		at := syntax.GetToken().Position
		return nil, fmt.Errorf("(<unknown>): %s at line %d column %d", message, at.Line, at.Column)
	}
	if err != nil {
		return nil, errSyntax
	}
	return file, nil
}

// tooDeep keeps nesting from the parser, whose memory grows with the square of the depth.
func tooDeep(tokens token.Tokens) bool {
	flow, line, openedHere := 0, 0, 0
	for _, t := range tokens {
		if t.Position.Line != line {
			line, openedHere = t.Position.Line, 0
		}
		switch t.Type {
		case token.SequenceStartType, token.MappingStartType:
			flow++
		case token.SequenceEndType, token.MappingEndType:
			flow--
		case token.SequenceEntryType, token.MappingKeyType, token.TagType, token.AnchorType:
			openedHere++
		default: // opens and closes nothing
		}
		if flow > deepest || openedHere > deepest {
			return true
		}
	}
	return false
}
