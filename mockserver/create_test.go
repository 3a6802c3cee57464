package mockserver_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const allMissing = "environment is missing, environment is empty, sha is missing, sha is empty, ref is missing, ref is empty, tag is missing, " +
	"status is missing, status does not have a valid value"

func TestCreateRefusesForms(t *testing.T) {
	v := visit(t, small()).as("developer")
	const badStatus = "status does not have a valid value"
	for form, want := range map[string]string{
		"":              allMissing,
		"environment=e": "sha is missing, sha is empty, ref is missing, ref is empty, tag is missing, status is missing, " + badStatus,
		"environment=e&sha=s&ref=r&status=success":        "tag is missing",
		"environment=&sha=s&ref=r&tag=0&status=success":   "environment is empty",
		"environment=e&sha=+&ref=r&tag=0&status=success":  "sha is empty",
		"environment=e&sha=s&ref=%09&tag=0&status=failed": "ref is empty",
		"environment=&sha=&ref=&tag=&status=":             "environment is empty, sha is empty, ref is empty, " + badStatus,
		"environment=e&sha=s&ref=r&tag=2&status=success":  "tag is invalid", "environment=e&sha=s&ref=r&tag=tru&status=success": "tag is invalid",
		"environment=e&sha=s&ref=r&tag=null&status=success": "tag is invalid", "environment=e&sha=s&ref=r&tag=+&status=success": "tag is invalid",
		"environment=e&sha=s&ref=r&tag[]=1&status=success": "tag is invalid", "environment=e&sha=s&ref=r&tag[a]=1&status=success": "tag is invalid",
		"environment=e&sha=s&ref=r&tag=0&status=created": badStatus, "environment=e&sha=s&ref=r&tag=0&status=blocked": badStatus,
		"environment=e&sha=s&ref=r&tag=0&status=skipped": badStatus, "environment=e&sha=s&ref=r&tag=0&status=cancelled": badStatus,
		"environment=e&sha=s&ref=r&tag=0&status=Success": badStatus, "environment=e&sha=s&ref=r&tag=0&status=success+": badStatus,
		"environment[]=e&sha[a]=s&ref=r&tag=0&status[]=success": "environment is invalid, sha is invalid, status is invalid",
		"environment=e&sha=s&ref=r&tag=&status=success":         "tag is empty", // GitLab: 201 null
	} {
		v.post(shop, form).is(400, errorOf(want))
	}
}

func TestCreateRefusesJSON(t *testing.T) {
	v := visit(t, small()).as("developer")
	for body, want := range map[string]string{
		"{}": allMissing, "[]": allMissing, `"text"`: allMissing, "null": allMissing, "12": allMissing, `[{"environment":"e"}]`: allMissing,
		`{"environment":null,"sha":null,"ref":null,"tag":null,"status":null}`: "environment is empty, sha is empty, ref is empty, status does not have a valid value",
		`{"environment":["e"],"sha":{"a":1},"ref":"r","tag":[],"status":{}}`:  "environment is invalid, sha is invalid, tag is invalid, status is invalid",
		`{"environment":"e","sha":"s","ref":"r","tag":{},"status":"success"}`: "tag is invalid",
		`{"environment":"e","sha":"s","ref":"r","tag":2,"status":"success"}`:  "tag is invalid",
		`{"environment":"e","sha":"s","ref":"r","tag":"","status":"success"}`: "tag is empty",
	} {
		v.request("POST", shop, body, jsonType).is(400, errorOf(want))
	}
}

func TestCreateReadsBooleans(t *testing.T) {
	v := visit(t, small()).as("developer")
	made := func(tag string) {
		body := `{"environment":"booleans","sha":"main","ref":"main","tag":` + tag + `,"status":"failed"}`
		a := v.request("POST", shop, body, jsonType)
		assert.Equal(t, 201, a.status, "%s: %s", tag, a.body)
	}
	for _, tag := range strings.Fields("true True TRUE t T 1 on On ON y Y yes Yes YES false False FALSE f F 0 off Off OFF n N no No NO") {
		made(`"` + tag + `"`)
	}
	for _, tag := range strings.Fields("true false 1 0") {
		made(tag)
	}
}

func TestCreateTellsTagsFromBranches(t *testing.T) {
	v := visit(t, small()).as("developer")
	first := v.create("tags", "success")
	for _, same := range []string{"false", "0", "no", "off"} {
		a := v.post(shop, "environment=tags&sha="+shaB+"&ref=main&status=success&tag="+same)
		assert.Equal(t, first, shop+"/"+a.member("id"), same)
	}
	a := v.post(shop, "environment=tags&sha="+shaB+"&ref=main&status=success&tag=yes")
	assert.NotEqual(t, first, shop+"/"+a.member("id"))
}

func TestCreateChecksRevisions(t *testing.T) {
	v := visit(t, small()).as("developer")
	const noCommit, noRef = `{"message":{"sha":["The commit does not exist"]}}`, `{"message":{"ref":["The branch or tag does not exist"]}}`
	form := func(sha, ref string) string {
		return "environment=revisions&tag=false&status=failed&sha=" + sha + "&ref=" + ref
	}
	for _, unknown := range []string{"nothing", strings.Repeat("0", 40), "-main", "main:README", "+main", "main+", "a9", "main~2", "%ED%95%9C"} {
		v.post(shop, form(unknown, "main")).is(400, noCommit)
		v.post(shop, form("main", unknown)).is(400, noRef)
		v.post(shop, form(unknown, unknown)).is(400, noCommit)
	}
	v.get("/projects/1/environments?name=revisions").is(200, "[]")
	for _, known := range []string{shaA, shaA[:8], "main", "v1.0", "feature/login", "HEAD", "main~1", "main^"} {
		a := v.post(shop, form(known, known))
		assert.Equal(t, 201, a.status, known)
		assert.Equal(t, `"`+known+`"`, a.member("sha"))
		assert.Equal(t, `"`+known+`"`, a.member("ref"))
	}
}

