package openapi

import "time"

// isDateTime tells whether text is a date-time of RFC 3339 on a day that exists.
func isDateTime(text []byte) bool {
	if len(text) < len("2006-01-02T15:04:05Z") || text[10] != 'T' || !isDate(text[:10]) ||
		text[13] != ':' || text[16] != ':' || !digits(text[11:13]) || !digits(text[14:16]) || !digits(text[17:19]) {
		return false
	}
	if number(text[11:13]) > 23 || number(text[14:16]) > 59 || number(text[17:19]) > 60 {
		return false
	}
	zone := text[19:]
	if zone[0] == '.' {
		n := 1
		for n < len(zone) && isDigit(zone[n]) {
			n++
		}
		if n == 1 {
			return false
		}
		zone = zone[n:]
	}
	return isZone(zone)
}

func isZone(zone []byte) bool {
	if len(zone) == 1 {
		return zone[0] == 'Z'
	}
	return len(zone) == len("+00:00") && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':' &&
		digits(zone[1:3]) && digits(zone[4:6]) && number(zone[1:3]) <= 23 && number(zone[4:6]) <= 59
}

func isDate(text []byte) bool {
	return len(text) == len("2006-01-02") && text[4] == '-' && text[7] == '-' &&
		digits(text[:4]) && digits(text[5:7]) && digits(text[8:10]) &&
		dayExists(number(text[:4]), number(text[5:7]), number(text[8:10]))
}

func dayExists(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	return day <= 28 || time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day
}

// isURI tells whether text is an absolute URI of RFC 3986: a scheme, a colon, and only characters a URI may hold.
func isURI(text []byte) bool {
	scheme := 0
	for scheme < len(text) && uriCharacters[text[scheme]]&inScheme != 0 {
		scheme++
	}
	if scheme == 0 || scheme == len(text) || text[scheme] != ':' || !isLetter(text[0]) {
		return false
	}
	for i := scheme + 1; i < len(text); i++ {
		if uriCharacters[text[i]]&inURI != 0 {
			continue
		}
		if text[i] != '%' || i+2 >= len(text) || !isHex(text[i+1]) || !isHex(text[i+2]) {
			return false
		}
		i += 2
	}
	return true
}

const (
	inScheme = 1 << iota
	inURI
)

// uriCharacters tells which bytes may stand in a scheme and in the rest of a URI.
var uriCharacters = func() (table [256]byte) {
	for b := range table {
		if isLetter(byte(b)) || isDigit(byte(b)) {
			table[b] = inScheme | inURI
		}
	}
	for _, b := range []byte("+-.") {
		table[b] = inScheme | inURI
	}
	for _, b := range []byte("_~:/?#[]@!$&'()*,;=") {
		table[b] = inURI
	}
	return table
}()

func isDigit(b byte) bool  { return '0' <= b && b <= '9' }
func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }
func isHex(b byte) bool    { return isDigit(b) || 'a' <= b|0x20 && b|0x20 <= 'f' }

func digits(text []byte) bool {
	for _, b := range text {
		if !isDigit(b) {
			return false
		}
	}
	return true
}

func number(text []byte) int {
	n := 0
	for _, b := range text {
		n = n*10 + int(b-'0')
	}
	return n
}
