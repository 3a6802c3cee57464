package ciconfig_test

import (
	"slices"
	"strings"
	"testing"

	"understudy/mockserver/ciconfig"
	"understudy/mockserver/gitlab"
)

// FuzzRead holds that nothing makes it panic, that an error says something, and that what it accepts fits together.
func FuzzRead(f *testing.F) {
	for _, text := range []string{
		"a: {script: b}", "a: &a [*a]", "a: *b", "<<: {a: {script: b}}", "? a\n: {script: b}", "a: !reference [b, c]\nb: {c: {script: d}}",
		"spec: {}\n---\na: {script: b}", "stages: [x]\na: {stage: x, script: |\n  b\n}", "1: {script: 2}", "a: {trigger: {include: [{local: b}]}}",
		"a: {extends: [.b, .c]}\n.b: {script: x, needs: [{job: a, optional: true}]}\n.c: {when: manual, tags: [x]}", "a: !!str 1", "%YAML 1.1\n---\na: b",
		"a: {script: b, environment: {name: c, action: stop, on_stop: a}}", "\"a\": 'b", "a:\n- b\n -c", "a: {needs: {pipeline: b}}", "a: 0x1F\nb: .inf\nc: 1_000",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		config, err := ciconfig.Read(text)
		if err != nil {
			if err.Error() == "" || config.Jobs != nil {
				t.Errorf("error %q with %d jobs", err, len(config.Jobs))
			}
			return
		}
		checkInvariants(t, config)
	})
}

func checkInvariants(t *testing.T, config gitlab.CIConfig) {
	t.Helper()
	names := map[string]gitlab.CIJob{}
	for _, job := range config.Jobs {
		names[job.Name] = job
	}
	if len(names) == 0 || len(names) != len(config.Jobs) {
		t.Errorf("%d jobs with %d names", len(config.Jobs), len(names))
	}
	if config.Stages[0] != ".pre" || config.Stages[len(config.Stages)-1] != ".post" {
		t.Errorf("stages %q", config.Stages)
	}
	for _, job := range config.Jobs {
		if job.Name == "" || strings.HasPrefix(job.Name, ".") || !slices.Contains(config.Stages, job.Stage) {
			t.Errorf("job %q in stage %q", job.Name, job.Stage)
		}
		if !slices.Contains([]gitlab.When{gitlab.OnSuccess, gitlab.OnFailure, gitlab.Always, gitlab.ManualStep, gitlab.Never}, job.When) {
			t.Errorf("job %q runs %q", job.Name, job.When)
		}
		if job.Script != nil && job.Trigger != nil {
			t.Errorf("job %q runs and triggers", job.Name)
		}
		for _, need := range job.Needs {
			needed, ok := names[need.Job]
			if !ok && !need.Optional || ok && slices.Index(config.Stages, needed.Stage) > slices.Index(config.Stages, job.Stage) {
				t.Errorf("job %q needs %q", job.Name, need.Job)
			}
		}
		if e := job.Environment; e != nil && (e.Name == "" || !slices.Contains([]string{"start", "stop", "prepare", "verify", "access"}, e.Action)) {
			t.Errorf("job %q in environment %+v", job.Name, e)
		}
	}
}
