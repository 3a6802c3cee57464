package exchange

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"understudy/mockserver/gitlab"
)

const (
	defaultPerPage = 20
	maxPerPage     = 100
	maxPage        = math.MaxInt64 / maxPerPage
	maxCounted     = 10_000 // GitLab counts no further: longer lists have no total and no last page
)

// pagination describes one page of a list in headers.
type pagination struct {
	page      gitlab.Page
	total     int
	uncounted bool // GitLab does not say how many there are
	link      linkURL
}

// Page is the page the client asked for: numbers below 1 mean the first page and the default size, and no page is longer
// than 100. Numbers beyond any list stay small enough to count its rows.
func (x *Exchange) Page() gitlab.Page {
	page := gitlab.Page{Number: int(min(max(x.Int("page"), 1), maxPage)), Size: int(x.Int("per_page"))}
	if page.Size < 1 {
		page.Size = defaultPerPage
	}
	page.Size = min(page.Size, maxPerPage)
	return page
}

// PageOf is the page of rows that are all at hand.
func PageOf[T any](page gitlab.Page, rows []T) []T {
	first := min((page.Number-1)*page.Size, len(rows))
	return rows[first:min(first+page.Size, len(rows))]
}

// Uncount keeps the response from saying how long its list is, if it is one.
func (response *Response) Uncount() {
	if response.List != nil {
		response.List.uncounted = true
	}
}

func (p *pagination) describe(header http.Header) {
	last := max((p.total+p.page.Size-1)/p.page.Size, 1)
	next, prev := "", ""
	if p.page.Number < last {
		next = strconv.Itoa(p.page.Number + 1)
	}
	if p.page.Number > 1 && p.page.Number <= last {
		prev = strconv.Itoa(p.page.Number - 1)
	}
	values := make([]string, 0, 7) // one piece of memory for all
	set := func(name, value string) {
		values = append(values, value)
		header[name] = values[len(values)-1 : len(values) : len(values)]
	}
	set("X-Page", strconv.Itoa(p.page.Number))
	set("X-Per-Page", strconv.Itoa(p.page.Size))
	set("X-Next-Page", next)
	set("X-Prev-Page", prev)
	var link strings.Builder
	link.Grow(4 * (len(p.link.before) + len(p.link.after) + len(`<1000>; rel="first", `)))
	p.link.add(&link, "prev", prev)
	p.link.add(&link, "next", next)
	p.link.add(&link, "first", "1")
	if !p.uncounted && p.total <= maxCounted {
		set("X-Total", strconv.Itoa(p.total))
		set("X-Total-Pages", strconv.Itoa(last))
		p.link.add(&link, "last", strconv.Itoa(last))
	}
	set("Link", link.String())
}

// linkURL is the request's own URL with room for another page number.
type linkURL struct{ before, after string }

func (l linkURL) add(link *strings.Builder, relation, page string) {
	if page == "" {
		return
	}
	if link.Len() > 0 {
		link.WriteString(", ")
	}
	for _, part := range [...]string{"<", l.before, page, l.after, `>; rel="`, relation, `"`} {
		link.WriteString(part)
	}
}

// linkURL repeats all arguments as GitLab does: defaults filled in, those of the path and unknown ones too, sorted.
func (x *Exchange) linkURL(page gitlab.Page) linkURL {
	var l linkURL
	b := make([]byte, 0, 256)
	b = append(b, x.Base...)
	b = append(b, strings.ReplaceAll(x.HTTP.URL.EscapedPath(), ",", "%2C")...)
	separator := byte('?')
	for _, a := range x.values.Echo() {
		b = append(b, separator)
		b = append(b, url.QueryEscape(a.Name)...)
		b = append(b, '=')
		separator = '&'
		switch a.Name {
		case "page":
			l.before, b = string(b), b[:0]
		case "per_page":
			b = strconv.AppendInt(b, int64(page.Size), 10)
		default:
			b = append(b, url.QueryEscape(a.Value)...)
		}
	}
	l.after = string(b)
	return l
}
