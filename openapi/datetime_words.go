package openapi

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// longestDateTime is the longest text, in bytes, that Ruby reads a date from.
const longestDateTime = 128

// readDate reads the date and the time of day that a text mentions, whatever stands around them, as Ruby's DateTime.parse
// does it: 2030-1-1, 2030/01/01, 1/2/2030 (day first), 2030.01.01, 2030-001, 2030-W01-1, "Jan 1 2030", "3rd Feb 2030",
// "Fri, 15 Mar 2019 08:00:00 +0900". What needs to know what day it is ("12:00", "March", "mon") is not read.
func readDate(text string) (time.Time, bool) {
	if len(text) > longestDateTime {
		return time.Time{}, false
	}
	text = outOfDates().ReplaceAllString(text, " ")
	text = cutOut(weekday(), text)
	time, found := clockTime().FindStringSubmatch(text), cutOut(clockTime(), text)
	day, ok := readDay(found)
	if !ok {
		return day, false
	}
	return onDay(day, time)
}

var (
	outOfDates = lazily(`[^-+',./:@A-Za-z0-9\[\]]+`)
	weekday    = lazily(`(?i)\b(?:sun|mon|tue|wed|thu|fri|sat)[^-/\d\s]*`)
	clockTime  = lazily(`(?i)(\d+)\s*(?:(?::\s*(\d+)(?:\s*:\s*(\d+)(?:[,.](\d*))?)?|h(?:\s*(\d+)m?(?:\s*(\d+)s?)?)?)(?:\s*([ap])(?:m\b|\.m\.))?|([ap])(?:m\b|\.m\.))` +
		`(?:\s*((?:gmt|utc?)?[-+]\d+(?:[,.:]\d+(?::\d+)?)?|[A-Za-z]+\b))?`)

	dayFirst   = lazily(`(?i)(\d+)[^-\d\s']*\s*(` + monthNames + `)[^-\d\s']*(?:\s*(?:c\.?e\.?|b\.?c\.?e?\.?|a\.?d\.?)?\s*('?-?\d+)[^-\d\s']*)?`)
	monthFirst = lazily(`(?i)\b(` + monthNames + `)[^-\d\s']*\s*('?\d+)[^-\d\s']*(?:\s*,?\s*('?-?\d+))?`)
	dashed     = lazily(`('?[-+]?\d+)-(\d+)-('?-?\d+)`)
	dayMonth   = lazily(`(?i)('?-?\d+)-(` + monthNames + `)[^-/.]*-('?-?\d+)`)
	slashed    = lazily(`('?-?\d+)/\s*('?\d+)(?:\D\s*('?-?\d+))?`)
	dotted     = lazily(`('?-?\d+)\.\s*('?\d+)\.\s*('?-?\d+)`)
	weekDate   = lazily(`(?i)\b(\d{4})-?w(\d{2})(?:-?(\d))?\b`)
	yearDay    = lazily(`\b(\d{4})-(\d{3})\b`)
	unspaced   = lazily(`\b(\d{4})(\d{2})(\d{2})(?:t?(\d{2})(\d{2})?(\d{2})?)?\b`)
)

const monthNames = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"

// cutOut puts a blank where the pattern first matches.
func cutOut(pattern *regexp.Regexp, text string) string {
	at := pattern.FindStringIndex(text)
	if at == nil {
		return text
	}
	return text[:at[0]] + " " + text[at[1]:]
}

// readDay finds the day, by the first form that occurs.
func readDay(text string) (time.Time, bool) {
	if m := dayFirst().FindStringSubmatch(text); m != nil {
		return civil(m[3], monthNumber(m[2]), m[1])
	}
	if m := monthFirst().FindStringSubmatch(text); m != nil {
		return civil(m[3], monthNumber(m[1]), m[2])
	}
	for _, numbers := range []*regexp.Regexp{dashed(), slashed(), dotted()} {
		if m := numbers.FindStringSubmatch(text); m != nil {
			return civil(m[1], m[2], m[3])
		}
		if numbers == dashed() {
			if m := dayMonth().FindStringSubmatch(text); m != nil {
				return civil(m[1], monthNumber(m[2]), m[3])
			}
		}
	}
	if m := weekDate().FindStringSubmatch(text); m != nil {
		return weekDay(m[1], m[2], m[3])
	}
	if m := yearDay().FindStringSubmatch(text); m != nil {
		year, day := numeral(m[1]), numeral(m[2])
		at := time.Date(year, 1, day, 0, 0, 0, 0, time.UTC)
		return at, day > 0 && at.Year() == year
	}
	if m := unspaced().FindStringSubmatch(text); m != nil {
		return civil(m[1], m[2], m[3])
	}
	return time.Time{}, false
}

