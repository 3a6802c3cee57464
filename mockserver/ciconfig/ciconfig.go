// Package ciconfig reads a .gitlab-ci.yml: its jobs, what they wait for, and what they have to do with environments. What is
// wrong with one it says in GitLab's words.
package ciconfig

import (
	"strings"

	"understudy/mockserver/gitlab"
)

// Read reads the text of a .gitlab-ci.yml. Of several mistakes it reports the one that GitLab lists first. Keywords that do
// not change which jobs there are, such as image, cache and artifacts, are not looked at; neither are include, default,
// rules, only, except and parallel.
func Read(text string) (gitlab.CIConfig, error) {
	if strings.TrimSpace(text) == "" {
		return gitlab.CIConfig{}, refusal("Please provide content of .gitlab-ci.yml")
	}
	root, err := load(text)
	if err != nil {
		return gitlab.CIConfig{}, err
	}
	if root, err = resolveReferences(root); err != nil {
		return gitlab.CIConfig{}, err
	}
	if root, err = extend(root); err != nil {
		return gitlab.CIConfig{}, err
	}
	return readRoot(root)
}

func readRoot(root *mapping) (gitlab.CIConfig, error) {
	var config gitlab.CIConfig
	var err error
	if config.Variables, err = readVariables("", root.values["variables"], globalVariableKeys); err != nil {
		return gitlab.CIConfig{}, err
	}
	if config.Stages, err = readStages(root.values["stages"]); err != nil {
		return gitlab.CIConfig{}, err
	}
	if config.OnNewCommit, err = readAutoCancel(root.values["workflow"]); err != nil {
		return gitlab.CIConfig{}, err
	}
	if config.Jobs, err = readJobs(root); err != nil {
		return gitlab.CIConfig{}, err
	}
	if err := checkJobs(config); err != nil {
		return gitlab.CIConfig{}, err
	}
	return config, nil
}
