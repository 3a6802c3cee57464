package faults

import (
	"regexp"
	"strconv"
	"strings"
)

// listPages are faults of how a list is cut into pages.
func listPages() []Fault {
	return gather(
		pageLengths(opList, "list", "R-LIST-"),
		pageHeaders(opList, "list", "R-LIST-PAGE-HEADERS", "R-LIST-PAGE-LINKS", "R-LIST-PER-PAGE-MAXIMUM"),
		linkFilters(), badPages(opList, "list", "R-LIST-PAGE-BAD"),
		forPages("merge-requests", "R-MRS-PAGES"),
	)
}

// forPages are the same for the list of merge requests, which has one rule for all of it.
func forPages(prefix, rule string) []Fault {
	all := gather(pageLengths(opShipped, prefix, ""), pageHeaders(opShipped, prefix, rule, rule, rule), badPages(opShipped, prefix, rule))
	for i := range all {
		all[i].Rule = rule
		switch {
		case strings.Contains(all[i].ID, "-bad-"):
			all[i].Rule = "R-MRS-BAD-VALUES"
		case strings.HasSuffix(all[i].ID, "-null"):
			all[i].Rule = "R-MRS-ARRAY"
		}
	}
	return all
}

func pageLengths(op, prefix, rules string) []Fault {
	fine := on(op).answered(200)
	size := func(f func(int) int) behaviour {
		return fine.with("per_page").does(func(x *exchange) { x.resend(x.call.with("per_page", f(asked(x.call, "per_page", 20)))) })
	}
	// window cuts pages elsewhere than headers say.
	window := func(shift func(page int) int) behaviour {
		return fine.does(func(x *exchange) {
			all := x.everything(x.call)
			page, size := max(1, asked(x.call, "page", 1)), min(100, max(1, asked(x.call, "per_page", 20)))
			from := max(0, (page-1)*size+shift(page))
			to := min(len(all), from+size)
			rows := []any{}
			for i := from; i < to; i++ {
				rows = append(rows, all[i])
			}
			x.answer(x.correct().withBody(rows))
		})
	}
	f := func(id, rule, sentence string, b behaviour) Fault {
		return Fault{ID: prefix + "-" + id, Rule: rules + rule, Sentence: sentence, behave: b}
	}
	beyond := fine.that(func(x *exchange) bool {
		return asked(x.call, "page", 1) > max(1, asked2(x.correct().header.Get("X-Total-Pages")))
	})
	return []Fault{
		f("page-default-10", "PAGE-DEFAULT", "A page has 10 rows unless per_page says otherwise.", fine.without("per_page").as("per_page", 10)),
		f("page-default-25", "PAGE-DEFAULT", "A page has 25 rows unless per_page says otherwise.", fine.without("per_page").as("per_page", 25)),
		f("page-default-100", "PAGE-DEFAULT", "A page has 100 rows unless per_page says otherwise.", fine.without("per_page").as("per_page", 100)),
		f("per-page-ignored", "PER-PAGE", "per_page is ignored.", fine.ignoring("per_page")),
		f("per-page-one-less", "PER-PAGE", "A page is one row shorter than per_page says.", size(func(n int) int { return max(1, n-1) })),
		f("per-page-at-least-5", "PER-PAGE", "A page has at least 5 rows.", size(func(n int) int { return max(5, n) })),
		f("per-page-maximum-50", "PER-PAGE-MAXIMUM", "A page has at most 50 rows.", size(func(n int) int { return min(50, n) })),
		f("pages-overlap", "PAGES-DISJOINT", "Each page begins with the last row of the one before.", window(func(page int) int { return -min(1, page-1) })),
		f("pages-skip", "PAGES-DISJOINT", "The first row of the second page is skipped.", window(func(page int) int { return min(1, page-1) })),
		f("pages-first-only", "PAGES-DISJOINT", "page is ignored: each page is the first.", fine.ignoring("page")),
		f("pages-from-zero", "PAGES-DISJOINT", "Pages count from zero: page 1 is the second.", fine.does(func(x *exchange) {
			x.resend(x.call.with("page", asked(x.call, "page", 0)+1))
		})),
		f("page-beyond-404", "PAGE-BEYOND", "A page after the last is answered with 404.", beyond.refuses(404, "404 Not found")),
		f("page-beyond-400", "PAGE-BEYOND", "A page after the last is answered with 400.", beyond.refuses(400, message400)),
		f("page-beyond-last", "PAGE-BEYOND", "A page after the last is the last.", beyond.does(func(x *exchange) {
			x.resend(x.call.with("page", max(1, asked2(x.correct().header.Get("X-Total-Pages")))))
		})),
		f("page-beyond-null", "ARRAY", "A page after the last is null.", beyond.answers(200, "null")),
	}
}

