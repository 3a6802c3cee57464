package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"understudy/conformance"
)

//go:embed report.html.tmpl
var htmlSource string

var htmlTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("report").Funcs(template.FuncMap{
		"percent": func(reached, of int) int {
			if of == 0 {
				return 100
			}
			return 100 * reached / of
		},
		"clock":  func(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") },
		"took":   func(d time.Duration) string { return d.Round(time.Millisecond).String() },
		"limits": limits,
		"words":  words,
		"mark":   func(v conformance.Verdict) string { return marks[v] },
		"where": func(f conformance.Failure) string {
			if f.Answers > 1 {
				return fmt.Sprintf("in %d answers", f.Answers)
			}
			return "in 1 answer"
		},
	}).Parse(htmlSource))
})

// words lets the name of an operation break where a word of it begins.
func words(name string) template.HTML {
	var parts strings.Builder
	for _, c := range name {
		if unicode.IsUpper(c) {
			parts.WriteString("<wbr>")
		}
		parts.WriteString(template.HTMLEscapeString(string(c)))
	}
	return template.HTML(parts.String()) //nolint:gosec // each character is escaped
}

// marks tell verdicts apart without colour.
var marks = map[conformance.Verdict]string{
	conformance.Pass: "✓", conformance.Fail: "✗", conformance.Warn: "!", conformance.Noted: "i", conformance.Error: "⚡",
	conformance.Untestable: "?", conformance.Blocked: "⊘", conformance.Waived: "–",
}

// htmlPage is what the template shows.
type htmlPage struct {
	conformance.Result
	Levels []conformance.Level
	Rows   []htmlRow
	Totals []htmlTotal
}

// htmlRow is an operation's row of the matrix.
type htmlRow struct {
	Operation string // "" for what is asked of all of them
	Cells     []htmlCell
}

// htmlCell holds the rules of one level.
type htmlCell struct {
	Level conformance.Level
	Rules []conformance.RuleResult
}

// htmlTotal is how many rules ended with a verdict.
type htmlTotal struct {
	Verdict conformance.Verdict
	Rules   int
}

// HTML writes one file for people: the verdict, a matrix of operations and rules, each finding with its transcript, and what was
// not examined. It loads nothing from anywhere.
func HTML(w io.Writer, r conformance.Result) error {
	page := htmlPage{Result: r, Levels: []conformance.Level{conformance.Must, conformance.Should, conformance.Info}}
	for _, verdict := range conformance.Verdicts() {
		n := 0
		for _, rule := range r.Rules {
			if rule.Verdict == verdict {
				n++
			}
		}
		if n > 0 {
			page.Totals = append(page.Totals, htmlTotal{verdict, n})
		}
	}
	page.Rows = matrix(r.Rules, page.Levels)
	return htmlTemplate().Execute(w, page)
}

// matrix sorts rules by operation, in the order in which these first appear, and by level.
func matrix(rules []conformance.RuleResult, levels []conformance.Level) []htmlRow {
	var rows []htmlRow
	position := map[string]int{}
	for _, rule := range rules {
		i, known := position[rule.Operation]
		if !known {
			i = len(rows)
			position[rule.Operation] = i
			row := htmlRow{Operation: rule.Operation}
			for _, level := range levels {
				row.Cells = append(row.Cells, htmlCell{Level: level})
			}
			rows = append(rows, row)
		}
		for j, level := range levels {
			if rule.Level == level {
				rows[i].Cells[j].Rules = append(rows[i].Cells[j].Rules, rule)
			}
		}
	}
	return rows
}
