package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"understudy/conformance"
	"understudy/conformance/cases"
	"understudy/conformance/wire"
	"understudy/openapi"
)

func newExplainCommand(std streams) *cobra.Command {
	return &cobra.Command{
		Use:   "explain RULE|CASE",
		Short: "Tell what a rule asks, where it stands, and what is sent to find out; or what a case does",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 1 {
				return nil
			}
			return fmt.Errorf("explain takes one rule or case, and was given %d; see understudy rules, understudy verify --list", len(args))
		},
		RunE: func(c *cobra.Command, args []string) error {
			text, err := explain(c.Context(), std, args[0])
			if err != nil {
				return &exitError{exitUsage, err}
			}
			return output(std, func(w io.Writer) error {
				_, err := io.WriteString(w, text)
				return err
			})
		},
	}
}

func explain(ctx context.Context, std streams, id string) (string, error) {
	rows, err := openapi.Requirements()
	if err != nil {
		return "", err
	}
	document, err := openapi.Load(openapi.Documented())
	if err != nil {
		return "", err
	}
	all := cases.All()
	var page strings.Builder
	if i := slices.IndexFunc(rows, func(row openapi.Requirement) bool { return row.ID == id }); i >= 0 {
		explainRule(&page, rows[i], document, all)
		if holds := holding(all, id); len(holds) > 0 {
			err = showTraffic(ctx, std, &page, holds[0])
		}
		return page.String(), err
	}
	if i := slices.IndexFunc(all, func(c conformance.Case) bool { return c.ID == id }); i >= 0 {
		explainCase(&page, all[i], rows)
		return page.String(), showTraffic(ctx, std, &page, all[i])
	}
	return "", fmt.Errorf("%q is neither a rule nor a case; see understudy rules, understudy verify --list", id)
}

// bases are how the documentation says a rule.
var bases = map[string]string{
	"stated": "the documentation states it", "example": "an example of the documentation shows it",
	"implied": "it follows from what the documentation states", "linked": "it stands on a page that the documentation links to",
	"inferred": "the documentation is silent; GitLab and HTTP do so",
}

func explainRule(w io.Writer, row openapi.Requirement, document *openapi.Document, all []conformance.Case) {
	fmt.Fprintf(w, "%s\n\n  %s\n\n", row.ID, orDefault(row.Statement, row.Excluded))
	if row.Excluded != "" {
		fmt.Fprintln(w, "It asks nothing that can be seen from outside, so no case holds it.")
		return
	}
	fmt.Fprintf(w, "about      %s\n", orDefault(row.Operation, "all operations"))
	fmt.Fprintf(w, "where      %s", conformance.Documentation(row.Section))
	if row.Item != "" {
		fmt.Fprintf(w, ", %s", row.Item)
	}
	fmt.Fprintf(w, "; %s\n", orDefault(bases[row.Basis], row.Basis))
	fmt.Fprintf(w, "documented %s\n", judged[row.Level])
	fmt.Fprintf(w, "18.9       %s\n", judgedBy189(row.Level))
	for _, d := range document.Divergences() {
		if d.Operation == row.Operation && d.Source.Section == row.Section && d.Source.Item == row.Item && touches(d, row) {
			fmt.Fprintf(w, "differs    the documentation: %s GitLab: %s (since %s)\n", d.Documented.Says, d.GitLab.Does, d.GitLab.Since)
		}
	}
	holds := holding(all, row.ID)
	if len(holds) == 0 {
		fmt.Fprintln(w, "held by    the contract: every answer of the run is held to it")
	}
	for _, c := range holds {
		fmt.Fprintf(w, "held by    %s: %s\n", c.ID, c.Title)
	}
}

// touches tells whether a divergence stands in a line that the rule was read from.
func touches(d openapi.Divergence, row openapi.Requirement) bool {
	for _, line := range row.Lines {
		for part := range strings.SplitSeq(d.Source.Lines, ",") {
			if strings.TrimSpace(part) == fmt.Sprint(line) {
				return true
			}
		}
	}
	return false
}

// judged is what a level means for a target under the profile documented.
var judged = map[string]string{
	"MUST": "a target that breaks it fails", "SHOULD": "a target that breaks it is warned (with --fail-on should it fails)",
	"MAY": "allowed, never judged", "INFO": "open: what a target does is told, never judged",
}

func judgedBy189(level string) string {
	if level == "INFO" {
		return "what it says of GitLab is held as a SHOULD"
	}
	return judged[level]
}

func holding(all []conformance.Case, rule string) []conformance.Case {
	var holds []conformance.Case
	for _, c := range all {
		if slices.Contains(c.Rules, rule) {
			holds = append(holds, c)
		}
	}
	return holds
}

func explainCase(w io.Writer, c conformance.Case, rows []openapi.Requirement) {
	fmt.Fprintf(w, "%s\n\n  %s\n\n", c.ID, c.Title)
	for _, id := range c.Rules {
		for _, row := range rows {
			if row.ID == id {
				fmt.Fprintf(w, "holds      %s (%s): %s\n", id, row.Level, row.Statement)
			}
		}
	}
	for _, need := range c.Needs {
		fmt.Fprintf(w, "needs      %s: --without %s waives it\n", need, need)
	}
}

// showTraffic runs the case against the built-in server, and shows what it sends there and what comes back.
func showTraffic(ctx context.Context, std streams, w io.Writer, c conformance.Case) error {
	target, stop, err := targetOf(std, verifyFlags{profile: "documented"})
	if err != nil {
		return err
	}
	defer stop()
	var lines []string
	_, err = conformance.Execute(ctx, target, conformance.Options{
		Cases: []conformance.Case{c}, Version: version(), Parallel: 1,
		Observe: func(caseID string, e *wire.Exchange, redactor *wire.Redactor) {
			if caseID == c.ID && !e.Neighbour {
				shown := redactor.Evidence(e)
				lines = append(lines, fmt.Sprintf("  as %s\n  %s\n    -> %d", orDefault(shown.Identity, "anonymous"), shown.Curl, shown.Status))
			}
		},
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\nWhat %s sends to the built-in server, and what that answers:\n\n%s\n", c.ID, strings.Join(lines, "\n"))
	return nil
}