func asked2(header string) int {
	n, _ := strconv.Atoi(header)
	return n
}

func pageHeaders(op, prefix, rule, linkRule, unclamped string) []Fault {
	fine := on(op).answered(200)
	var faults []Fault
	add := func(id, rule, sentence string, b behaviour) {
		faults = append(faults, Fault{ID: prefix + "-" + id, Rule: rule, Sentence: sentence, behave: b})
	}
	for _, h := range []struct{ name, id string }{{"X-Page", "x-page"}, {"X-Per-Page", "x-per-page"}, {"X-Next-Page", "x-next-page"}, {"X-Prev-Page", "x-prev-page"}} {
		add(h.id+"-missing", rule, h.name+" is missing.", fine.header(h.name, to("")))
	}
	lastPage := fine.that(func(x *exchange) bool { return x.correct().header.Get("X-Next-Page") == "" })
	more := func(by int) func(*exchange, string) string {
		return func(_ *exchange, value string) string {
			if value == "" {
				return ""
			}
			return strconv.Itoa(asked2(value) + by)
		}
	}
	add("x-page-1", rule, "X-Page is 1 on every page.", fine.header("X-Page", to("1")))
	add("x-per-page-default", rule, "X-Per-Page is 20 whatever per_page says.", fine.header("X-Per-Page", to("20")))
	add("x-per-page-unclamped", unclamped, "X-Per-Page repeats what was asked for, not what was given.", fine.that(func(x *exchange) bool { return asked(x.call, "per_page", 20) > 100 }).
		header("X-Per-Page", func(x *exchange, _ string) string { return strconv.Itoa(asked(x.call, "per_page", 20)) }))
	add("x-next-page-last", rule, "The last page names a next one in X-Next-Page.", lastPage.header("X-Next-Page", func(x *exchange, _ string) string { return strconv.Itoa(asked(x.call, "page", 1) + 1) }))
	add("x-next-page-off", rule, "X-Next-Page is one too many.", fine.header("X-Next-Page", keepEmpty(more(1))))
	add("x-prev-page-off", rule, "X-Prev-Page is the page itself.", fine.header("X-Prev-Page", keepEmpty(more(1))))
	add("x-prev-page-zero", rule, "The first page names page 0 in X-Prev-Page.", fine.that(func(x *exchange) bool { return asked(x.call, "page", 1) == 1 }).header("X-Prev-Page", to("0")))
	add("x-total-page", rule, "X-Total counts the rows of the page.", fine.header("X-Total", func(x *exchange, value string) string {
		if value == "" {
			return ""
		}
		return strconv.Itoa(len(x.correct().rows()))
	}))
	add("x-total-more", rule, "X-Total is one too many.", fine.header("X-Total", more(1)))
	add("x-total-pages-more", rule, "X-Total-Pages is one too many.", fine.header("X-Total-Pages", more(1)))
	add("x-total-pages-floor", rule, "X-Total-Pages leaves out the last page if that is not full.", fine.that(func(x *exchange) bool {
		return asked2(x.correct().header.Get("X-Total"))%max(1, asked(x.call, "per_page", 20)) != 0 && asked2(x.correct().header.Get("X-Total-Pages")) > 1
	}).header("X-Total-Pages", more(-1)))
	if op == opList {
		add("x-total-unfiltered", rule, "X-Total counts what the filters drop, too.", fine.with("environment").header("X-Total", func(x *exchange, _ string) string {
			return x.send(x.call.without("environment", "status")).header.Get("X-Total")
		}))
	}
	return append(faults, pageLinks(fine, lastPage, prefix, linkRule)...)
}

