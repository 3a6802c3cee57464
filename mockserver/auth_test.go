package mockserver_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"understudy/fixtures"
)

const unauthorized = `{"message":"401 Unauthorized"}`

// guarded is the small dataset with tokens of every kind.
func guarded() fixtures.Dataset {
	d := small()
	past := fixtures.Epoch.Add(-time.Hour)
	d.Users = append(d.Users, fixtures.User{Username: "blocked", Blocked: true})
	d.Tokens = []fixtures.Token{
		{Token: "developer-token", User: "developer"},
		{Token: "maintainer-token", User: "maintainer"},
		{Token: "outsider-token", User: "outsider"},
		{Token: "blocked-token", User: "blocked"},
		{Token: "read-token", User: "maintainer", Scopes: []string{"read_api"}},
		{Token: "user-token", User: "maintainer", Scopes: []string{"read_user"}},
		{Token: "revoked-token", User: "maintainer", Revoked: true},
		{Token: "expired-token", User: "maintainer", ExpiresAt: past},
		{Token: "dead-token", User: "maintainer", ExpiresAt: past, Revoked: true},
		{Token: "expired-read-token", User: "maintainer", ExpiresAt: past, Scopes: []string{"read_api"}},
		{Token: "impersonation-token", User: "maintainer", Kind: "impersonation"},
		{Token: "admin-token", User: "admin"},
		{Token: "sudo-token", User: "admin", Scopes: []string{"api", "sudo"}},
	}
	d.Projects[0].Deployments[5].Job.Token = "finished-job-token"
	return d
}

func TestCredentialsThatAreNone(t *testing.T) {
	v := visit(t, guarded())
	for _, header := range []string{
		"X-Nothing: none", "PRIVATE-TOKEN: garbage", "Authorization: Bearer garbage", "JOB-TOKEN: garbage", "JOB-TOKEN: finished-job-token",
		"Authorization: Basic bWFpbnRhaW5lcjptYWludGFpbmVyLXRva2Vu", "Authorization: Basic OmRldmVsb3Blci10b2tlbg==", "Authorization: developer-token",
		"PRIVATE-TOKEN: job-token", "JOB-TOKEN: developer-token", "PRIVATE-TOKEN: ",
	} {
		for _, path := range []string{shop, "/projects/2/deployments", "/projects/2/deployments/201", "/projects/2/deployments/201/merge_requests", "/user", "/version"} {
			a := v.get(path, header)
			a.is(401, unauthorized)
			assert.Empty(t, a.header.Get("WWW-Authenticate"), header)
		}
		v.request("POST", "/projects/2/deployments", "", header).is(401, unauthorized)
		v.request("PUT", "/projects/2/deployments/201", "", header).is(401, unauthorized)
		v.request("DELETE", "/projects/2/deployments/201", "", header).is(401, unauthorized)
		v.request("POST", "/projects/2/deployments/201/approval", "", header).is(401, unauthorized)
	}
}

func TestTokensPastTheirTime(t *testing.T) {
	const expired = "Token is expired. You can either do re-authorization or token refresh."
	v := visit(t, guarded())
	for token, why := range map[string]string{
		"revoked":      "Token was revoked. You have to re-authorize from the user.",
		"expired":      expired,
		"dead":         expired,
		"expired-read": expired,
	} {
		a := v.as(token).delete(shop + "/105")
		a.is(401, `{"error":"invalid_token","error_description":"`+why+`"}`)
		assert.Equal(t, `Bearer realm="Protected by OAuth 2.0", error="invalid_token", error_description="`+why+`"`, a.header.Get("WWW-Authenticate"))
	}
	assert.Equal(t, 200, v.as("impersonation").get(shop).status)
}

func TestScopes(t *testing.T) {
	const insufficient = `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api read_api"}`
	v := visit(t, guarded())
	reading := []string{shop, shop + "/101", shop + "/101/merge_requests", "/projects/1", "/projects/1/environments"}
	for _, path := range reading {
		assert.Equal(t, 200, v.as("read").get(path).status, path)
		assert.Equal(t, 200, v.as("read").request("HEAD", path, "").status, path)
		v.as("user").get(path).is(403, insufficient)
	}
	for _, path := range []string{"/user", "/version", "/metadata"} {
		assert.Equal(t, 200, v.as("user").get(path).status, path)
	}
	for _, request := range [][2]string{{"POST", shop}, {"PUT", shop + "/104"}, {"DELETE", shop + "/105"}, {"POST", shop + "/104/approval"}, {"OPTIONS", shop}} {
		for _, token := range []string{"read", "user"} {
			a := v.as(token).request(request[0], request[1], "")
			a.is(403, insufficient)
			assert.Empty(t, a.header.Get("WWW-Authenticate"))
		}
	}
}

