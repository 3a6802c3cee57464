package gitlab

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// shortestTerm is how many characters a word needs to be looked for within other words.
const shortestTerm = 3

// matchesText tells whether title or description has every term of the search, in any order and any case; one of them has to have
// all. A search without a term long enough is compared with the whole text (lib/gitlab/sql/pattern.rb).
func (f MergeRequestFilter) matchesText(mr *MergeRequest) bool {
	search := strings.Join(strings.Fields(f.Search), " ")
	if search == "" {
		return true
	}
	terms := searchTerms(search)
	matches := func(text string) bool {
		if len(terms) == 0 {
			return strings.EqualFold(text, search)
		}
		text = strings.ToLower(text)
		return !slices.ContainsFunc(terms, func(term string) bool { return !strings.Contains(text, strings.ToLower(term)) })
	}
	both := !slices.Contains(f.SearchIn, "title") && !slices.Contains(f.SearchIn, "description") // GitLab passes over other words
	in := func(column string) bool { return both || slices.Contains(f.SearchIn, column) }
	return in("title") && matches(mr.Title) || in("description") && matches(mr.Description)
}

// searchTerms are the words of a search, and what stands in quotes as one, that are long enough.
func searchTerms(search string) []string {
	var terms, rest []string
	words := strings.Split(search, " ")
	for i := 0; i < len(words); i++ {
		if n := quoted(words[i:]); n > 0 {
			terms = append(terms, strings.Trim(strings.Join(words[i:i+n], " "), `"`))
			i += n - 1
			continue
		}
		rest = append(rest, words[i])
	}
	return slices.DeleteFunc(append(rest, terms...), func(term string) bool { return utf8.RuneCountInString(term) < shortestTerm })
}

// quoted is how many of the words are one phrase in quotes: from a quote at the beginning of the first to the next quote, which
// has to end a word; 0 if they are none.
func quoted(words []string) int {
	text, opened := strings.CutPrefix(strings.Join(words, " "), `"`)
	phrase, after, closed := strings.Cut(text, `"`)
	if !opened || !closed || phrase == "" || after != "" && after[0] != ' ' {
		return 0
	}
	return 1 + strings.Count(phrase, " ")
}
