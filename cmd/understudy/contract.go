package main

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"understudy/openapi"
)

func newContractCommand(std streams) *cobra.Command {
	var f struct {
		profile, format string
		neighbours      bool
	}
	command := &cobra.Command{
		Use:   "contract",
		Short: "Print the OpenAPI document that serve keeps to and verify examines by",
		Long: `Print the OpenAPI 3.0 document that is in force, in one piece: for generating clients, for a proxy that validates,
for a gateway in front of a GitLab.`,
		Example: `  understudy contract > deployments.yaml
  understudy contract --neighbours --format json | jq '.paths | keys'
  understudy contract --profile gitlab-18.9 --neighbours > gitlab.yaml`,
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			profile, err := openapi.ParseProfile(f.profile)
			if err != nil {
				return fmt.Errorf("--profile: %w", err)
			}
			text, err := printedContract(profile, f.neighbours, f.format)
			if err != nil {
				return err
			}
			_, err = std.out.Write(text)
			return err
		},
	}
	flags := command.Flags()
	flags.StringVar(&f.profile, "profile", "documented", "whose side to take where GitLab and its documentation differ: documented or gitlab-18.9")
	flags.BoolVar(&f.neighbours, "neighbours", false, "add the endpoints around the Deployments API: projects, environments, pipelines and so on")
	flags.StringVar(&f.format, "format", "yaml", "yaml or json")
	return command
}

func printedContract(profile openapi.Profile, neighbours bool, format string) ([]byte, error) {
	if format != "yaml" && format != "json" {
		return nil, fmt.Errorf("--format %q is unknown: use yaml or json", format)
	}
	text, err := openapi.Printed(profile, neighbours)
	if err != nil || format == "yaml" {
		return text, err
	}
	if text, err = yaml.YAMLToJSON(text); err != nil {
		return nil, err
	}
	var indented bytes.Buffer
	err = json.Indent(&indented, text, "", "  ")
	return indented.Bytes(), err
}
