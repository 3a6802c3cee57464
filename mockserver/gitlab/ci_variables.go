package gitlab

import (
	"maps"
	"strings"
)

// maxExpanded is where a text with variables is cut off, in bytes: far beyond what a name or an address may have.
const maxExpanded = 4096

var variable = lazily(`\$(\w+)|\$\{(\w+)\}`)

// expand puts the values of variables into a text. What no variable has is empty.
func expand(text string, values map[string]string) string {
	var expanded strings.Builder
	for at := variable().FindStringSubmatchIndex(text); at != nil; at = variable().FindStringSubmatchIndex(text) {
		expanded.WriteString(text[:at[0]])
		name := at[2:4]
		if name[0] < 0 {
			name = at[4:6]
		}
		expanded.WriteString(values[text[name[0]:name[1]]])
		text = text[at[1]:]
		if expanded.Len() > maxExpanded {
			return expanded.String()[:maxExpanded]
		}
	}
	return expanded.String() + text
}

// JobVariables are the variables of a job's script.
func (s *State) JobVariables(j *Job) map[string]string {
	return s.savedVariablesOf(j.changed(func(n *Job) { n.Config = s.configOf(j) }))
}

// savedVariablesOf are those of variablesOf, and the ids: pipeline and job have them only once they are saved, so names of
// environments can not be made of them.
func (s *State) savedVariablesOf(j *Job) map[string]string {
	values := s.variablesOf(j)
	values["CI_PIPELINE_ID"], values["CI_JOB_ID"] = decimal(j.PipelineID), decimal(j.ID)
	return values
}

// Script are the lines that a job runs.
func (s *State) Script(j *Job) []string { return s.configOf(j).Script }

// variablesOf are the variables that the environment of a job may use: what GitLab knows of its pipeline, then those of
// the configuration, those the pipeline was started with, and those the job was played with.
func (s *State) variablesOf(j *Job) map[string]string {
	pl := s.Pipeline(j.PipelineID)
	known := s.predefined(pl)
	known["CI_JOB_NAME"], known["CI_JOB_STAGE"] = j.Name, j.Stage
	values := maps.Clone(known)
	for _, given := range []map[string]string{j.Config.Variables, pl.Variables, j.Variables} {
		for name, value := range given {
			values[name] = expand(value, known)
		}
	}
	return values
}

// predefined are variables that GitLab sets for every job of a pipeline.
func (s *State) predefined(pl *Pipeline) map[string]string {
	p := s.ProjectByID(pl.ProjectID)
	values := map[string]string{
		"CI_COMMIT_SHA": pl.SHA, "CI_COMMIT_SHORT_SHA": pl.SHA[:min(len(pl.SHA), shownSHA)],
		"CI_COMMIT_REF_NAME": pl.Ref, "CI_COMMIT_REF_SLUG": refSlug(pl.Ref), "CI_DEFAULT_BRANCH": p.DefaultBranch,
		"CI_PROJECT_ID": decimal(p.ID), "CI_PROJECT_NAME": p.LastSegment(), "CI_PROJECT_PATH": p.Path,
		"CI_PROJECT_PATH_SLUG": refSlug(p.Path), "CI_PROJECT_NAMESPACE": p.namespacePath(),
		"CI_PIPELINE_IID": decimal(pl.IID), "CI_PIPELINE_SOURCE": pl.Source,
	}
	if pl.Tag {
		values["CI_COMMIT_TAG"] = pl.Ref
	} else {
		values["CI_COMMIT_BRANCH"] = pl.Ref
	}
	if u := s.User(pl.UserID); u != nil {
		values["GITLAB_USER_LOGIN"] = u.Username
	}
	return values
}

const (
	shownSHA   = 8 // digits of a short SHA
	maxRefSlug = 63
)

// refSlug makes a ref fit for a host name.
func refSlug(ref string) string {
	slug := strings.Map(slugRune, strings.ToLower(ref))
	return strings.Trim(slug[:min(len(slug), maxRefSlug)], "-")
}
