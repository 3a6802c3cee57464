package ciconfig

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// converter makes values of a document's nodes. An alias is the very value of its anchor, so that a bomb of aliases stays
// as small as its text until somebody walks it.
type converter struct {
	anchors map[string]*anchor
	left    *budget
}

type anchor struct {
	value any
	open  bool // its value is being made
}

func convert(node ast.Node) (any, error) {
	c := converter{anchors: map[string]*anchor{}, left: newBudget()}
	return c.value(node, 0)
}

func (c *converter) value(node ast.Node, depth int) (any, error) {
	if err := c.left.take(1); err != nil || depth > deepest {
		return nil, errTooBig
	}
	switch node := node.(type) {
	case nil, *ast.NullNode:
		return nil, nil
	case *ast.StringNode:
		return plain(node), nil
	case *ast.LiteralNode:
		return node.Value.Value, nil
	case *ast.MappingNode:
		return c.mapping(node.Values, depth)
	case *ast.MappingValueNode:
		return c.mapping([]*ast.MappingValueNode{node}, depth)
	case *ast.SequenceNode:
		return c.sequence(node.Values, depth)
	case *ast.AnchorNode:
		return c.anchor(node, depth)
	case *ast.AliasNode:
		return c.alias(node)
	case *ast.TagNode:
		return c.tagged(node, depth)
	case ast.ScalarNode: // the last case: tags, anchors and aliases call themselves scalars
		return node.GetValue(), nil
	}
	return nil, errSyntax
}

// plain knows the words that were booleans in YAML 1.1, which is what Ruby reads.
func plain(node *ast.StringNode) any {
	if node.Token.Type != token.StringType {
		return node.Value
	}
	switch strings.ToLower(node.Value) {
	case "yes", "on":
		return true
	case "no", "off":
		return false
	}
	return node.Value
}

func (c *converter) sequence(nodes []ast.Node, depth int) (any, error) {
	list := make([]any, 0, len(nodes))
	for _, node := range nodes {
		item, err := c.value(node, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}

func (c *converter) mapping(entries []*ast.MappingValueNode, depth int) (any, error) {
	made := newMapping()
	for _, entry := range entries {
		value, err := c.value(entry.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if entry.Key.IsMergeKey() {
			if err := c.mergeKey(made, value); err != nil {
				return nil, err
			}
			continue
		}
		key, err := c.key(entry.Key, depth)
		if err != nil {
			return nil, err
		}
		made.set(key, value)
	}
	return made, nil
}

func (c *converter) key(node ast.Node, depth int) (any, error) {
	if question, ok := node.(*ast.MappingKeyNode); ok {
		node = question.Value
	}
	key, err := c.value(node, depth+1)
	if err != nil {
		return nil, err
	}
	if key != nil && !isScalar(key) {
		return nil, errFormat
	}
	return key, nil
}

// mergeKey takes in what stands under "<<". Ruby lets it replace the keys above it, but not those below.
func (c *converter) mergeKey(into *mapping, value any) error {
	switch value := value.(type) {
	case *mapping:
		if err := c.left.take(len(value.keys)); err != nil {
			return err
		}
		for _, key := range value.keys {
			into.set(key, value.values[scalarText(key)])
		}
	case []any:
		for i := len(value) - 1; i >= 0; i-- {
			one, ok := value[i].(*mapping)
			if !ok {
				return errFormat
			}
			if err := c.mergeKey(into, one); err != nil {
				return err
			}
		}
	}
	return nil
}

func (c *converter) anchor(node *ast.AnchorNode, depth int) (any, error) {
	named := &anchor{open: true}
	c.anchors[node.Name.GetToken().Value] = named
	value, err := c.value(node.Value, depth)
	named.value, named.open = value, false
	return value, err
}

func (c *converter) alias(node *ast.AliasNode) (any, error) {
	name := node.Value.GetToken().Value
	named, ok := c.anchors[name]
	if !ok {
		return nil, refusal("An alias referenced an unknown anchor: " + name)
	}
	if named.open { // it would hold itself
		return nil, errTooBig
	}
	return named.value, nil
}

func (c *converter) tagged(node *ast.TagNode, depth int) (any, error) {
	if text, ok := node.Value.(*ast.StringNode); ok && node.Start.Value == "!!str" {
		return text.Value, nil
	}
	value, err := c.value(node.Value, depth)
	if err != nil {
		return nil, err
	}
	switch node.Start.Value {
	case "!reference":
		return &reference{to: value}, nil
	case "!!str":
		if isScalar(value) {
			return scalarText(value), nil
		}
	}
	return value, nil
}