func TestBlockedUser(t *testing.T) {
	d := guarded()
	d.Projects[0].Deployments[6].Job.User = "blocked"
	v := visit(t, d)
	const blocked = `{"message":"403 Forbidden - Your account has been blocked."}`
	v.as("blocked").get("/projects/2/deployments").is(403, blocked)
	v.get(shop, "JOB-TOKEN: job-token").is(403, blocked)
}

func TestWhereTokensMayStand(t *testing.T) {
	v := visit(t, guarded())
	for _, header := range []string{
		"PRIVATE-TOKEN: developer-token", "private-token: developer-token", "Authorization: Bearer developer-token",
		"Authorization: bearer developer-token", "JOB-TOKEN: job-token", "Authorization: Bearer job-token",
	} {
		assert.Equal(t, 200, v.get(shop, header).status, header)
	}
	for _, parameter := range []string{
		"private_token=developer-token", "access_token=developer-token", "bearer_token=developer-token", "job_token=job-token", "token=job-token",
	} {
		assert.Equal(t, 200, v.get(shop+"?"+parameter).status, parameter)
		v.request("PUT", shop+"/0?"+parameter, "status=failed", formType).is(404, notFound)
		v.request("PUT", shop+"/0", parameter+"&status=failed", formType).is(404, notFound)
	}
	v.request("PUT", shop+"/0", `{"status":"failed","private_token":"developer-token"}`, jsonType).is(404, notFound)
}

func TestPrecedenceOfTokens(t *testing.T) {
	v := visit(t, guarded())
	for _, c := range []struct {
		query   string
		headers []string
		user    string // who is asking in the end; empty: nobody
	}{
		{"", []string{"Authorization: Bearer developer-token", "PRIVATE-TOKEN: maintainer-token"}, "developer"},
		{"", []string{"Authorization: Bearer garbage", "PRIVATE-TOKEN: maintainer-token"}, "maintainer"},
		{"?private_token=developer-token", []string{"PRIVATE-TOKEN: maintainer-token"}, "developer"},
		{"?private_token=garbage", []string{"PRIVATE-TOKEN: maintainer-token"}, ""},
		{"", []string{"PRIVATE-TOKEN: garbage", "JOB-TOKEN: job-token"}, ""},
		{"", []string{"PRIVATE-TOKEN: maintainer-token", "JOB-TOKEN: garbage"}, "maintainer"},
		{"", []string{"PRIVATE-TOKEN: maintainer-token", "JOB-TOKEN: job-token"}, "maintainer"},
	} {
		a := v.get("/user"+c.query, c.headers...)
		if c.user == "" {
			a.is(401, unauthorized)
			continue
		}
		assert.Equal(t, `"`+c.user+`"`, a.member("username"), c)
	}
}

func TestTwoBearers(t *testing.T) {
	v := visit(t, guarded())
	v.get(shop+"?access_token=developer-token", "Authorization: Bearer developer-token").is(400, twoBearers)
	v.request("PUT", shop+"/101", "access_token=x", formType, "Authorization: Bearer y").is(400, twoBearers)
	assert.Equal(t, 200, v.get(shop+"?private_token=developer-token", "Authorization: Bearer developer-token").status)
}

func TestSudo(t *testing.T) {
	v := visit(t, guarded())
	const mustBeAdmin = `{"message":"403 Forbidden - Must be admin to use sudo"}`
	v.as("maintainer").get("/user?sudo=developer").is(403, mustBeAdmin)
	v.get(shop, "JOB-TOKEN: job-token", "Sudo: maintainer").is(403, mustBeAdmin)
	v.as("admin").get("/user", "Sudo: developer").is(403,
		`{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"sudo"}`)
	v.as("sudo").get("/user?sudo=xxx").is(404, messageOf("404 User with ID or username 'xxx' Not Found"))
	v.as("sudo").get("/user?sudo=999").is(404, messageOf("404 User with ID or username '999' Not Found"))
	for _, who := range []string{"developer", "DEVELOPER", "3"} {
		assert.Equal(t, `"developer"`, v.as("sudo").get("/user", "Sudo: "+who).member("username"))
		assert.Equal(t, `"developer"`, v.as("sudo").get("/user?sudo="+who).member("username"))
	}
	v.as("sudo").delete(shop+"/105", "Sudo: developer").is(403, forbidden)
	v.as("sudo").delete(shop+"/105").is(204, "")
}

func TestSudoWithAnAdministratorsJob(t *testing.T) {
	d := small()
	d.Projects[0].Deployments[6].Job.User = "admin"
	v := visit(t, d)
	v.get(shop, "JOB-TOKEN: job-token", "Sudo: maintainer").is(403,
		messageOf("403 Forbidden - Must be authenticated using an OAuth or personal access token to use sudo"))
}
