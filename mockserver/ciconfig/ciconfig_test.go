package ciconfig_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/ciconfig"
	"understudy/mockserver/gitlab"
)

func TestReadWhole(t *testing.T) {
	got, err := ciconfig.Read(`
stages: [compile, [ship]]
default:
  image: golang
variables:
  FLAG: 1
  RATIO: 1.0
  LOUD: yes
  QUOTED: "yes"
  EMPTY:
  NAMED: {value: x, description: what it is}
workflow:
  rules: [{if: $CI}]
.hidden: &hidden
  script: [echo hidden]
zip:
  stage: compile
  script:
    - make
    - [make test, [make zip]]
  tags: [linux, docker]
  variables: {LEVEL: 2}
artefacts:
  stage: compile
  <<: *hidden
  rules: [{when: always}]
  artifacts: {paths: [a]}
deploy:
  stage: ship
  script: make deploy
  needs: [zip, {job: artefacts, optional: true}, {pipeline: $UP, job: a}]
  when: manual
  environment:
    name: review/$CI_COMMIT_REF_SLUG
    url: https://$HOST
    deployment_tier: development
    on_stop: stop
stop:
  stage: ship
  run: [{name: a, script: b}]
  needs: []
  environment: {name: review/$CI_COMMIT_REF_SLUG, action: stop}
  when: delayed
downstream:
  stage: .post
  trigger: {project: acme/website, branch: main, strategy: depend}
`)
	require.NoError(t, err)
	review := "review/$CI_COMMIT_REF_SLUG"
	assert.Equal(t, gitlab.CIConfig{
		Stages: []string{".pre", "compile", "ship", ".post"},
		Variables: map[string]string{
			"FLAG": "1", "RATIO": "1.0", "LOUD": "true", "QUOTED": "yes", "EMPTY": "", "NAMED": "x",
		},
		Jobs: []gitlab.CIJob{
			{
				Name: "zip", Stage: "compile", Script: []string{"make", "make test", "make zip"}, When: gitlab.OnSuccess,
				Tags: []string{"linux", "docker"}, Variables: map[string]string{"LEVEL": "2"},
			},
			{Name: "artefacts", Stage: "compile", Script: []string{"echo hidden"}, When: gitlab.OnSuccess},
			{
				Name: "deploy", Stage: "ship", Script: []string{"make deploy"}, When: gitlab.ManualStep, AllowFailure: true,
				Needs:       []gitlab.CINeed{{Job: "zip"}, {Job: "artefacts", Optional: true}},
				Environment: &gitlab.CIEnvironment{Name: review, URL: "https://$HOST", Action: "start", Tier: "development", OnStop: "stop"},
			},
			{
				Name: "stop", Stage: "ship", When: gitlab.OnSuccess, Needs: []gitlab.CINeed{},
				Environment: &gitlab.CIEnvironment{Name: review, Action: "stop"},
			},
			{
				Name: "downstream", Stage: ".post", When: gitlab.OnSuccess,
				Trigger: &gitlab.CITrigger{Project: "acme/website", Branch: "main", Depend: true},
			},
		},
	}, got)
}

// one reads a configuration and returns its job named a.
func one(t *testing.T, text string) gitlab.CIJob {
	t.Helper()
	config, err := ciconfig.Read(text)
	require.NoError(t, err)
	for _, job := range config.Jobs {
		if job.Name == "a" {
			return job
		}
	}
	require.Fail(t, "there is no job a")
	return gitlab.CIJob{}
}

func TestReadStages(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"left out":      {"a: {script: b}", []string{".pre", "build", "test", "deploy", ".post"}},
		"without value": {"stages:\na: {script: b}", []string{".pre", "build", "test", "deploy", ".post"}},
		"edges":         {"stages: [.post, test, .pre]\na: {script: b}", []string{".pre", "test", ".post"}},
		"twice":         {"stages: [test, test]\na: {script: b}", []string{".pre", "test", ".post"}},
		"none":          {"stages: []\na: {stage: .pre, script: b}", []string{".pre", ".post"}},
	} {
		config, err := ciconfig.Read(c.text)
		require.NoError(t, err, name)
		assert.Equal(t, c.want, config.Stages, name)
	}
}

