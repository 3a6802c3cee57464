package faults

import (
	"regexp"
	"strings"
)

var originInLink = regexp.MustCompile(`<https?://[^/>]+`)

func oddLinks() []Oddity {
	lists := on(opList, opShipped).answered(200)
	link := func(f func(string) string) behaviour {
		return lists.header("Link", func(_ *exchange, header string) string { return f(header) })
	}
	withoutLast := lists.header("Link", relink("last", func(*exchange, string) string { return "" }))
	return []Oddity{
		{ID: "no-totals", Sentence: "Lists do not say how long they are: X-Total, X-Total-Pages and the last link are missing.", behave: both(lists.header("X-Total", to("")), lists.header("X-Total-Pages", to("")), withoutLast)},
		{ID: "link-relative", Sentence: "URLs in Link are relative.", behave: link(func(h string) string { return originInLink.ReplaceAllString(h, "<") })},
		{ID: "link-several-fields", Sentence: "Each link has a Link field of its own.", behave: lists.does(func(x *exchange) {
			a := x.current().clone()
			a.header["Link"] = strings.Split(a.header.Get("Link"), ", ")
			x.answer(a)
		})},
		{ID: "link-parameters", Sentence: "Links have other parameters before and after rel.", behave: link(func(h string) string {
			return strings.ReplaceAll(h, "; rel=", `; title="a page, of many; rel=none"; hreflang=en ; rel=`)
		})},
		{ID: "link-unquoted", Sentence: "rel is not quoted, and nothing is spaced.", behave: link(func(h string) string {
			return strings.ReplaceAll(regexp.MustCompile(`; rel="(\w+)"`).ReplaceAllString(h, ";rel=$1"), ", <", ",<")
		})},
		{ID: "link-rel-case", Sentence: "The names of relations and of rel are written in capitals.", behave: link(func(h string) string {
			return regexp.MustCompile(`rel="(\w+)"`).ReplaceAllStringFunc(h, strings.ToUpper)
		})},
		{ID: "link-other-order", Sentence: "Links come in the opposite order, with a relation that nobody knows.", behave: link(func(h string) string {
			return strings.Join(append(reversed(strings.Split(h, ", ")), `</help>; rel="help"`), ", ")
		})},
	}
}
