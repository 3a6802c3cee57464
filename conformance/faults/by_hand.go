package faults

import (
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// listed makes the list itself: f gets everything the call would find on all pages, and what it gives is cut into pages.
func (w when) listed(f func(x *exchange, all []row) []row) behaviour {
	return w.answered(http.StatusOK).does(func(x *exchange) { x.answer(x.page(x.call, f(x, x.everything(x.call)))) })
}

const mostPages = 200 // of a hundred rows

// everything are the rows of all pages of a list.
func (x *exchange) everything(c call) []row {
	var all []row
	for page := 1; page <= mostPages; page++ {
		a := x.send(c.with("per_page", 100).with("page", page))
		all = append(all, a.rows()...)
		if a.header.Get("X-Next-Page") == "" {
			break
		}
	}
	return all
}

// page is the page that a call asks for of a list, with headers that fit.
func (x *exchange) page(c call, all []row) *answer {
	a := x.correct().clone()
	page, size := max(1, asked(c, "page", 1)), min(100, asked(c, "per_page", 20))
	if size < 1 {
		size = 20
	}
	pages := max(1, (len(all)+size-1)/size)
	from, to := min(len(all), (page-1)*size), min(len(all), page*size)
	rows := make([]any, 0, size)
	for _, r := range all[from:to] {
		rows = append(rows, r)
	}
	a = a.withBody(rows)
	set := func(name string, n int, there bool) {
		if value := strconv.Itoa(n); there {
			a.header.Set(name, value)
		} else {
			a.header.Set(name, "")
		}
	}
	set("X-Page", page, true)
	set("X-Per-Page", size, true)
	set("X-Next-Page", page+1, page < pages)
	set("X-Prev-Page", page-1, page > 1 && page <= pages)
	set("X-Total", len(all), true)
	set("X-Total-Pages", pages, true)
	a.header.Set("Link", links(a.header.Get("Link"), page, pages))
	return a
}

func asked(c call, name string, otherwise int) int {
	value, given := c.value(name)
	n, err := strconv.Atoi(value)
	if !given || err != nil {
		return otherwise
	}
	return n
}

var pageInLink = regexp.MustCompile(`([?&])page=-?\d+`)

// links are those of another page, made of those of a correct one.
func links(correct string, page, pages int) string {
	url, _, _ := strings.Cut(strings.TrimPrefix(correct, "<"), ">")
	link := func(n int, rel string) string {
		return "<" + pageInLink.ReplaceAllString(url, "${1}page="+strconv.Itoa(n)) + `>; rel="` + rel + `"`
	}
	var all []string
	if page > 1 && page <= pages {
		all = append(all, link(page-1, "prev"))
	}
	if page < pages {
		all = append(all, link(page+1, "next"))
	}
	return strings.Join(append(all, link(1, "first"), link(pages, "last")), ", ")
}
