package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"understudy/openapi"
)

func newRulesCommand(std streams) *cobra.Command {
	return &cobra.Command{
		Use:   "rules [WORD...]",
		Short: "List the rules that verify holds a target to, or those in which all words stand",
		RunE: func(_ *cobra.Command, words []string) error {
			rows, err := openapi.Requirements()
			if err != nil {
				return err
			}
			found := 0
			if err := output(std, func(w io.Writer) error {
				for _, row := range rows {
					if row.Excluded != "" || !speaksOf(row, words) {
						continue
					}
					found++
					if _, err := fmt.Fprintf(w, "%-6s %s  %s\n", row.Level, row.ID, row.Statement); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				return &exitError{exitUsage, err}
			}
			if found == 0 {
				return &exitError{exitUsage, fmt.Errorf("no rule speaks of %s; see understudy rules", strings.Join(words, " and "))}
			}
			return nil
		},
	}
}

// speaksOf tells whether every word stands somewhere in the row, in any case.
func speaksOf(row openapi.Requirement, words []string) bool {
	text := strings.ToLower(strings.Join([]string{row.ID, row.Level, row.Basis, row.Section, row.Item, row.Operation, row.Statement}, " "))
	for _, word := range words {
		if !strings.Contains(text, strings.ToLower(word)) {
			return false
		}
	}
	return true
}
