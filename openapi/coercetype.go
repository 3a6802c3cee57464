package openapi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// coerce turns a raw value into the parameter's type and tells whether it can be. What counts as nothing becomes blank.
func (p *Parameter) coerce(r *reading, s *slot, raw any, within string) bool {
	if raw == nil {
		s.state = blank
		return true
	}
	switch p.kind {
	case anyParam:
		s.any = raw
		s.text, _ = scalarText(raw)
		return true
	case listParam:
		return p.coerceList(s, raw)
	case objectParam:
		return p.coerceObject(r, s, raw, within)
	case objectListParam:
		return p.coerceObjects(r, s, raw, within)
	default: // takes a scalar
	}
	text, ok := scalarText(raw)
	if !ok {
		return false
	}
	s.text = text
	switch p.kind {
	case stringParam:
		return true
	case integerOrWordParam:
		s.setInteger(text)
		return true
	default:
		if text == "" {
			s.state = blank
			return true
		}
		return p.coerceText(s, raw)
	}
}

// coerceText reads an integer, boolean or date-time from s.text.
func (p *Parameter) coerceText(s *slot, raw any) bool {
	switch p.kind {
	case integerParam:
		_, isBool := raw.(bool)
		return (!isBool && s.setInteger(s.text)) || p.undeclared
	case booleanParam:
		value, ok := ParseBoolean(s.text)
		s.setBool(value)
		return ok
	default:
		if _, isText := raw.(string); !isText {
			return false
		}
		t, ok := ParseDateTime(s.text)
		s.number = t.UnixMicro()
		return ok
	}
}

// scalarText is a scalar as Ruby would print it; GitLab takes numbers and booleans for strings.
func scalarText(raw any) (string, bool) {
	switch raw := raw.(type) {
	case string:
		return raw, true
	case json.Number:
		return raw.String(), true
	case bool:
		return strconv.FormatBool(raw), true
	}
	return "", false
}

// booleans are the texts that are true or false.
var booleans = func() map[string]bool {
	all := map[string]bool{}
	for _, text := range strings.Fields("true True TRUE t T 1 on On ON y Y yes Yes YES") {
		all[text] = true
	}
	for _, text := range strings.Fields("false False FALSE f F 0 off Off OFF n N no No NO") {
		all[text] = false
	}
	return all
}()

// ParseBoolean reads a text as GitLab reads boolean parameters, and tells whether it is one.
func ParseBoolean(text string) (value, ok bool) {
	value, ok = booleans[text]
	return value, ok
}

// setInteger reads an integer as Ruby's Integer(text, 10): a sign, leading zeros, single underscores between digits and
// blanks around it are fine.
func (s *slot) setInteger(text string) bool {
	digits, negative, ok := integerDigits(text)
	if !ok {
		return false
	}
	if negative {
		digits = "-" + digits
	}
	var err error
	if s.number, err = strconv.ParseInt(digits, 10, 64); errors.Is(err, strconv.ErrRange) {
		s.number = math.MaxInt64
		if negative {
			s.number = math.MinInt64
		}
	}
	s.text = digits
	return true
}

func isInteger(text string) bool {
	_, _, ok := integerDigits(text)
	return ok
}

func integerDigits(text string) (digits string, negative, ok bool) {
	digits = strings.Trim(text, " \t\n\v\f\r")
	negative = strings.HasPrefix(digits, "-")
	if negative || strings.HasPrefix(digits, "+") {
		digits = digits[1:]
	}
	if strings.HasPrefix(digits, "_") || strings.HasSuffix(digits, "_") || strings.Contains(digits, "__") {
		return "", false, false
	}
	digits = strings.ReplaceAll(digits, "_", "")
	for i := range len(digits) {
		if !isDigit(digits[i]) {
			return "", false, false
		}
	}
	if digits == "" {
		return "", false, false
	}
	if digits = strings.TrimLeft(digits, "0"); digits == "" {
		return "0", false, true
	}
	return digits, negative, true
}

func (p *Parameter) coerceList(s *slot, raw any) bool {
	if p.commaSeparated {
		s.any = commaSeparated(raw)
		return true
	}
	members, isList := raw.([]any)
	if _, isText := raw.(string); !isList {
		switch {
		case isText && p.oneOrMany:
			members = []any{raw}
		case p.oneOrMany:
			members = []any{noMember}
		default:
			return false
		}
	}
	list := []string{}
	for _, member := range members {
		text, ok := scalarText(member)
		if !ok || p.ofIntegers && !isInteger(text) {
			return false
		}
		list = append(list, text)
	}
	s.any = list
	return true
}

// commaSeparated are the texts of a list that may be sent as one. Nothing is wrong with any value: a hash or a number is like
// none, and so is a member without a value.
func commaSeparated(raw any) []string {
	list := []string{}
	members, isList := raw.([]any)
	if text, isText := raw.(string); isText {
		members, isList = []any{text}, true
	}
	if isList {
		for _, member := range members {
			text, ok := scalarText(member)
			if !ok && member != nil {
				text = fmt.Sprint(member)
			}
			list = append(list, splitCommas(text)...)
		}
	}
	return list
}

// noMember is what GitLab makes of anything but a text or a list, so that it is refused as a value and not as a type.
const noMember = "unknown"

// splitCommas splits as Ruby does: empty texts at the end are dropped.
func splitCommas(text string) []string {
	text = strings.TrimRight(text, ",")
	if text == "" {
		return nil
	}
	all := strings.Split(text, ",")
	for i := range all {
		all[i] = strings.TrimSpace(all[i])
	}
	return all
}
