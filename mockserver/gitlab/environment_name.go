package gitlab

import (
	"crypto/sha256"
	"math/big"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	maxEnvironmentName = 255
	nameTooLong        = "is too long (maximum is 255 characters)"
	nameCharacters     = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
)

var environmentName = lazily(`^[A-Za-z0-9_${}. -]([A-Za-z0-9_${}. /-]*[A-Za-z0-9_${}. -])?$`)

// CheckEnvironmentName returns an Invalid error for a name that no environment may have.
func CheckEnvironmentName(name string) error {
	var broken []string
	if utf8.RuneCountInString(name) > maxEnvironmentName {
		broken = append(broken, nameTooLong)
	}
	if !environmentName().MatchString(name) {
		broken = append(broken, nameCharacters)
	}
	if broken != nil {
		return invalid("name", broken...)
	}
	return nil
}

// Slug makes the name fit for a DNS label of at most 24 characters. A name that does not survive unchanged gets six
// characters of its digest, so that names that look alike stay apart.
func Slug(name string) string {
	slug := strings.Map(slugRune, strings.ToLower(name))
	if slug == "" || slug[0] < 'a' || slug[0] > 'z' {
		slug = "env-" + slug
	}
	for strings.Contains(slug, "--") {
		slug = strings.ReplaceAll(slug, "--", "-")
	}
	if len(slug) <= 24 && slug == name {
		return strings.TrimSuffix(slug, "-")
	}
	slug = slug[:min(len(slug), 17)]
	if !strings.HasSuffix(slug, "-") {
		slug += "-"
	}
	digest := sha256.Sum256([]byte(name))
	text := new(big.Int).SetBytes(digest[:]).Text(36)
	return slug + text[len(text)-6:]
}

func slugRune(r rune) rune {
	if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
		return r
	}
	return '-'
}

// tiers are the patterns GitLab guesses a tier by; the first that occurs in the name wins.
var tiers = []struct {
	tier    string
	pattern func() *regexp.Regexp
}{
	{"development", lazily(`(?i)(dev|review|trunk)`)},
	{"testing", lazily(`(?i)(test|tst|int|ac(ce|)pt|qa|qc|control|quality)`)},
	{"staging", lazily(`(?i)(st(a|)g|mod(e|)l|pre|demo|non)`)},
	{"production", lazily(`(?i)(pr(o|)d|live)`)},
}

// GuessTier is the tier GitLab gives an environment of that name.
func GuessTier(name string) string {
	for _, t := range tiers {
		if t.pattern().MatchString(name) {
			return t.tier
		}
	}
	return "other"
}