func numeral(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

func monthNumber(name string) string {
	return strconv.Itoa(strings.Index(monthNames, strings.ToLower(name))/len("jan|") + 1)
}

// civil is the day of a year, month and day that stand in this order; where one looks like a year (by an apostrophe or more
// than two digits), that is the year. A day that is missing is the first.
func civil(year, month, day string) (time.Time, bool) {
	if year != "" && month != "" && day == "" {
		year, month, day = day, year, month
	}
	if year == "" && yearLike(day) {
		year, day = day, year
	}
	if yearLike(month) {
		year, month, day = month, day, year
	}
	if yearLike(day) {
		year, day = day, year
	}
	if year == "" {
		return time.Time{}, false // of the present one
	}
	if day == "" {
		day = "1"
	}
	y, m, d := yearNumber(year), numeral(month), numeral(strings.TrimPrefix(day, "'"))
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC), y >= 0 && dayExists(y, m, d)
}

func yearLike(text string) bool { return len(text) > 2 || strings.HasPrefix(text, "'") }

// yearNumber completes a year of two digits.
func yearNumber(text string) int {
	digits := strings.TrimPrefix(text, "'")
	year, err := strconv.Atoi(digits)
	switch {
	case err != nil:
		return -1
	case len(digits) > 2 || strings.ContainsAny(digits, "+-"):
		return year
	case year >= 69:
		return 1900 + year
	}
	return 2000 + year
}

// weekDay is a day of an ISO week, Monday if none is named.
func weekDay(year, week, day string) (time.Time, bool) {
	y, w, d := numeral(year), numeral(week), 1
	if day != "" {
		d = numeral(day)
	}
	fourth := time.Date(y, 1, 4, 0, 0, 0, 0, time.UTC) // is in the first week
	monday := fourth.AddDate(0, 0, -(int(fourth.Weekday())+6)%7)
	at := monday.AddDate(0, 0, 7*(w-1)+d%7-1)
	if d%7 == 0 {
		at = at.AddDate(0, 0, 7)
	}
	isoYear, isoWeek := at.ISOWeek()
	return at, d <= 7 && isoYear == y && isoWeek == w
}

// onDay puts the time of day, as clockTime has found it, on a day.
func onDay(day time.Time, clock []string) (time.Time, bool) {
	if clock == nil {
		return day, true
	}
	hour, minute, second := numeral(clock[1]), 0, 0
	for _, part := range []struct {
		text string
		into *int
	}{{clock[2], &minute}, {clock[3], &second}, {clock[5], &minute}, {clock[6], &second}} {
		if part.text != "" {
			*part.into = numeral(part.text)
		}
	}
	if half := strings.ToLower(clock[7] + clock[8]); half != "" {
		hour %= 12
		if half == "p" {
			hour += 12
		}
	}
	fraction := (clock[4] + "000000000")[:9]
	nanosecond := numeral(fraction)
	endOfDay := hour == 24 && minute == 0 && second == 0
	if hour > 23 && !endOfDay || minute > 59 || second > 60 || hour < 0 || minute < 0 || second < 0 {
		return time.Time{}, false
	}
	zone, ok := zoneOf(clock[9])
	if !ok {
		return time.Time{}, false
	}
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, min(second, 59), nanosecond, zone), true
}

var zoneNumbers = lazily(`([-+])(\d+)(?:[,.:](\d+))?`)

// zones are the hours of the names that are in use; all others count as UTC.
var zones = map[string]int{
	"est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "bst": 1, "wet": 0, "west": 1,
	"cet": 1, "cest": 2, "met": 1, "mest": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9, "kst": 9, "sgt": 8, "aest": 10,
}

func zoneOf(text string) (*time.Location, bool) {
	m := zoneNumbers().FindStringSubmatch(text)
	if m == nil {
		return zoneEast(zones[strings.ToLower(text)], 0), true
	}
	hours, minutes := m[2], m[3]
	if len(hours) > 2 {
		hours, minutes = m[2][:len(m[2])-2], m[2][len(m[2])-2:]
	}
	if minutes == "" {
		minutes = "0"
	}
	h, min := numeral(hours), numeral(minutes)
	if h > 23 || min > 59 {
		return nil, false
	}
	if m[1] == "-" {
		h, min = -h, -min
	}
	return zoneEast(h, min), true
}

func zoneEast(hours, minutes int) *time.Location {
	if hours == 0 && minutes == 0 {
		return time.UTC
	}
	return time.FixedZone("", (hours*60+minutes)*60)
}
