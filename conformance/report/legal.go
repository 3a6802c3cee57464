package report

import (
	"strings"
	"unicode"
)

// legal takes out the control characters, for which XML has no way to write them and terminals have uses.
func legal(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text)
}