func TestReadJob(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"exit codes do not allow failure": {"a: {script: b, when: manual, allow_failure: {exit_codes: 1}}", "no"},
		"a manual job may insist":         {"a: {script: b, when: manual, allow_failure: false}", "no"},
		"a manual job does not":           {"a: {script: b, when: manual}", "yes"},
		"allowed":                         {"a: {script: b, allow_failure: true}", "yes"},
		"allowed in old YAML":             {"a: {script: b, allow_failure: on}", "yes"},
		"by itself":                       {"a: {script: b}", "no"},
	} {
		assert.Equal(t, c.want == "yes", one(t, c.text).AllowFailure, name)
	}
	for text, want := range map[string]gitlab.When{
		"a: {script: b}": gitlab.OnSuccess, "a: {script: b, when: on_failure}": gitlab.OnFailure, "a: {script: b, when: always}": gitlab.Always,
		"a: {script: b, when: delayed}": gitlab.OnSuccess, "a: {script: b, when: never}": gitlab.Never, "a: {trigger: b, when: manual}": gitlab.ManualStep,
	} {
		assert.Equal(t, want, one(t, text).When, text)
	}
}

func TestReadNestedScript(t *testing.T) {
	assert.Equal(t, []string{"b"}, one(t, "a: {script: [[[[[[[[[[b]]]]]]]]]]}").Script, "ten lists in each other")
}

func TestReadNeeds(t *testing.T) {
	assert.Nil(t, one(t, "a: {script: b}").Needs, "waits for stages")
	assert.Nil(t, one(t, "a: {script: b, needs: }").Needs, "says nothing")
	assert.Equal(t, []gitlab.CINeed{}, one(t, "a: {script: b, needs: []}").Needs, "waits for nothing")
	assert.Equal(t, []gitlab.CINeed{}, one(t, "a: {script: b, needs: [{project: a/b, job: c, ref: d}]}").Needs, "of another project")
	assert.Equal(t, []gitlab.CINeed{{Job: "c"}}, one(t, "c: {script: b}\na: {script: b, needs: {job: c}}").Needs, "no list")
	assert.Equal(t, []gitlab.CINeed{{Job: "c", Optional: true}}, one(t, "a: {script: b, needs: [[{job: c, optional: true}]]}").Needs, "need not be there")
	assert.Nil(t, one(t, "a: {needs: {pipeline: acme/shop}}").Needs, "mirrors another pipeline")
}

func TestReadTrigger(t *testing.T) {
	for text, want := range map[string]gitlab.CITrigger{
		"acme/shop":                                 {Project: "acme/shop"},
		"{project: acme/shop, strategy: mirror}":    {Project: "acme/shop", Depend: true, Mirror: true},
		"{include: child.yml}":                      {Include: "child.yml"},
		"{include: {local: child.yml}}":             {Include: "child.yml"},
		"{include: [child.yml, other.yml]}":         {Include: "child.yml"},
		"{include: [{local: c}], strategy: depend}": {Include: "c", Depend: true},
		"{include: [{artifact: c, job: b}]}":        {},
	} {
		assert.Equal(t, &want, one(t, "a: {trigger: "+text+"}").Trigger, text)
	}
}

func TestReadWhatNewerPipelinesDo(t *testing.T) {
	for text, want := range map[string]string{
		"":                              "",
		"workflow: {name: x}\n":         "",
		"workflow: {auto_cancel: {}}\n": "",
		"workflow: {auto_cancel: {on_new_commit: none}}\n":          "none",
		"workflow: {auto_cancel: {on_new_commit: interruptible}}\n": "interruptible",
	} {
		config, err := ciconfig.Read(text + "a: {script: b, interruptible: true}\nb: {script: c}")
		require.NoError(t, err)
		assert.Equal(t, want, config.OnNewCommit, text)
		assert.True(t, config.Jobs[0].Interruptible)
		assert.False(t, config.Jobs[1].Interruptible)
	}
}

func TestReadEnvironment(t *testing.T) {
	for text, want := range map[string]gitlab.CIEnvironment{
		"production":                                                  {Name: "production", Action: "start"},
		"{name: qa, action: access}":                                  {Name: "qa", Action: "access"},
		"{name: qa, action: }":                                        {Name: "qa", Action: "start"},
		"{name: qa, deployment_tier: $TIER}":                          {Name: "qa", Action: "start", Tier: "$TIER"},
		"{name: qa, deployment_tier: best}":                           {Name: "qa", Action: "start", Tier: "best"},
		"{name: qa, auto_stop_in: 1 day, kubernetes: {namespace: a}}": {Name: "qa", Action: "start", AutoStopIn: "1 day"},
	} {
		assert.Equal(t, &want, one(t, "a: {script: b, environment: "+text+"}").Environment, text)
	}
	assert.Nil(t, one(t, "a: {script: b, environment: }").Environment)
}
