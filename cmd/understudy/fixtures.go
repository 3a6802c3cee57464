package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"understudy/fixtures"
	"understudy/fixtures/export"
	"understudy/fixtures/organisation"
	"understudy/openapi"
)

type fixturesFlags struct {
	organisationFlags
	format, entity, out string
	part                string
	tier, edition       string
	profile, base       string
	datasetSchema       bool
	schema              bool
}

func newFixturesCommand(std streams) *cobra.Command {
	var f fixturesFlags
	command := &cobra.Command{
		Use:   "fixtures",
		Short: "Print the deployments of an organisation that never was, as GitLab's API returns them or as a dataset for serve --data",
		Long: `Print the deployments of an organisation that never was: teams, people, projects, changes on their way to production, and what goes wrong.
The same flags print the same bytes, on any machine; --part makes one of several parts that follow each other.

` + formatsHelp() + `
Entities: ` + strings.Join(entityNames(), ", ") + `.`,
		Example: `  understudy fixtures --count 1000 --seed 7
  understudy fixtures --count 100000 --entity merge-request --out merge-requests.csv
  understudy fixtures --dora elite --days 90 --projects 12 --until now --out elite.html
  understudy fixtures --count 100000000 --format ndjson --part 3/16 | gzip > 3.gz`,
		Args: noArguments,
		RunE: func(c *cobra.Command, _ []string) error { return printFixtures(c.Context(), std, c, f) },
	}
	flags := command.Flags()
	f.register(flags)
	flags.StringVar(&f.format, "format", "", "one of "+strings.Join(formatNames(), ", ")+"; what the name of --out ends in, else json")
	flags.StringVar(&f.entity, "entity", "deployment-list", "what to print, see above")
	flags.StringVarP(&f.out, "out", "o", "-", "write to this `file`, which is there in full or not at all; - is standard output")
	flags.StringVar(&f.part, "part", "", "make part `I/N` of the whole: the parts, one after the other, are the whole")
	flags.StringVar(&f.tier, "tier", "premium", "plan of the instance: free (nothing takes approvals), premium or ultimate")
	flags.StringVar(&f.edition, "edition", "ee", "build of the instance: ce or ee")
	flags.StringVar(&f.profile, "profile", "documented", "where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.BoolVar(&f.datasetSchema, "dataset-schema", false, "print a JSON Schema of the dataset format, for editors, and nothing else")
	flags.BoolVar(&f.schema, "schema", false, "print the JSON Schema of --entity, out of the contract, and nothing else")
	flags.StringVar(&f.base, "base-url", export.DefaultBase, "where the GitLab is that the URLs name")
	return command
}

// format is a way to write an organisation.
type format struct {
	name, help string
	endings    []string // of files' names
	parts      bool     // can be made in parts
	entities   bool     // takes any entity; others are the whole organisation
	tables     bool     // takes those entities only that have a table
	write      func(ctx context.Context, w io.Writer, e *export.Encoder, what export.Writing) error
}

var formats = []format{
	{name: "json", help: "an array of entities as GitLab's API returns them", endings: []string{".json"}, entities: true, write: export.JSON},
	{name: "ndjson", help: "the same with one entity to a line", endings: []string{".ndjson", ".jsonl"}, parts: true, entities: true, write: export.NDJSON},
	{name: "csv", help: "a table with a line of names", endings: []string{".csv"}, parts: true, entities: true, tables: true, write: export.CSV},
	{name: "sql", help: "a table for PostgreSQL, which SQLite and DuckDB take too", endings: []string{".sql"}, parts: true, entities: true, tables: true, write: export.SQL},
	{name: "parquet", help: "the same table as a Parquet file; a part is a file of its own", endings: []string{".parquet"}, parts: true, entities: true, tables: true, write: export.Parquet},
	{name: "har", help: "the requests that hooks send, as an HTTP archive", endings: []string{".har"}, write: export.HAR},
	{name: "html", help: "one page for people: the four DORA metrics, week by week", endings: []string{".html", ".htm"}, write: export.Page},
	{name: "dataset", help: "the whole organisation for serve --data: in YAML, or in JSON if --out ends in .json", endings: []string{".yaml", ".yml"}, write: writeDataset},
	{name: "dataset-json", help: "the same in JSON, wherever it goes", write: writeDatasetJSON},
}

func writeDataset(_ context.Context, w io.Writer, e *export.Encoder, _ export.Writing) error {
	return fixtures.Told(e.Organisation()).WriteYAML(w)
}

func writeDatasetJSON(_ context.Context, w io.Writer, e *export.Encoder, _ export.Writing) error {
	return fixtures.Told(e.Organisation()).WriteJSON(w)
}

func formatNames() []string {
	var names []string
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

func formatsHelp() string {
	var help strings.Builder
	help.WriteString("Formats:\n")
	for _, f := range formats {
		fmt.Fprintf(&help, "  %-12s %s\n", f.name, f.help)
	}
	return help.String()
}

func entityNames() []string {
	var names []string
	for _, e := range export.Entities() {
		names = append(names, e.Name)
	}
	return names
}

func tableNames() []string {
	return slices.DeleteFunc(entityNames(), func(name string) bool {
		_, known := export.TableOf(name)
		return !known
	})
}

// formatOf is the format that was asked for, or the one that the file's name tells.
func (f fixturesFlags) formatOf(asked bool) (format, error) {
	if !asked {
		for _, known := range formats {
			if slices.ContainsFunc(known.endings, func(ending string) bool { return strings.HasSuffix(strings.ToLower(f.out), ending) }) {
				return known, nil
			}
		}
		return formats[0], nil
	}
	for _, known := range formats {
		if known.name == f.format {
			if known.name == "dataset" && strings.HasSuffix(strings.ToLower(f.out), ".json") {
				known.write = writeDatasetJSON
			}
			return known, nil
		}
	}
	return format{}, fmt.Errorf("--format %q does not exist: use %s", f.format, eitherOf(formatNames()))
}

// eitherOf is names as a sentence lists them.
func eitherOf(names []string) string {
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

func printFixtures(ctx context.Context, std streams, c *cobra.Command, f fixturesFlags) error {
	if f.datasetSchema && f.schema {
		return errors.New("--schema and --dataset-schema print different things: leave one out")
	}
	if f.datasetSchema {
		return toFile(ctx, std.out, f.out, writeDatasetSchema)
	}
	chosen, what, err := f.writing(c)
	if err != nil {
		return err
	}
	if f.schema && !chosen.entities {
		return fmt.Errorf("--schema describes an entity, and --format %s is the whole organisation: leave one out", chosen.name)
	}
	if f.schema {
		return f.printSchema(ctx, std, what.Entity)
	}
	options, err := f.options(c.Flags())
	if err != nil {
		return err
	}
	options.Unguarded = f.tier == "free" || f.edition == "ce"
	org, err := organisation.New(options)
	if err != nil {
		return &exitError{exitUsage, err}
	}
	e := export.NewEncoder(org, strings.TrimSuffix(f.base, "/"))
	e.Community, e.SummaryOnlyForSeveralRules = f.edition == "ce", f.profile == "documented"
	bar := newProgress(std.err, org.Count()/int64(max(1, what.Part.Of)))
	what.Progress = bar.report
	what.Workers = runtime.GOMAXPROCS(0)
	err = toFile(ctx, std.out, f.out, func(ctx context.Context, w io.Writer) error { return chosen.write(ctx, w, e, what) })
	bar.end()
	return err
}

func (f fixturesFlags) printSchema(ctx context.Context, std streams, entity export.Entity) error {
	profile, err := openapi.ParseProfile(f.profile)
	if err != nil {
		return err
	}
	schema, err := entitySchema(entity, profile)
	if err != nil {
		return err
	}
	return toFile(ctx, std.out, f.out, func(_ context.Context, w io.Writer) error { return writeJSON(w, schema) })
}

// writing is what the flags ask to be written, and how.
func (f fixturesFlags) writing(c *cobra.Command) (chosen format, what export.Writing, err error) {
	if chosen, err = f.formatOf(c.Flags().Changed("format")); err != nil {
		return chosen, what, err
	}
	var known bool
	if what.Entity, known = export.EntityNamed(f.entity); !known {
		return chosen, what, fmt.Errorf("--entity %q does not exist: use %s", f.entity, eitherOf(entityNames()))
	}
	for _, flag := range []struct {
		name, value string
		values      []string
	}{
		{"tier", f.tier, []string{"free", "premium", "ultimate"}},
		{"edition", f.edition, []string{"ce", "ee"}},
		{"profile", f.profile, []string{"documented", "gitlab-18.9"}},
	} {
		if !slices.Contains(flag.values, flag.value) {
			return chosen, what, fmt.Errorf("--%s %q does not exist: use %s", flag.name, flag.value, eitherOf(flag.values))
		}
	}
	if c.Flags().Changed("tier") {
		if err := sold(f.edition, f.tier); err != nil {
			return chosen, what, err
		}
	}
	if c.Flags().Changed("entity") && !chosen.entities {
		return chosen, what, fmt.Errorf("--format %s is the whole organisation: leave --entity out", chosen.name)
	}
	if _, known := export.TableOf(f.entity); chosen.tables && !known {
		return chosen, what, fmt.Errorf("--format %s has no table of --entity %s: use %s", chosen.name, f.entity, eitherOf(tableNames()))
	}
	if address, err := url.Parse(f.base); err != nil || address.Scheme != "http" && address.Scheme != "https" || address.Host == "" {
		return chosen, what, fmt.Errorf("--base-url %q is no address: write it like %s", f.base, export.DefaultBase)
	}
	if what.Part, err = parsePart(f.part); err != nil {
		return chosen, what, err
	}
	if what.Part.Of > 0 && !chosen.parts {
		return chosen, what, fmt.Errorf("--format %s cannot be made in parts: use %s", chosen.name, eitherOf(partNames()))
	}
	return chosen, what, nil
}

func partNames() []string {
	var names []string
	for _, f := range formats {
		if f.parts {
			names = append(names, f.name)
		}
	}
	return names
}

func parsePart(text string) (part export.Part, err error) {
	if text == "" {
		return part, nil
	}
	if n, err := fmt.Sscanf(text+"\n", "%d/%d\n", &part.Number, &part.Of); n != 2 || err != nil || part.Number < 1 || part.Of < part.Number {
		return export.Part{}, fmt.Errorf("--part %q is no part: write it like 3/16, the third of sixteen", text)
	}
	return part, nil
}
