package openapi

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

func (c *checker) space() {
	for c.at < len(c.body) {
		switch c.body[c.at] {
		case ' ', '\t', '\n', '\r':
			c.at++
		default:
			return
		}
	}
}

// literal moves behind true, false or null.
func (c *checker) literal(word string) bool {
	end := c.at + len(word)
	if end > len(c.body) || string(c.body[c.at:end]) != word {
		c.breakOff("is no JSON: " + excerpt(c.body[c.at:]))
		return false
	}
	c.at = end
	return true
}

// plain tells which bytes stand for themselves in a JSON string and are ASCII.
var plain = func() (table [256]bool) {
	for b := ' '; b < utf8.RuneSelf; b++ {
		table[b] = b != '"' && b != '\\'
	}
	return table
}()

// quoted is a string as it stands in the body, without its quotes.
type quoted struct {
	raw     []byte
	escaped bool
}

// characters are what the string says: a part of the body, or, if it has escapes, a copy appended to buffer.
func (q quoted) characters(buffer []byte) []byte {
	if !q.escaped {
		return q.raw
	}
	raw := q.raw
	for {
		at := bytes.IndexByte(raw, '\\')
		if at < 0 {
			return append(buffer, raw...)
		}
		buffer = append(buffer, raw[:at]...)
		var r rune
		r, raw = unescapeRune(raw[at:])
		buffer = utf8.AppendRune(buffer, r)
	}
}

// unescapeRune reads the escape at the front of text, two of them if they are a surrogate pair.
func unescapeRune(text []byte) (rune, []byte) {
	if text[1] != 'u' {
		return escapes[text[1]], text[2:]
	}
	r, rest := hexRune(text), text[6:]
	if utf16.IsSurrogate(r) && escapeLength(rest) == 6 {
		if pair := utf16.DecodeRune(r, hexRune(rest)); pair != utf8.RuneError {
			return pair, rest[6:]
		}
	}
	return r, rest
}

var escapes = [256]rune{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// hexRune reads the four digits of \u0000.
func hexRune(text []byte) rune {
	var r rune
	for _, b := range text[2:6] {
		digit := rune(b | 0x20)
		if digit >= 'a' {
			digit += '0' + 10 - 'a'
		}
		r = r<<4 | (digit - '0')
	}
	return r
}

// text reads a string and moves behind it.
func (c *checker) text() (quoted, bool) {
	body, from := c.body, c.at+1
	ascii, escaped := true, false
	for at := from; at < len(body); at++ {
		b := body[at]
		if plain[b] {
			continue
		}
		switch {
		case b == '"':
			c.at = at + 1
			raw := body[from:at]
			if !ascii && !utf8.Valid(raw) {
				c.breakOff("is not UTF-8: " + excerpt(raw))
				return quoted{}, false
			}
			return quoted{raw, escaped}, true
		case b == '\\':
			n := escapeLength(body[at:])
			if n == 0 {
				c.breakOff("is no JSON: an unknown escape in a string: " + excerpt(body[at:]))
				return quoted{}, false
			}
			escaped = true
			at += n - 1
		case b < ' ':
			c.breakOff("is no JSON: a control character in a string")
			return quoted{}, false
		default:
			ascii = false
		}
	}
	c.breakOff("is no JSON: a string without end")
	return quoted{}, false
}

// escapeLength is the length of the escape at the front of text, 0 if there is none.
func escapeLength(text []byte) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(text) >= 6 && isHex(text[2]) && isHex(text[3]) && isHex(text[4]) && isHex(text[5]) {
			return 6
		}
	}
	return 0
}

// scanNumber gives the end of the JSON number at from, and -1 if there is none; whole tells that it has neither
// fraction nor exponent.
func scanNumber(text []byte, from int) (end int, whole bool) {
	at := from
	if at < len(text) && text[at] == '-' {
		at++
	}
	digits := skipDigits(text, at)
	if digits == at || text[at] == '0' && digits > at+1 {
		return -1, false
	}
	at, whole = digits, true
	if at < len(text) && text[at] == '.' {
		whole = false
		if digits = skipDigits(text, at+1); digits == at+1 {
			return -1, false
		}
		at = digits
	}
	if at < len(text) && (text[at] == 'e' || text[at] == 'E') {
		whole = false
		at++
		if at < len(text) && (text[at] == '+' || text[at] == '-') {
			at++
		}
		if digits = skipDigits(text, at); digits == at {
			return -1, false
		}
		at = digits
	}
	return at, whole
}

func skipDigits(text []byte, at int) int {
	for at < len(text) && isDigit(text[at]) {
		at++
	}
	return at
}
