package ciconfig_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/ciconfig"
)

func TestReadExtends(t *testing.T) {
	job := one(t, `
.base:
  script: [base]
  tags: [base]
  stage: build
  variables: {A: base, B: base}
  environment: {name: qa, url: base}
.middle:
  extends: .base
  variables: {B: middle, C: middle}
  environment: {url: middle}
a:
  extends: [.middle, other]
  tags: [own]
  variables: {C: own}
other:
  script: [other]
`)
	assert.Equal(t, "build", job.Stage)
	assert.Equal(t, []string{"other"}, job.Script, "the later base wins")
	assert.Equal(t, []string{"own"}, job.Tags, "lists are replaced")
	assert.Equal(t, map[string]string{"A": "base", "B": "middle", "C": "own"}, job.Variables, "mappings are merged")
	assert.Equal(t, "qa", job.Environment.Name)
	assert.Equal(t, "middle", job.Environment.URL)
}

func TestReadExtendsLeavesBasesAlone(t *testing.T) {
	config, err := ciconfig.Read(`
base: {script: b, variables: {A: base}}
a: {extends: base, variables: {A: own}}
c: {extends: [base, a], variables: {C: own}}
`)
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"A": "base"}, config.Jobs[0].Variables)
	assert.Equal(t, map[string]string{"A": "own"}, config.Jobs[1].Variables)
	assert.Equal(t, map[string]string{"A": "own", "C": "own"}, config.Jobs[2].Variables)
}

// chain makes jobs j0 to j(length) that extend each other.
func chain(length int) string {
	var text strings.Builder
	for i := range length {
		fmt.Fprintf(&text, "j%d: {extends: j%d}\n", i, i+1)
	}
	fmt.Fprintf(&text, "j%d: {script: a}\n", length)
	return text.String()
}

func TestReadExtendsErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a: {script: b, extends: c}":                             "a: unknown keys in `extends` (c)",
		"a: {script: b, extends: [c, d]}":                        "a: unknown keys in `extends` (c, d)",
		"a: {script: b, extends: 1}":                             "a: unknown keys in `extends` (1)",
		"a: {script: b, extends: stages}\nstages: []":            "a: invalid base hashes in `extends` (stages)",
		"a: {script: b, extends: a}":                             "a: circular dependency detected in `extends`",
		"a: {script: b, extends: c}\nc: {script: b, extends: a}": "a: circular dependency detected in `extends`",
		chain(12):                         "j11: nesting too deep in `extends`",
		".x: {extends: j5}\n" + chain(13): "j11: nesting too deep in `extends`",
	} {
		_, err := ciconfig.Read(text)
		require.EqualError(t, err, want, text)
	}
	_, err := ciconfig.Read(chain(11))
	assert.NoError(t, err)
}

func TestReadAnchors(t *testing.T) {
	assert.Equal(t, []string{"t"}, one(t, ".t: &t {script: [t]}\na: *t").Script)
	assert.Equal(t, []string{"t", "u"}, one(t, ".t: &t [t]\na: {script: [*t, u]}").Script)
	assert.Equal(t, []string{"own"}, one(t, ".t: &t {script: [t]}\na: {<<: *t, script: [own]}").Script)
	assert.Equal(t, []string{"t"}, one(t, ".t: &t {script: [t]}\na: {script: [own], <<: *t}").Script, "Ruby lets a merge replace what is above it")
	assert.Equal(t, []string{"t"}, one(t, ".t: &t {script: [t]}\n.u: &u {script: [u]}\na: {<<: [*t, *u]}").Script, "the first wins")
	assert.Equal(t, []string{"second"}, one(t, ".t: &t [first]\n.u: &t [second]\na: {script: *t}").Script)
	assert.Equal(t, []string{"last"}, one(t, "a: {script: first}\na: {script: last}").Script)
}

func TestReadReferences(t *testing.T) {
	assert.Equal(t, []string{"t", "u"}, one(t, ".t: {script: [t]}\na: {script: [!reference [.t, script], u]}").Script)
	assert.Equal(t, []string{"t"}, one(t, "a: {script: !reference [.u, deep, er]}\n.u: {deep: {er: !reference [.t]}}\n.t: [t]").Script)
	for reference, want := range map[string]string{
		"!reference [.none]":         `!reference [".none"] could not be found`,
		"!reference [.u, script, x]": `!reference [".u", "script", "x"] could not be found`,
		"!reference [a, script]":     `!reference ["a", "script"] is part of a circular chain`,
		"!reference b":               `!reference ["b"] is not valid`,
		"!reference [1]":             `!reference [""] is not valid`,
	} {
		_, err := ciconfig.Read(".u: {script: [u]}\na: {script: " + reference + "}")
		assert.EqualError(t, err, want, reference)
	}
}

func TestReadHeader(t *testing.T) {
	assert.Equal(t, []string{"b"}, one(t, "spec: {inputs: {c: {default: d}}}\n---\na: {script: b}").Script)
	assert.Equal(t, []string{"b"}, one(t, "---\na: {script: b}").Script)
	assert.Equal(t, []string{"b"}, one(t, "a: {script: b}\n---\na: {script: c}").Script)
}

func TestReadHostile(t *testing.T) {
	laughs := "a0: &a0 [lol]\n"
	references := ".a0: [lol]\n"
	for i := range 40 {
		laughs += fmt.Sprintf("a%d: &a%d [%s]\n", i+1, i+1, strings.Repeat(fmt.Sprintf("*a%d,", i), 9))
		references += fmt.Sprintf(".a%d: [%s]\n", i+1, strings.Repeat(fmt.Sprintf("!reference [.a%d],", i), 9))
	}
	wide := ".wide: &wide {" + strings.Repeat("x", 5)
	for i := range 2000 {
		wide += fmt.Sprintf(", k%d: 1", i)
	}
	wide += "}\n"
	var merges, extends, fans strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&merges, "j%d: {<<: *wide}\n", i)
		fmt.Fprintf(&extends, "j%d: {extends: .wide}\n", i)
	}
	for i := range 9 {
		fmt.Fprintf(&fans, ".f%d: {extends: [%s]}\n", i, strings.Repeat(fmt.Sprintf(".f%d,", i+1), 50))
	}
	fans.WriteString(".f9: {a: b}\n")
	const size = 1 << 18
	for name, text := range map[string]string{
		"laughs": laughs, "references": references, "merges": wide + merges.String(), "extends": wide + extends.String(),
		"brackets": strings.Repeat("[", 3000), "comments": strings.Repeat("#\n", size/2) + "a: {script: b}", "more brackets": strings.Repeat("[", size), "dashes": strings.Repeat("- ", size/2), "empty entries": strings.Repeat("-\n", size/2),
		"braces": strings.Repeat("{a: ", size/4), "anchors": strings.Repeat("&a ", size/3), "entries": strings.Repeat("a: b\r\n", size/6),
	} {
		_, err := ciconfig.Read(text)
		require.EqualError(t, err, "The parsed YAML is too big", name)
	}
	_, err := ciconfig.Read(fans.String())
	require.EqualError(t, err, "jobs config should contain at least one visible job", "fans")
	var indented strings.Builder
	for i := range 200 {
		indented.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	_, err = ciconfig.Read(indented.String())
	assert.EqualError(t, err, "The parsed YAML is too big", "indented")
}