// keepEmpty leaves a header without a value as it is.
func keepEmpty(f func(*exchange, string) string) func(*exchange, string) string {
	return func(x *exchange, value string) string {
		if value == "" {
			return ""
		}
		return f(x, value)
	}
}

// relation is one link of a Link header as the server inside writes it.
func relation(header, rel string) (url string, found bool) {
	for _, part := range strings.Split(header, ", ") {
		if strings.HasSuffix(part, `rel="`+rel+`"`) {
			url, _, _ := strings.Cut(strings.TrimPrefix(part, "<"), ">")
			return url, true
		}
	}
	return "", false
}

// relink changes the URL of one relation; an empty one takes it away.
func relink(rel string, f func(x *exchange, url string) string) func(*exchange, string) string {
	return func(x *exchange, header string) string {
		var parts []string
		for _, part := range strings.Split(header, ", ") {
			if url, found := relation(part, rel); found {
				changed := f(x, url)
				if changed == "" {
					continue
				}
				part = "<" + changed + `>; rel="` + rel + `"`
			}
			parts = append(parts, part)
		}
		return strings.Join(parts, ", ")
	}
}

func paged(url string, f func(page int) int) string {
	return pageInLink.ReplaceAllStringFunc(url, func(m string) string {
		mark, digits, _ := strings.Cut(m, "=")
		return mark + "=" + strconv.Itoa(f(asked2(digits)))
	})
}

func pageLinks(fine, lastPage when, prefix, rule string) []Fault {
	var faults []Fault
	add := func(id, sentence string, b behaviour) {
		faults = append(faults, Fault{ID: prefix + "-link-" + id, Rule: rule, Sentence: sentence, behave: b})
	}
	gone := func(*exchange, string) string { return "" }
	turn := func(rel string, f func(int) int) behaviour {
		return fine.header("Link", relink(rel, func(_ *exchange, url string) string { return paged(url, f) }))
	}
	add("missing", "Link is missing.", fine.header("Link", to("")))
	for _, rel := range []string{"next", "prev", "first", "last"} {
		add("no-"+rel, "Link lacks "+rel+".", fine.header("Link", relink(rel, gone)))
	}
	add("next-same", "next in Link is the page itself.", turn("next", func(n int) int { return n - 1 }))
	add("prev-off", "prev in Link skips a page.", turn("prev", func(n int) int { return max(1, n-1) }))
	add("first-current", "first in Link is the second page.", turn("first", func(int) int { return 2 }))
	add("last-more", "last in Link is one too many.", turn("last", func(n int) int { return n + 1 }))
	add("last-less", "last in Link leaves out the last page.", turn("last", func(n int) int { return max(1, n-1) }))
	add("next-on-last", "The last page has a next one in Link.", lastPage.header("Link", func(_ *exchange, header string) string {
		url, _ := relation(header, "last")
		return "<" + paged(url, func(n int) int { return n + 1 }) + `>; rel="next", ` + header
	}))
	add("prev-on-first", "The first page has a previous one in Link.", fine.that(func(x *exchange) bool { return asked(x.call, "page", 1) == 1 }).header("Link", func(_ *exchange, header string) string {
		url, _ := relation(header, "first")
		return "<" + paged(url, func(int) int { return 0 }) + `>; rel="prev", ` + header
	}))
	add("names-swapped", "next and prev are mixed up in Link.", fine.header("Link", func(_ *exchange, header string) string {
		return strings.NewReplacer(`rel="next"`, `rel="prev"`, `rel="prev"`, `rel="next"`).Replace(header)
	}))
	add("unquoted-url", "URLs in Link lack their angle brackets.", fine.header("Link", func(_ *exchange, header string) string {
		return strings.NewReplacer("<", "", ">", "").Replace(header)
	}))
	return faults
}

