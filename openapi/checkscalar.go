package openapi

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

func (c *checker) string(s *Schema) {
	text, ok := c.text()
	if !ok {
		return
	}
	if s.kinds&stringKind == 0 {
		c.reportKind(s, stringKind)
		return
	}
	if s.constrainsText() {
		c.characters(s, text.characters(c.scratch[:0]))
	}
}

// constrainsText tells whether it matters which characters a string has.
func (s *Schema) constrainsText() bool {
	return s.enum != nil || s.pattern != nil || s.format != noFormat || s.minLength > 0 || s.maxLength >= 0
}

// anyText tells whether every string satisfies the schema.
func (s *Schema) anyText() bool {
	return s.kinds&stringKind != 0 && s.enum == nil && s.minLength == 0 && s.maxLength < 0 && s.pattern == nil && s.format == 0
}

// characters checks the characters of a string, from JSON or from a header.
func (c *checker) characters(s *Schema, text []byte) {
	if s.enum != nil && !s.lists(stringKind, text) {
		c.reportEnum(s, excerpt(text))
	}
	if s.minLength > 0 || s.maxLength >= 0 {
		c.length(s, utf8.RuneCount(text))
	}
	if s.pattern != nil && !s.pattern.MatchString(string(text)) {
		c.report("pattern", fmt.Sprintf("%s does not match %s", excerpt(text), s.pattern))
	}
	switch {
	case s.format == dateTimeFormat && !isDateTime(text):
		c.report("format", excerpt(text)+" is no date-time of RFC 3339 on a day that exists")
	case s.format == dateFormat && !isDate(text):
		c.report("format", excerpt(text)+" is no date that exists, written YYYY-MM-DD")
	case s.format == uriFormat && !isURI(text):
		c.report("format", excerpt(text)+" is no absolute URI")
	}
}

func (c *checker) length(s *Schema, n int) {
	if n < s.minLength {
		c.report("minLength", fmt.Sprintf("has %d characters, fewer than %d", n, s.minLength))
	}
	if s.maxLength >= 0 && n > s.maxLength {
		c.report("maxLength", fmt.Sprintf("has %d characters, more than %d", n, s.maxLength))
	}
}

func (c *checker) boolean(s *Schema, word string) {
	if !c.literal(word) {
		return
	}
	switch {
	case s.kinds&booleanKind == 0:
		c.reportKind(s, booleanKind)
	case s.enum != nil && !s.lists(booleanKind, []byte(word)):
		c.reportEnum(s, word)
	}
}

func (c *checker) number(s *Schema) {
	from := c.at
	end, whole := scanNumber(c.body, c.at)
	if end < 0 {
		c.breakOff("is no JSON number: " + excerpt(c.body[from:]))
		return
	}
	c.at = end
	c.numeral(s, c.body[from:end], whole)
}

// numeral checks a number by its text, from JSON or from a header; whole tells that it has neither fraction nor exponent.
func (c *checker) numeral(s *Schema, text []byte, whole bool) {
	if s.kinds&(numberKind|integerKind) == 0 {
		c.reportKind(s, numberKind)
		return
	}
	if !whole || s.enum != nil || s.minimum != nil || s.maximum != nil || len(text) > 18 {
		c.magnitude(s, text, whole)
	} else if s.format == int32Format {
		c.integerFormat(text, 32)
	}
}

// magnitude checks a number by what it is worth.
func (c *checker) magnitude(s *Schema, text []byte, whole bool) {
	value, err := strconv.ParseFloat(string(text), 64)
	if err != nil {
		c.report("type", string(text)+" is too large for a number")
		return
	}
	if s.kinds&numberKind == 0 && value != math.Trunc(value) {
		c.report("type", string(text)+" is not an integer")
		return
	}
	if s.enum != nil && !s.lists(numberKind, text) {
		c.reportEnum(s, string(text))
	}
	if b := s.minimum; b != nil && (value < b.value || b.exclusive && value == b.value) {
		c.report("minimum", fmt.Sprintf("%s is below %v", string(text), b.value))
	}
	if b := s.maximum; b != nil && (value > b.value || b.exclusive && value == b.value) {
		c.report("maximum", fmt.Sprintf("%s is above %v", string(text), b.value))
	}
	switch {
	case s.format == int32Format && whole:
		c.integerFormat(text, 32)
	case s.format == int64Format && whole:
		c.integerFormat(text, 64)
	case s.format == int64Format && math.Abs(value) >= 1<<63, s.format == int32Format && math.Abs(value) >= 1<<31:
		c.report("format", string(text)+" is out of range")
	}
}

func (c *checker) integerFormat(text []byte, bits int) {
	if _, err := strconv.ParseInt(string(text), 10, bits); err != nil {
		c.report("format", fmt.Sprintf("%s does not fit into %d bits", string(text), bits))
	}
}

// lists tells whether the enum has the value.
func (s *Schema) lists(kind kinds, text []byte) bool {
	for _, v := range s.enum {
		if v.kind == kind && (v.text == string(text) || kind == numberKind && sameNumber(v.text, string(text))) {
			return true
		}
	}
	return false
}

func sameNumber(a, b string) bool {
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && x == y
}

func (c *checker) reportEnum(s *Schema, got string) {
	if c.tentative > 0 {
		c.failures++
		return
	}
	values := make([]string, len(s.enum))
	for i, v := range s.enum {
		values[i] = v.text
	}
	c.report("enum", got+" is not one of "+strings.Join(values, ", "))
}

func (c *checker) reportKind(s *Schema, got kinds) {
	if c.tentative > 0 { // an alternative that does not fit is no reason to word a message
		c.failures++
		return
	}
	c.report("type", fmt.Sprintf("is %s, and must be %s", article(got), article(s.kinds)))
}

func article(k kinds) string {
	name := k.String()
	if strings.ContainsRune("aio", rune(name[0])) {
		return "an " + name
	}
	return "a " + name
}
