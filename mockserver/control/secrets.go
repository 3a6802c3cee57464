package control

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
)

// filtered stands where a secret stood, as in GitLab's logs.
const filtered = "[FILTERED]"

// Secrets tells what must not be shown: what stands under a name that says so, and texts that Known recognises as tokens.
type Secrets struct{ Known func(text string) bool }

// secretNames are parts of names whose values are secret, as is what stands under the name of a key.
var secretNames = []string{"token", "password", "secret", "authorization", "credential", "custom_headers", "variables"}

func secretName(name string) bool {
	name = strings.ToLower(strings.ReplaceAll(name, "-", "_"))
	for _, part := range secretNames {
		if strings.Contains(name, part) {
			return true
		}
	}
	return strings.HasSuffix(strings.TrimRight(name, "[]"), "key")
}

// Value is a decoded value that stands under name, with its secrets filtered.
func (s Secrets) Value(name string, value any) any { return s.value(value, secretName(name)) }

func (s Secrets) value(value any, secret bool) any {
	switch v := value.(type) {
	case string:
		return s.text(v, secret)
	case []any:
		shown := make([]any, len(v))
		for i, member := range v {
			shown[i] = s.value(member, secret)
		}
		return shown
	case map[string]any:
		shown := make(map[string]any, len(v))
		for name, member := range v {
			shown[name] = s.value(member, secret || secretName(name))
		}
		return shown
	default:
		return value // flags and numbers are no secrets
	}
}

func (s Secrets) text(text string, secret bool) string {
	if text != "" && (secret || s.Known(text)) {
		return filtered
	}
	return text
}

// Query is a query, or a form, as it was sent but for its secrets.
func (s Secrets) Query(raw string) string {
	if raw == "" {
		return ""
	}
	pairs := strings.Split(raw, "&")
	for i, pair := range pairs {
		name, value, _ := strings.Cut(pair, "=")
		if s.text(unescaped(value), secretName(unescaped(name))) == filtered {
			pairs[i] = name + "=" + url.QueryEscape(filtered)
		}
	}
	return strings.Join(pairs, "&")
}

func unescaped(text string) string {
	if decoded, err := url.QueryUnescape(text); err == nil {
		return decoded
	}
	return text
}

// Body is a body as it was sent but for its secrets, text that is not JSON nor a form without any of it.
func (s Secrets) Body(contentType string, body []byte) string {
	switch mediaType, _, _ := strings.Cut(contentType, ";"); {
	case len(body) == 0:
		return ""
	case strings.Contains(mediaType, "json"):
		return s.json(body)
	case mediaType == "application/x-www-form-urlencoded":
		return s.Query(string(body))
	case mediaType == "text/plain" && !s.Known(string(body)):
		return string(body)
	default:
		return filtered
	}
}

// json copies JSON, which may break off anywhere. Of what is no JSON nothing can be told, so it is not shown.
func (s Secrets) json(body []byte) string {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	f := filter{secrets: s, from: body, decoder: d}
	f.value(false)
	return f.to.String()
}

// filter copies JSON token by token, so that all but the secrets stays as it was written.
type filter struct {
	secrets Secrets
	from    []byte
	to      bytes.Buffer
	decoder *json.Decoder
	copied  int64 // bytes of from that have been dealt with
}

// next reads a token and copies what stands before its end, unless show is told something else to write for it.
func (f *filter) next(show func(json.Token) (instead string)) (json.Token, bool) {
	token, err := f.decoder.Token()
	if err != nil {
		return nil, false
	}
	end := f.decoder.InputOffset()
	text := f.from[f.copied:end]
	f.copied = end
	if instead := show(token); instead != "" {
		at := bytes.IndexByte(text, '"')
		f.to.Write(text[:at])
		f.to.WriteString(instead)
	} else {
		f.to.Write(text)
	}
	return token, true
}

func (f *filter) value(secret bool) bool {
	token, ok := f.next(func(token json.Token) string {
		if text, isText := token.(string); isText && f.secrets.text(text, secret) == filtered {
			return `"` + filtered + `"`
		}
		return ""
	})
	if !ok {
		return false
	}
	switch token {
	case json.Delim('{'):
		return f.members(secret)
	case json.Delim('['):
		for f.decoder.More() {
			if !f.value(secret) {
				return false
			}
		}
		return f.copyToken()
	}
	return true
}

func (f *filter) members(secret bool) bool {
	for f.decoder.More() {
		name, ok := f.next(func(json.Token) string { return "" })
		if !ok || !f.value(secret || secretName(name.(string))) {
			return false
		}
	}
	return f.copyToken()
}

func (f *filter) copyToken() bool {
	_, ok := f.next(func(json.Token) string { return "" })
	return ok
}