var perPageInLink = regexp.MustCompile(`&?\bper_page=\d+`)

func linkFilters() []Fault {
	drop := func(id, name string) Fault {
		pattern := regexp.MustCompile(`&?\b` + name + `=[^&>]*`)
		w := on(opList).with(name).answered(200)
		return Fault{ID: "list-link-drops-" + id, Rule: "R-LIST-PAGE-LINKS-FILTERS", Sentence: "next in Link forgets " + name + ".",
			behave: w.header("Link", relink("next", func(_ *exchange, url string) string { return pattern.ReplaceAllString(url, "") }))}
	}
	return []Fault{
		drop("environment", "environment"), drop("status", "status"), drop("sort", "sort"), drop("order-by", "order_by"),
		{ID: "list-link-drops-per-page", Rule: "R-LIST-PAGE-LINKS-FILTERS", Sentence: "next in Link forgets per_page.", behave: on(opList).with("per_page").answered(200).
			header("Link", relink("next", func(_ *exchange, url string) string { return perPageInLink.ReplaceAllString(url, "") }))},
		{ID: "list-link-other-project", Rule: "R-LIST-PAGE-LINKS-FILTERS", Sentence: "next in Link leads to another project.", behave: on(opList).answered(200).
			header("Link", relink("next", func(_ *exchange, url string) string {
				return regexp.MustCompile(`/projects/[^/]+/`).ReplaceAllString(url, "/projects/0/")
			}))},
	}
}

func badPages(op, prefix, rule string) []Fault {
	bad := func(name string) when { return on(op).answered(400).saying(name + " is invalid") }
	return []Fault{
		{ID: prefix + "-page-bad-ignored", Rule: rule, Sentence: "A page that is no integer is ignored.", behave: bad("page").that(func(x *exchange) bool { return !strings.Contains(string(x.correct().body), "per_page is invalid") }).ignoring("page")},
		{ID: prefix + "-per-page-bad-ignored", Rule: rule, Sentence: "A per_page that is no integer is ignored.", behave: bad("per_page").ignoring("per_page")},
		{ID: prefix + "-page-bad-500", Rule: rule, Sentence: "A page that is no integer is answered with 500.", behave: bad("page").refuses(500, "500 Internal Server Error")},
		{ID: prefix + "-page-bad-404", Rule: rule, Sentence: "A page that is no integer is answered with 404.", behave: bad("page").refuses(404, "404 Not found")},
	}
}

func listRights() []Fault { return rights(opList, "list", "R-LIST-REPORTER", "R-LIST-GUEST", 20) }

// rights are the faults of who may read: from which level on, and that guests are refused with 403.
func rights(op, prefix, allowed, refused string, least int) []Fault {
	below := on(op).by(10).answered(403)
	return []Fault{
		{ID: prefix + "-reporter-refused", Rule: allowed, Sentence: "Reporters are refused.", behave: on(op).by(least).refuses(403, "403 Forbidden")},
		{ID: prefix + "-reporter-404", Rule: allowed, Sentence: "Reporters find nothing.", behave: on(op).by(least).refuses(404, "404 Not found")},
		{ID: prefix + "-guest-allowed", Rule: refused, Sentence: "Guests may do it, too.", behave: below.borrowing()},
		{ID: prefix + "-guest-404", Rule: refused, Sentence: "Guests are answered with 404.", behave: below.refuses(404, "404 Not found")},
		{ID: prefix + "-guest-401", Rule: refused, Sentence: "Guests are answered with 401.", behave: below.answers(401, unauthorized)},
	}
}
