package wire

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"
)

// Placeholder stands for a token wherever one would be shown.
const Placeholder = "$TOKEN"

// Redactor takes tokens out of text on its way to a reader. Everything is judged in clear; only what is written goes through it.
type Redactor struct {
	mu       sync.RWMutex
	secrets  []string
	replacer *strings.Replacer
}

// NewRedactor hides the secrets.
func NewRedactor(secrets ...string) *Redactor {
	r := &Redactor{}
	r.Hide(secrets...)
	return r
}

// Hide adds secrets, such as tokens that the run made itself.
func (r *Redactor) Hide(secrets ...string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, secret := range secrets {
		if secret != "" && !slices.Contains(r.secrets, secret) {
			r.secrets = append(r.secrets, secret)
		}
	}
	// Longer ones first: one may begin with another.
	slices.SortFunc(r.secrets, func(a, b string) int { return len(b) - len(a) })
	var pairs []string
	for _, secret := range r.secrets {
		pairs = append(pairs, secret, Placeholder)
	}
	r.replacer = strings.NewReplacer(pairs...)
}

// Text is text without secrets, in whatever escapes they hide, and without anything that steers a terminal.
func (r *Redactor) Text(text string) string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return Legible(r.replacer.Replace(r.revealed(text)))
}

// revealed takes the escapes out of a text if a secret is behind them.
func (r *Redactor) revealed(text string) string {
	plain := text
	for range 3 { // escapes may be escaped again
		opened := withoutEscapes(plain)
		if opened == plain {
			return text
		}
		plain = opened
		if slices.ContainsFunc(r.secrets, func(secret string) bool { return strings.Contains(plain, secret) }) {
			return plain
		}
	}
	return text
}

var (
	unicodeEscape = lazily(`\\+u[0-9A-Fa-f]{4}`)
	hexEscape     = lazily(`\\x[0-9A-Fa-f]{2}`)
	percentEscape = lazily(`%[0-9A-Fa-f]{2}`)
	entity        = lazily(`&#x?[0-9A-Fa-f]+;`)
)

// lazily is a regular expression that is compiled when it is first needed: most commands need none.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}

func withoutEscapes(text string) string {
	text = unicodeEscape().ReplaceAllStringFunc(text, func(e string) string { return character(e[len(e)-4:], 16) })
	text = hexEscape().ReplaceAllStringFunc(text, func(e string) string { return character(e[2:], 16) })
	text = percentEscape().ReplaceAllStringFunc(text, func(e string) string { return character(e[1:], 16) })
	text = entity().ReplaceAllStringFunc(text, func(e string) string {
		if digits, isHex := strings.CutPrefix(e[2:len(e)-1], "x"); isHex {
			return character(digits, 16)
		}
		return character(e[2:len(e)-1], 10)
	})
	return strings.ReplaceAll(text, `\/`, "/")
}

func character(digits string, base int) string {
	n, err := strconv.ParseUint(digits, base, 21)
	if err != nil {
		return ""
	}
	return string(rune(n))
}

// Legible takes out what a terminal or XML would not show but obey: control characters, and marks that turn the direction of
// writing. Bytes that are no UTF-8 become U+FFFD.
func Legible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\uFFFE', r == '\uFFFF':
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}

// secretNames are the headers and parameters that carry credentials. A case may send some itself, to see them refused.
var secretNames = map[string]bool{
	"Authorization": true, "Private-Token": true, "Job-Token": true, "Cookie": true,
	"private_token": true, "access_token": true, "bearer_token": true, "job_token": true, "token": true,
}

func withoutSecretHeaders(header http.Header) http.Header {
	clean := header.Clone()
	for name := range clean {
		if secretNames[name] {
			clean.Set(name, Placeholder)
		}
	}
	return clean
}

func withoutSecretQuery(target string) string {
	before, query, found := strings.Cut(target, "?")
	if !found {
		return target
	}
	return before + "?" + withoutSecretParameters(query)
}

func withoutSecretParameters(encoded string) string {
	values, err := url.ParseQuery(encoded)
	if err != nil {
		return encoded
	}
	found := false
	for name := range values {
		if secretNames[name] {
			values.Set(name, Placeholder)
			found = true
		}
	}
	if !found {
		return encoded
	}
	return strings.ReplaceAll(values.Encode(), url.QueryEscape(Placeholder), Placeholder)
}

func withoutSecretBody(contentType string, body []byte) []byte {
	switch contentType {
	case formType:
		return []byte(withoutSecretParameters(string(body)))
	case jsonType:
		var object map[string]any
		if json.Unmarshal(body, &object) != nil {
			return body
		}
		found := false
		for name := range object {
			if secretNames[name] {
				object[name], found = Placeholder, true
			}
		}
		if !found {
			return body
		}
		clean, _ := json.Marshal(object) // it came from JSON
		return clean
	default:
		return body
	}
}
