package openapi

import (
	"bytes"
	"fmt"
)

func (c *checker) object(s *Schema, undescribed bool) {
	if s.kinds&objectKind == 0 {
		c.reportKind(s, objectKind)
		s = anything
	}
	if s.enum != nil { // of scalars: newEnumValue takes no other
		c.reportEnum(s, "an object")
	}
	undescribed = undescribed && c.strict && !s.freeForm()
	var seen propertySet
	var unlisted keySet
	c.at++
	for first := true; c.more('}', first); first = false {
		key, ok := c.key()
		if !ok || !c.push(key, 0) {
			return
		}
		if i := s.find(key); i >= 0 {
			if seen.has(i) {
				c.repeated(key)
			}
			seen.add(i)
			c.value(s.properties[i].schema, c.strict)
		} else {
			if !unlisted.add(key) {
				c.repeated(key)
			}
			c.unlistedProperty(s, key, undescribed)
		}
		c.pop()
		if c.broken {
			return
		}
	}
	if seen.lacks(&s.required) || s.unlisted != nil {
		c.missing(s, &seen, &unlisted)
	}
}

func (c *checker) unlistedProperty(s *Schema, key []byte, undescribed bool) {
	part := s.additional
	switch {
	case s.closed:
		c.report("additionalProperties", "is a property the schema does not allow")
	case undescribed && !s.describes(key):
		c.report("undescribed", "is a property the schema does not describe")
	}
	if part == nil {
		part = anything
	}
	c.value(part, part != anything && c.strict)
}

// anything is the schema of a value that nothing is known about.
var anything = &Schema{kinds: anyKind, nullable: true, maxLength: -1, maxItems: -1}

func (c *checker) missing(s *Schema, seen *propertySet, unlisted *keySet) {
	for i, p := range s.properties {
		if s.required.has(i) && !seen.has(i) {
			c.reportMissing(p.name)
		}
	}
	for _, name := range s.unlisted {
		if !unlisted.has([]byte(name)) {
			c.reportMissing(name)
		}
	}
}

func (c *checker) reportMissing(name string) {
	if c.push([]byte(name), 0) {
		c.report("required", "is missing")
		c.pop()
	}
}

func (c *checker) repeated(key []byte) {
	if c.again == 0 {
		c.report("json", fmt.Sprintf("the key %s stands there twice", excerpt(key)))
	}
}

func (c *checker) array(s *Schema) {
	if s.kinds&arrayKind == 0 {
		c.reportKind(s, arrayKind)
		s = anything
	}
	if s.enum != nil {
		c.reportEnum(s, "an array")
	}
	items := s.items
	if items == nil {
		items = anything
	}
	c.at++
	n := 0
	for c.more(']', n == 0) {
		if !c.push(nil, n) {
			return
		}
		c.value(items, items != anything && c.strict)
		c.pop()
		if c.broken {
			return
		}
		n++
	}
	if n < s.minItems {
		c.report("minItems", fmt.Sprintf("has %d items, fewer than %d", n, s.minItems))
	}
	if s.maxItems >= 0 && n > s.maxItems {
		c.report("maxItems", fmt.Sprintf("has %d items, more than %d", n, s.maxItems))
	}
}

// more moves to the next member of an object or array, past the comma unless it is the first; behind the end it is false.
func (c *checker) more(end byte, first bool) bool {
	if c.broken {
		return false
	}
	c.space()
	if c.at >= len(c.body) {
		c.breakOff("the JSON ends too early")
		return false
	}
	switch b := c.body[c.at]; {
	case b == end:
		c.at++
		return false
	case first:
		return true
	case b != ',':
		c.breakOff("is no JSON: a comma is expected before " + excerpt(c.body[c.at:]))
		return false
	}
	c.at++
	c.space()
	return true
}

// key reads an object's key and the colon behind it.
func (c *checker) key() ([]byte, bool) {
	if c.at >= len(c.body) || c.body[c.at] != '"' {
		c.breakOff("is no JSON: a key in quotes is expected")
		return nil, false
	}
	text, ok := c.text()
	if !ok {
		return nil, false
	}
	key := text.characters(nil)
	c.space()
	if c.at >= len(c.body) || c.body[c.at] != ':' {
		c.breakOff("is no JSON: a colon is expected after the key " + excerpt(key))
		return nil, false
	}
	c.at++
	c.space()
	return key, true
}

// keySet remembers the keys of one object that the schema does not list: a few in place, more in a map.
type keySet struct {
	few  [8][]byte
	n    int
	many map[string]bool
}

// add tells whether the key is new.
func (k *keySet) add(key []byte) bool {
	if k.has(key) {
		return false
	}
	if k.n < len(k.few) {
		k.few[k.n] = key
		k.n++
		return true
	}
	if k.many == nil {
		k.many = map[string]bool{}
	}
	k.many[string(key)] = true
	return true
}

func (k *keySet) has(key []byte) bool {
	for i := range k.n {
		if bytes.Equal(k.few[i], key) {
			return true
		}
	}
	return k.many[string(key)]
}
