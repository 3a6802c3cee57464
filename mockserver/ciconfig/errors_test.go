package ciconfig_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/ciconfig"
)

const (
	notThere   = "config should implement the script:, run:, or trigger: keyword"
	characters = "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'"
	nested     = "a nested array of strings up to 10 levels deep"
)

func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                "Please provide content of .gitlab-ci.yml",
		" \n":             "Please provide content of .gitlab-ci.yml",
		"# nothing":       "Invalid configuration format",
		"invalid":         "Invalid configuration format",
		"- a":             "Invalid configuration format",
		"[a]: b":          "(<unknown>): found an invalid key for this map at line 1 column 4",
		"a: b: c":         "(<unknown>): mapping value is not allowed in this context at line 1 column 4",
		"a: [":            "(<unknown>): sequence end token ']' not found at line 1 column 4",
		"a: *b":           "An alias referenced an unknown anchor: b",
		"a: &a [*a]":      "The parsed YAML is too big",
		"cache: {}":       "jobs config should contain at least one visible job",
		".a: {script: b}": "jobs config should contain at least one visible job",

		"stages: 3":                      "stages config should be an array of strings or " + nested,
		"stages: [true]":                 "stages config should be an array of strings or " + nested,
		"variables: a":                   "variables config should be a hash",
		"variables: {A: []}":             "variable definition must be either a string or a hash",
		"variables: {A: {values: b}}":    "variables:a config uses invalid data keys: values",
		"variables: {A: {value: [b]}}":   "variables:a config value must be a scalar",
		"a: {script: b, variables: [c]}": "jobs:a:variables config should be a hash",
		"a: {script: b, variables: {C: {value: d, description: e}}}": "jobs:a:variables:c config uses invalid data keys: description",

		"a: b":                              "jobs a " + notThere,
		"a: {image: b}":                     "jobs a " + notThere,
		"1: {image: b}":                     "jobs 1 " + notThere,
		"deploy_to_Prod: {}":                "jobs deploy_to_prod " + notThere,
		"_user_id: {}":                      "jobs user " + notThere,
		"deploy_2: {}":                      "jobs deploy 2 " + notThere,
		"default_a: {script: b}\ndeploy: c": "jobs deploy " + notThere,
		"1: {script: a}":                    "jobs:1 name should be a symbol",
		"on: {script: a}":                   "jobs:true name should be a symbol",
		"no: {script: a}":                   "jobs:false name should be a symbol",
		"'': {script: a}":                   "jobs:job name can't be blank",
		"'': {trigger: a}":                  "jobs:bridge name can't be blank",
		strings.Repeat("é", 256) + ": {script: a}": "jobs:" + strings.Repeat("é", 256) + " name is too long (maximum is 255 characters)",

		"a: {script: b, trigger: c}":                               "jobs:a config these keys cannot be used together: script, trigger",
		"a: {script: b, run: []}":                                  "jobs:a config these keys cannot be used together: script, run",
		"a: {needs: []}":                                           "jobs:a config should contain either a trigger or a needs:pipeline",
		"a: {trigger: }":                                           "jobs:a config should contain either a trigger or a needs:pipeline",
		"a: {script: }":                                            "jobs:a script can't be blank",
		"a: {script: []}":                                          "jobs:a script can't be blank",
		"a: {script: {b: c}}":                                      "jobs:a:script config should be a string or " + nested,
		"a: {script: [10]}":                                        "jobs:a:script config should be a string or " + nested,
		"a: {script: [[[[[[[[[[[b]]]]]]]]]]]}":                     "jobs:a:script config should be a string or " + nested,
		"Deploy: {script: b, when: soon}":                          "jobs:deploy when should be one of: on_success, on_failure, always, manual, delayed",
		"a: {script: b, when: 1}":                                  "jobs:a when should be one of: on_success, on_failure, always, manual, delayed",
		"a: {trigger: b, when: delayed}":                           "jobs:a when should be one of: on_success, on_failure, always, manual",
		"a: {script: b, allow_failure: c}":                         "jobs:a allow failure should be a hash or a boolean value",
		"a: {trigger: b, allow_failure: {exit_codes: 1}}":          "jobs:a allow failure should be a boolean value",
		"a: {trigger: b, allow_failure: c}":                        "jobs:a allow failure should be a boolean value",
		"a: {script: b, tags: c}":                                  "jobs:a:tags config should be an array of strings",
		"a: {script: b, tags: [1]}":                                "jobs:a:tags config should be an array of strings",
		"a: {script: b, tags: [" + strings.Repeat("c,", 50) + "]}": "jobs:a:tags config must be less than the limit of 50 tags",

		"a: {script: b, stage: 1}":         "jobs:a:stage config should be a string",
		"Deploy: {script: b, stage: ship}": "Deploy job: chosen stage ship does not exist; available stages are .pre, build, test, deploy, .post",

		"a: {script: b, environment: [c]}":                                              "jobs:a:environment config should be a hash or a string",
		"a: {script: b, environment: ''}":                                               "jobs:a:environment name can't be blank",
		"a: {script: b, environment: {url: c}}":                                         "jobs:a:environment name can't be blank",
		"a: {script: b, environment: {name: 1}}":                                        "jobs:a:environment name " + characters,
		"a: {script: b, environment: 'qa:eu'}":                                          "jobs:a:environment name " + characters,
		"a: {script: b, environment: {name: c, url: 1}}":                                "jobs:a:environment url should be a string",
		"a: {script: b, environment: {name: c, url: " + strings.Repeat("u", 256) + "}}": "jobs:a:environment url is too long (maximum is 255 characters)",
		"a: {script: b, environment: {name: c, action: go}}":                            "jobs:a:environment action should be start, stop, prepare, verify, or access",
		"a: {script: b, environment: {name: c, on_stop: no}}":                           "jobs:a:environment on stop should be a string",

		"{workflow: [], a: {script: b}}":                                  "workflow config should be a hash",
		"{workflow: {auto_cancel: yes}, a: {script: b}}":                  "workflow:auto_cancel config should be a hash",
		"{workflow: {auto_cancel: {on_new_commit: 1}}, a: {script: b}}":   "workflow:auto_cancel on new commit should be a string",
		"{workflow: {auto_cancel: {on_new_commit: all}}, a: {script: b}}": "workflow:auto_cancel on new commit must be one of: conservative, interruptible, none",
		"a: {script: b, interruptible: maybe}":                            "jobs:a:interruptible config should be a boolean value",

		"a: {trigger: []}":                           "jobs:a:trigger has to be either a string or a hash",
		"a: {trigger: ''}":                           "jobs:a:trigger config can't be blank",
		"a: {trigger: {}}":                           "jobs:a:trigger config can't be blank",
		"a: {trigger: {branch: b}}":                  "jobs:a:trigger project should be a string",
		"a: {trigger: {project: ''}}":                "jobs:a:trigger project can't be blank",
		"a: {trigger: {project: b, branch: 1}}":      "jobs:a:trigger branch should be a string",
		"a: {trigger: {project: b, strategy: hope}}": "jobs:a:trigger strategy should be depend or mirror",
		"a: {trigger: {project: b, include: c}}":     "jobs:a:trigger config contains unknown keys: project",
		"a: {trigger: {include: 1}}":                 "jobs:a:trigger:include config should be an array or a string",
		"a: {trigger: {include: [1]}}":               "jobs:a:trigger:include:include config should be a hash or a string",
		"a: {trigger: {include: {local: 1}}}":        "jobs:a:trigger:include:include local should be a string",
		"a: {trigger: {include: [b, c, d, e]}}":      "jobs:a:trigger:include config is too long (maximum is 3)",
	} {
		_, err := ciconfig.Read(text)
		assert.EqualError(t, err, want, text)
	}
}

