package openapi

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Check compares a JSON text with the schema and reports everything that differs, Where being "response body".
// It walks the bytes without decoding them and allocates nothing if they are right. Beyond the schema it refuses
// what no JSON text should have: trailing bytes, repeated keys, bytes that are not UTF-8.
func (s *Schema) Check(body []byte) []Violation { return s.check(body, false) }

// CheckStrictly also reports the properties that the schema does not describe.
func (s *Schema) CheckStrictly(body []byte) []Violation { return s.check(body, true) }

func (s *Schema) check(body []byte, strict bool) []Violation {
	c := checker{body: body, strict: strict}
	c.space()
	c.value(s, strict)
	if !c.broken {
		c.space()
		if c.at < len(body) {
			c.report("json", "there is more after the JSON value: "+excerpt(body[c.at:]))
		}
	}
	return c.violations
}

// maxDepth is how deep values may nest; GitLab's own answers stay below ten.
const maxDepth = 64

// checker walks one JSON text.
type checker struct {
	body       []byte
	at         int  // the next byte
	strict     bool // undescribed properties are reported
	broken     bool // the bytes are no JSON; the walk is over
	tentative  int  // above 0 inside anyOf, oneOf, not: violations are counted, not kept
	again      int  // above 0 inside any composition: the same bytes are walked once more
	failures   int
	depth      int
	path       [maxDepth]step
	scratch    [128]byte // for the characters of strings with escapes
	violations []Violation
}

// step is one level of the path to the value being checked: a key, or an index if key is nil.
type step struct {
	key   []byte
	index int
}

// value checks the value at c.at and moves behind it. undescribed tells whether this schema is the one that
// answers for the properties of an object; a part of a composition is not.
func (c *checker) value(s *Schema, undescribed bool) {
	if c.at >= len(c.body) {
		c.breakOff("the JSON ends too early")
		return
	}
	isNull := c.body[c.at] == 'n'
	if isNull && s.nullable {
		c.literal("null")
		return
	}
	if s.not != nil || s.oneOf != nil || s.anyOf != nil || s.allOf != nil {
		if c.compose(s); c.broken {
			return
		}
		if isNull && (s.oneOf != nil || s.anyOf != nil || s.allOf != nil) {
			c.literal("null") // the parts have decided whether null may stand here
			return
		}
	}
	switch b := c.body[c.at]; {
	case b == '"':
		c.string(s)
	case b == '{':
		c.object(s, undescribed)
	case b == '[':
		c.array(s)
	case b == 't':
		c.boolean(s, "true")
	case b == 'f':
		c.boolean(s, "false")
	case b == 'n':
		if c.literal("null") {
			c.report("nullable", "must not be null")
		}
	case b == '-' || isDigit(b):
		c.number(s)
	default:
		c.breakOff("is no JSON: " + excerpt(c.body[c.at:]))
	}
}

// compose checks not, oneOf, anyOf and allOf, and leaves c.at where it was.
func (c *checker) compose(s *Schema) {
	c.again++
	defer func() { c.again-- }()
	if s.not != nil && c.matches(s.not) {
		c.report("not", "is one of the values ruled out")
	}
	if s.oneOf != nil {
		if n := c.matching(s.oneOf, len(s.oneOf)); n != 1 {
			c.report("oneOf", fmt.Sprintf("fits %d of the %d alternatives, and must fit exactly one", n, len(s.oneOf)))
		}
	}
	if s.anyOf != nil && c.matching(s.anyOf, 1) == 0 {
		c.report("anyOf", fmt.Sprintf("fits none of the %d alternatives", len(s.anyOf)))
	}
	for _, part := range s.allOf {
		at := c.at
		if c.value(part, false); c.broken {
			return
		}
		c.at = at
	}
}

// matching counts the alternatives that fit, up to a limit.
func (c *checker) matching(alternatives []*Schema, limit int) int {
	n := 0
	for _, alternative := range alternatives {
		if n < limit && c.matches(alternative) {
			n++
		}
	}
	return n
}

func (c *checker) matches(s *Schema) bool {
	at, failures := c.at, c.failures
	c.tentative++
	c.value(s, false)
	c.tentative--
	fits := !c.broken && c.failures == failures
	c.at, c.failures = at, failures
	c.broken = false // if it is, the walk that follows says so
	return fits
}

func (c *checker) push(key []byte, index int) bool {
	if c.depth == maxDepth {
		c.breakOff(fmt.Sprintf("nests deeper than %d levels", maxDepth))
		return false
	}
	c.path[c.depth] = step{key, index}
	c.depth++
	return true
}

func (c *checker) pop() { c.depth-- }

// breakOff reports that the bytes are no JSON and ends the walk.
func (c *checker) breakOff(message string) {
	if !c.broken {
		c.broken = true
		c.report("json", message)
	}
}

func (c *checker) report(rule, message string) {
	c.failures++
	if c.tentative > 0 {
		return
	}
	c.violations = append(c.violations, Violation{Where: "response body", Pointer: c.pointer(), Rule: rule, Message: message})
}

func (c *checker) pointer() string {
	var b strings.Builder
	for _, s := range c.path[:c.depth] {
		b.WriteByte('/')
		if s.key == nil {
			b.WriteString(strconv.Itoa(s.index))
		} else {
			b.WriteString(pointerEscapes.Replace(string(s.key)))
		}
	}
	return b.String()
}

var pointerEscapes = strings.NewReplacer("~", "~0", "/", "~1")

// excerpt shows the beginning of some bytes in a message.
func excerpt(text []byte) string {
	const most = 60
	if len(text) <= most {
		return strconv.Quote(string(text))
	}
	cut := most
	for cut > most-utf8.UTFMax && !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strconv.Quote(string(text[:cut])) + "..."
}
