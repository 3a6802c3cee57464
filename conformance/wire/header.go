package wire

import (
	"net/url"
	"strconv"
	"strings"
)

// Has tells whether the header is there; it expects nothing.
func (a *Answer) Has(name string) bool { return len(a.Exchange.ResponseHeader.Values(name)) > 0 }

// Header expects the header to be there and returns its value.
func (a *Answer) Header(name string) string {
	a.expect(a.Has(name), Mismatch{Pointer: name, Expected: "the header", Actual: "no such header"})
	return a.Exchange.ResponseHeader.Get(name)
}

// HeaderIs expects the header to hold just this.
func (a *Answer) HeaderIs(name, want string) *Answer {
	got := a.Header(name)
	return a.expect(strings.TrimSpace(got) == want, Mismatch{Pointer: name, Expected: quoted(want), Actual: quoted(got)})
}

// HeaderInt expects the header to hold an integer.
func (a *Answer) HeaderInt(name string) int {
	text := a.Header(name)
	n, err := strconv.Atoi(strings.TrimSpace(text))
	a.expect(err == nil, Mismatch{Pointer: name, Expected: "an integer", Actual: quoted(text)})
	return n
}

// Relation is the URL that the Link headers give for a relation, "" if they give none. Any grammar of RFC 8288 will do: several
// fields or one, parameters in any order, case and quoting, several relations in one parameter.
func (a *Answer) Relation(name string) string {
	for _, field := range a.Exchange.ResponseHeader.Values("Link") {
		for _, link := range readLinks(field) {
			for _, rel := range strings.Fields(link.rel) {
				if strings.EqualFold(rel, name) {
					return link.url
				}
			}
		}
	}
	return ""
}

type linkValue struct{ url, rel string }

// readLinks takes a Link field apart. What is no link is skipped.
func readLinks(field string) []linkValue {
	var links []linkValue
	for {
		_, rest, found := strings.Cut(field, "<")
		if !found {
			return links
		}
		url, after, closed := strings.Cut(rest, ">")
		if !closed {
			return links
		}
		rel, remaining := readRelation(after)
		links = append(links, linkValue{url: strings.TrimSpace(url), rel: rel})
		field = remaining
	}
}

// readRelation reads parameters up to the comma that ends a link. Of several rel parameters the first counts.
func readRelation(text string) (rel, rest string) {
	for {
		text = strings.TrimLeft(text, " \t;")
		if text == "" || text[0] == ',' {
			return rel, text
		}
		end := strings.IndexAny(text, "=;,")
		if end < 0 {
			return rel, ""
		}
		name := strings.TrimSpace(text[:end])
		if text[end] != '=' {
			text = text[end:]
			continue
		}
		var value string
		value, text = readValue(strings.TrimLeft(text[end+1:], " \t"))
		if rel == "" && strings.EqualFold(name, "rel") {
			rel = value
		}
	}
}

func readValue(text string) (value, rest string) {
	if !strings.HasPrefix(text, `"`) {
		end := strings.IndexAny(text, ";,")
		if end < 0 {
			end = len(text)
		}
		return strings.TrimSpace(text[:end]), text[end:]
	}
	var read strings.Builder
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			if i++; i < len(text) {
				read.WriteByte(text[i])
			}
		case '"':
			return read.String(), text[i+1:]
		default:
			read.WriteByte(text[i])
		}
	}
	return read.String(), ""
}

func isAbsolute(link string) bool {
	return strings.HasPrefix(link, "http://") || strings.HasPrefix(link, "https://")
}

// Absolute expects that the relation is there, and returns it as an absolute URL: a server may send relative ones.
func (a *Answer) Absolute(name string) string {
	link := a.Relation(name)
	actual := quoted(link)
	if link == "" {
		actual = quoted(strings.Join(a.Exchange.ResponseHeader.Values("Link"), ", "))
	}
	target, err := url.Parse(link)
	a.expect(link != "" && err == nil, Mismatch{Pointer: "Link", Expected: "a URL with rel=" + name, Actual: actual})
	if link == "" || err != nil || isAbsolute(link) {
		return link
	}
	base, err := url.Parse(a.Exchange.URL)
	if err != nil {
		return link
	}
	return base.ResolveReference(target).String()
}
