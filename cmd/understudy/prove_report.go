package main

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"os"
	"slices"
	"strings"
	"time"
)

// writeProof says what is wrong, and how much is right.
func writeProof(w io.Writer, p proof) error {
	var b strings.Builder
	section := func(title string, verdicts []verdictOn, judgement judgement, say func(verdictOn) string) {
		if p.count(verdicts, "", judgement) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s\n", title)
		for _, v := range verdicts {
			if v.Judgement == judgement {
				fmt.Fprintf(&b, "  %-12s %-40s %s\n", v.Profile, v.ID, say(v))
			}
		}
		b.WriteByte('\n')
	}
	section("Survivors: the rule they break was not found broken", p.Faults, survived, func(v verdictOn) string {
		return v.Rule + " is " + orDefault(v.Found, "not examined") + ": " + v.Sentence
	})
	section("Unreached: no exchange was wrong", p.Faults, unreached, func(v verdictOn) string { return v.Rule + ": " + v.Sentence })
	section("Noticed too widely: more than five other rules were found broken", p.Faults, wide, func(v verdictOn) string {
		return v.Rule + ", and " + joined(v.Others)
	})
	section("False alarms: they conform", p.Odd, accused, func(v verdictOn) string { return v.Sentence + " " + joined(v.Others) + v.Problem })
	section("Unreached odd servers: no exchange was odd", p.Odd, unreached, func(v verdictOn) string { return v.Sentence })
	if len(p.Silent) > 0 {
		fmt.Fprintf(&b, "Rules that notice nothing\n  %s\n\n", strings.Join(p.Silent, "\n  "))
	}
	for _, c := range p.Correct {
		if len(c.Broken) > 0 {
			fmt.Fprintf(&b, "A correct server under %s is accused of breaking %s\n\n", c.Profile, joined(c.Broken))
		}
	}
	for _, line := range p.summary() {
		fmt.Fprintln(&b, line)
	}
	fmt.Fprintf(&b, "(%d servers in %s)\n", len(p.Faults)+len(p.Odd)+len(p.Correct), p.Took.Round(100*time.Millisecond))
	_, err := io.WriteString(w, b.String())
	return err
}

// summary is one line for each profile, and the same each time that the same was found out.
func (p proof) summary() []string {
	lines := []string{fmt.Sprintf("%d faults, %d odd but conforming servers", serversOf(p.Faults), serversOf(p.Odd))}
	for _, c := range p.Correct {
		silent := 0
		for _, s := range p.Silent {
			if strings.HasPrefix(s, c.Profile+" ") {
				silent++
			}
		}
		line := fmt.Sprintf("%-12s %d of %d faults noticed by the very rule they break (%d survive, %d unreached, %d noticed too widely); %d of %d odd servers pass",
			c.Profile+":", p.count(p.Faults, c.Profile, noticed), p.count(p.Faults, c.Profile, ""), p.count(p.Faults, c.Profile, survived),
			p.count(p.Faults, c.Profile, unreached), p.count(p.Faults, c.Profile, wide), p.count(p.Odd, c.Profile, passed), p.count(p.Odd, c.Profile, ""))
		if p.Whole {
			line += fmt.Sprintf("; %d of %d rules notice a fault", len(c.Binding)-silent, len(c.Binding))
		}
		lines = append(lines, line)
	}
	return lines
}

// proofReport is a file that --report asked for.
type proofReport struct {
	format string
	file   *os.File
}

var proofFormats = map[string]func(io.Writer, proof) error{"html": proofHTML, "json": proofJSON, "md": proofMarkdown}

func createProofReports(given []string) ([]proofReport, error) {
	if err := reportsKeep(given); err != nil {
		return nil, err
	}
	var reports []proofReport
	for _, word := range given {
		format, path, found := strings.Cut(word, "=")
		if !found || path == "" || proofFormats[format] == nil {
			return nil, fmt.Errorf("--report %s is not FORMAT=PATH: formats are html, json, md", word)
		}
		file, err := os.Create(path)
		if err != nil {
			return nil, fmt.Errorf("--report %s: %w", format, err)
		}
		reports = append(reports, proofReport{format, file})
	}
	return reports, nil
}

func (r proofReport) write(p proof) error {
	if err := proofFormats[r.format](r.file, p); err != nil {
		return fmt.Errorf("--report %s: %w", r.format, err)
	}
	if err := r.file.Close(); err != nil {
		return fmt.Errorf("--report %s: %w", r.format, err)
	}
	return nil
}

func proofJSON(w io.Writer, p proof) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(p)
}

// proofMarkdown is the table of which case notices which fault. It says nothing that differs from run to run.
func proofMarkdown(w io.Writer, p proof) error {
	var b strings.Builder
	b.WriteString("# What the examiner notices\n\nMade by `understudy prove --report md=docs/proof.md`.\n\n")
	for _, line := range p.summary() {
		b.WriteString(line + "\n\n")
	}
	b.WriteString("| fault | what the server does | rule | noticed by |\n|---|---|---|---|\n")
	for _, row := range matrix(p.Faults) {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", row.ID, row.Sentence, row.Rule, row.By)
	}
	b.WriteString("\n| odd server | what it does | verdict |\n|---|---|---|\n")
	for _, row := range matrix(p.Odd) {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", row.ID, row.Sentence, row.By)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// matrixRow is one server over all profiles.
type matrixRow struct{ ID, Sentence, Rule, By string }

func matrix(verdicts []verdictOn) []matrixRow {
	var rows []matrixRow
	at := map[string]int{}
	for _, v := range verdicts {
		said := string(v.Judgement)
		if v.Judgement == noticed {
			said = noticedBy(v)
		}
		i, known := at[v.ID]
		if !known {
			at[v.ID] = len(rows)
			rows = append(rows, matrixRow{v.ID, strings.ReplaceAll(v.Sentence, "|", `\|`), v.Rule, said})
			continue
		}
		if rows[i].By != said {
			rows[i].By += "; " + v.Profile + ": " + said
		}
	}
	return rows
}

func noticedBy(v verdictOn) string {
	if len(v.By) == 0 {
		return "the contract"
	}
	by := slices.Compact(slices.Clone(v.By))
	if len(by) > 3 {
		return joined(by[:3]) + fmt.Sprintf(" and %d more", len(by)-3)
	}
	return joined(by)
}

//go:embed prove.html
var proofPage string

func proofHTML(w io.Writer, p proof) error {
	page, err := template.New("proof").Parse(proofPage)
	if err != nil {
		return err
	}
	return page.Execute(w, map[string]any{"Summary": p.summary(), "Faults": matrix(p.Faults), "Odd": matrix(p.Odd), "Silent": p.Silent})
}