func TestCreateStringifiesScalars(t *testing.T) {
	d := small()
	d.Projects[0].Branches["3.5"], d.Projects[0].Branches["12"], d.Projects[0].Branches["true"] = shaA, shaA, shaA
	v := visit(t, d).as("developer")
	a := v.request("POST", shop, `{"environment":7,"sha":12,"ref":3.5,"tag":1,"status":"failed"}`, jsonType)
	assert.Equal(t, []string{`"12"`, `"3.5"`}, []string{a.member("sha"), a.member("ref")}, a.body)
	assert.Contains(t, a.member("environment"), `"name":"7"`)
	a = v.request("POST", shop, `{"environment":false,"sha":true,"ref":true,"tag":false,"status":"failed"}`, jsonType)
	assert.Equal(t, `"true"`, a.member("ref"), a.body)
	assert.Contains(t, a.member("environment"), `"name":"false"`)
}

func TestCreateMakesEnvironments(t *testing.T) {
	v := visit(t, small()).as("developer")
	const (
		long  = `{"message":{"name":["is too long (maximum is 255 characters)"]}}`
		chars = `can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'`
	)
	form := func(name string) string { return "tag=false&status=running&ref=main&sha=main&environment=" + name }
	for _, name := range []string{"%C3%BC", "a:b", "/x", "x/", "a%0Ab", "a%0A", "<b>", "a%5Cb"} {
		v.post(shop, form(name)).is(400, `{"message":{"name":["`+chars+`"]}}`)
	}
	v.post(shop, form(strings.Repeat("a", 256))).is(400, long)
	v.post(shop, form("/"+strings.Repeat("a", 256))).is(400, `{"message":{"name":["is too long (maximum is 255 characters)","`+chars+`"]}}`)
	for name, slug := range map[string]string{
		"review/foo": "review-foo-xd0pc1", "Production": "production-iis43c", "1env": "env-1env-9z485v", strings.Repeat("a", 30): "aaaaaaaaaaaaaaaaa-16ttu2",
		"production/gcp": "production-gcp-2vxol1", "my_env": "my-env-d5a4g3", "prod.eu": "prod-eu-ezg8lv", "a+b": "a-b-ilnm91",
	} {
		a := v.post(shop, form(name))
		require.Equal(t, 201, a.status, "%s: %s", name, a.body)
		assert.Contains(t, a.member("environment"), `"slug":"`+slug+`"`)
	}
	for _, name := range []string{"a//b", "+a+", "-", ".", "$%7Bx%7D", strings.Repeat("b", 255)} {
		assert.Equal(t, 201, v.post(shop, form(name)).status, name)
	}
	v.post(shop, form("qa-")).is(400, `{"message":{"slug":["has already been taken"]}}`)
	a := v.post(shop, form("+a+"))
	assert.Contains(t, a.member("environment"), `"name":" a "`) // surrounding blanks are kept
}

func TestCreateRecords(t *testing.T) {
	now := &clock{now: noon.Add(1999 * time.Microsecond)}
	v := visit(t, small(), now.set).as("developer")
	a := v.post(shop, "environment=production&sha="+shaB+"&ref=v1.0&tag=true&status=running&finished_at=2020-01-01&id=5&iid=5")
	assert.Equal(t, 201, a.status)
	assert.Empty(t, a.header.Get("Location"))
	assert.NotEmpty(t, a.header.Get("ETag"))
	want := map[string]string{
		"id": "402", "iid": "9", "ref": `"v1.0"`, "sha": `"` + shaB + `"`, "status": `"running"`, "deployable": "null",
		"created_at": `"2026-03-02T12:00:00.001Z"`, "updated_at": `"2026-03-02T12:00:00.001Z"`,
	}
	for name, value := range want {
		assert.Equal(t, value, a.member(name), name)
	}
	assert.Contains(t, a.member("user"), `"username":"developer"`)
	assert.Equal(t, a.body, v.get(shop+"/402").body)
}

func TestCreateDoesNotRepeatTheCurrentDeployment(t *testing.T) {
	now := &clock{now: noon}
	v := visit(t, small(), now.set)
	post := func(who, sha, status string) string {
		now.move(now.read().Add(time.Minute))
		a := v.as(who).post(shop, "environment=again&ref=main&tag=false&sha="+sha+"&status="+status)
		assert.Equal(t, 201, a.status, a.body)
		return a.body
	}
	first := post("developer", shaA, "success")
	assert.Equal(t, first, post("maintainer", shaA, "success")) // times and user included
	for _, status := range []string{"running", "failed", "canceled"} {
		before := post("developer", shaA, status)
		assert.NotEqual(t, before, post("developer", shaA, status), status)
	}
	assert.Equal(t, first, post("developer", shaA, "success"))
	second := post("developer", shaB, "success")
	assert.NotEqual(t, first, second)
	assert.NotEqual(t, first, post("developer", shaA, "success"))
	assert.Equal(t, "9", v.as("developer").get(shop+"?environment=again").header.Get("X-Total"))
}

func TestCreateRestartsStoppedEnvironments(t *testing.T) {
	d := small()
	d.Projects[0].Environments = append(d.Projects[0].Environments, stopped("production"), stopped("staging"), stopped("qa"))
	v := visit(t, d).as("developer")
	v.create("production", "running")
	v.create("staging", "success")
	assert.Contains(t, v.get("/projects/1/environments?name=production").body, `"state":"stopped"`)
	assert.Contains(t, v.get("/projects/1/environments?name=staging").body, `"state":"available"`)
}
