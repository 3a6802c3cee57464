package report

import (
	"encoding/json"
	"io"

	"understudy/conformance"
)

// annotation is an entry of GitLab's annotations report (artifacts:reports:annotations).
type annotation struct {
	ExternalLink externalLink `json:"external_link"`
}

type externalLink struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Annotations writes GitLab's annotations report: each finding is a link, on the page of the job, to the place of the
// documentation that the target breaks.
func Annotations(w io.Writer, r conformance.Result) error {
	links := []annotation{}
	for _, f := range r.Findings {
		links = append(links, annotation{externalLink{Label: string(f.Verdict) + " " + f.Rule + ": " + f.Statement, URL: f.Documentation}})
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(map[string][]annotation{"conformance": links})
}
