package openapi

import (
	"strings"
	"time"
)

// ParseDateTime reads a date-time parameter: RFC 3339, what GitLab's clients send beside it, and the other forms of a date
// that GitLab reads. The day must exist.
func ParseDateTime(text string) (time.Time, bool) {
	if t, ok := parseISO(text); ok {
		return t, true
	}
	return readDate(text)
}

// parseISO reads what nearly all clients send. The date may stand alone, the zone may be missing (UTC), date and time may be
// compact (20190315T080000Z) and apart by a blank. An offset whose + became a blank in the query is lost, as it is in GitLab.
func parseISO(text string) (time.Time, bool) {
	p := clockReader{rest: text}
	year, month, day := p.date()
	if p.failed || !dayExists(year, month, day) {
		return time.Time{}, false
	}
	if p.rest == "" {
		return time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC), true
	}
	if !p.skip("T") && !p.skip("t") && !p.skip(" ") {
		return time.Time{}, false
	}
	hour, minute, second := p.clock()
	nanosecond := p.fraction()
	zone := p.zone()
	endOfDay := hour == 24 && minute == 0 && second == 0 && nanosecond == 0
	if p.failed || p.rest != "" || (hour > 23 && !endOfDay) || minute > 59 || second > 60 {
		return time.Time{}, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, min(second, 59), nanosecond, zone), true
}

// clockReader reads the parts of a date-time from its front.
type clockReader struct {
	rest   string
	failed bool
}

func (p *clockReader) skip(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	p.rest = rest
	return ok
}

// digits reads exactly n digits.
func (p *clockReader) digits(n int) int {
	if len(p.rest) < n {
		p.failed = true
		return 0
	}
	value := 0
	for i := range n {
		if !isDigit(p.rest[i]) {
			p.failed = true
			return 0
		}
		value = value*10 + int(p.rest[i]-'0')
	}
	p.rest = p.rest[n:]
	return value
}

func (p *clockReader) date() (year, month, day int) {
	year = p.digits(4)
	dashed := p.skip("-")
	month = p.digits(2)
	if dashed && !p.skip("-") {
		p.failed = true
	}
	return year, month, p.digits(2)
}

func (p *clockReader) clock() (hour, minute, second int) {
	hour = p.digits(2)
	colons := p.skip(":")
	minute = p.digits(2)
	switch {
	case colons && p.skip(":"):
		second = p.digits(2)
	case !colons && p.rest != "" && isDigit(p.rest[0]):
		second = p.digits(2)
	}
	return hour, minute, second
}

func (p *clockReader) fraction() (nanosecond int) {
	if !p.skip(".") {
		return 0
	}
	n := 0
	for ; n < len(p.rest) && isDigit(p.rest[n]); n++ {
		if n < 9 {
			nanosecond = nanosecond*10 + int(p.rest[n]-'0')
		}
	}
	p.failed = p.failed || n == 0
	p.rest = p.rest[n:]
	for ; n < 9; n++ {
		nanosecond *= 10
	}
	return nanosecond
}

func (p *clockReader) zone() *time.Location {
	sign := 1
	switch {
	case p.rest == "" || p.skip("Z") || p.skip("z"):
		return time.UTC
	case p.skip("-"):
		sign = -1
	case p.skip("+"):
	case p.skip(" "):
		sign = 0 // the + is lost, and with it the offset
	default:
		p.failed = true
	}
	hours := p.digits(2)
	minutes := 0
	if p.skip(":") || p.rest != "" {
		minutes = p.digits(2)
	}
	if hours > 23 || minutes > 59 {
		p.failed = true
	}
	offset := sign * (hours*60 + minutes) * 60
	if offset == 0 {
		return time.UTC
	}
	return time.FixedZone("", offset)
}