func TestReadNeedsErrors(t *testing.T) {
	for needs, want := range map[string]string{
		"c":                              "jobs:a:needs config can only be a hash or an array",
		"[1]":                            "jobs:a:needs:need has an unsupported type",
		"[{optional: true}]":             "jobs:a:needs:need has an unsupported type",
		"['']":                           "jobs:a:needs:need config can't be blank",
		"[{job: 1}]":                     "jobs:a:needs:need job should be a string",
		"[{job: ''}]":                    "jobs:a:needs:need job can't be blank",
		"[{job: c, optional: maybe}]":    "jobs:a:needs:need optional should be a boolean value",
		"[nobody]":                       "a job: undefined need: nobody",
		"[.hidden]":                      "a job: undefined need: .hidden",
		"[later]":                        "a job: need later is not defined in current or prior stages",
		"[{job: later, optional: true}]": "a job: need later is not defined in current or prior stages",
		"[lost]":                         "a job: need lost is not defined in current or prior stages",
		"[early, same, same, early]":     "a has the following needs duplicated: same, early.",
	} {
		_, err := ciconfig.Read(`
.hidden: {script: b}
early: {stage: build, script: b}
a: {script: b, needs: ` + needs + `}
same: {script: b, needs: [early, c]}
c: {script: b, needs: [a]}
later: {stage: deploy, script: b, needs: [early]}
lost: {stage: nowhere, script: b}
`)
		assert.EqualError(t, err, want, needs)
	}
}

func TestReadCircles(t *testing.T) {
	for text, want := range map[string]string{
		"a: {script: x, needs: [c]}\nb: {script: x, needs: [a]}\nc: {script: x, needs: [b]}": `topological sort failed: ["a", "c", "b"]`,
		"z: {script: x}\na: {script: x, needs: [z, b]}\nb: {script: x, needs: [z, a]}":       `topological sort failed: ["a", "b"]`,
		"z: {script: x, needs: [a]}\na: {script: x, needs: [b]}\nb: {script: x, needs: [a]}": `topological sort failed: ["a", "b"]`,
		"z: {script: x}\na: {script: x, needs: [z, a]}":                                      "self-dependency: a",
	} {
		_, err := ciconfig.Read(text)
		require.EqualError(t, err, "The pipeline has circular dependencies: "+want, text)
	}
	_, err := ciconfig.Read("a: {script: x, needs: [b, c]}\nb: {script: x, needs: [d]}\nc: {script: x, needs: [d]}\nd: {script: x}")
	assert.NoError(t, err, "two ways to one job are no circle")
}

func TestReadOnStopErrors(t *testing.T) {
	for stop, want := range map[string]string{
		"other: {script: b}": "is not defined",
		"stop: {script: b}":  "does not have environment defined",
		"stop: {script: b, environment: {name: qa, action: stop}}":        "have different environment name",
		"stop: {script: b, environment: {name: review, action: prepare}}": "needs to have action stop defined",
		"stop: {script: b, environment: review}":                          "needs to have action stop defined",
	} {
		_, err := ciconfig.Read("a: {script: b, environment: {name: review, on_stop: stop}}\n" + stop)
		assert.EqualError(t, err, "a job: on_stop job stop "+want, stop)
	}
}
