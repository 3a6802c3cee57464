package mockserver_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"understudy/mockserver/gitlab"
)

// pageHeaders are those that describe a page, in this order.
func pageHeaders(a answer) []string {
	var values []string
	for _, name := range []string{"X-Per-Page", "X-Page", "X-Next-Page", "X-Prev-Page", "X-Total", "X-Total-Pages"} {
		value := "-"
		if sent := a.header.Values(name); len(sent) > 0 {
			value = strings.Join(sent, ", ")
		}
		values = append(values, value)
	}
	return values
}

// fill makes project 2 as long as count deployments.
func (v visitor) fill(count int) {
	_, err := v.server.Instance().Write(func(tx *gitlab.Tx) error {
		for range count - 1 {
			tx.PutDeployment(gitlab.Deployment{ProjectID: 2, EnvironmentID: tx.EnvironmentByName(2, "production").ID, UserID: 1, Ref: "main", SHA: shaA,
				Status: gitlab.Failed, CreatedAt: tx.Now, UpdatedAt: tx.Now})
		}
		return nil
	})
	require.NoError(v.t, err)
}

const site = "/projects/2/deployments"

func TestPageHeaders(t *testing.T) {
	v := visit(t, small()).as("reporter")
	v.fill(205)
	for query, want := range map[string]string{
		"":                                "20 1 2  205 11",
		"?page=2":                         "20 2 3 1 205 11",
		"?page=11":                        "20 11  10 205 11",
		"?page=12":                        "20 12   205 11",
		"?page=999999":                    "20 999999   205 11",
		"?page=0":                         "20 1 2  205 11",
		"?page=-3":                        "20 1 2  205 11",
		"?page=%202":                      "20 2 3 1 205 11",
		"?page=":                          "20 1 2  205 11",
		"?per_page=101":                   "100 1 2  205 3",
		"?per_page=1000&page=3":           "100 3  2 205 3",
		"?per_page=-1":                    "20 1 2  205 11",
		"?per_page=":                      "20 1 2  205 11",
		"?per_page=%2B5":                  "5 1 2  205 41",
		"?per_page=%205":                  "5 1 2  205 41",
		"?per_page=05":                    "5 1 2  205 41",
		"?per_page=1_0":                   "10 1 2  205 21",
		"?per_page=41":                    "41 1 2  205 5",
		"?status=running":                 "20 1   1 1",
		"?status=success":                 "20 1   0 1",
		"?status=success&page=2":          "20 2   0 1",
		"?pagination=keyset":              "20 1 2  205 11",
		"?per_page=100000000000000000000": "100 1 2  205 3",
	} {
		a := v.get(site + query)
		require.Equal(t, 200, a.status, query)
		assert.Equal(t, want, strings.Join(pageHeaders(a), " "), query)
		head := v.request(http.MethodHead, site+query, "")
		assert.Equal(t, pageHeaders(a), pageHeaders(head), query)
		assert.Equal(t, a.header.Get("Link"), head.header.Get("Link"), query)
		assert.Empty(t, head.body)
	}
	assert.Len(t, v.get(site+"?page=11").ids(), 5)
}

func TestPagesBeyondAnyList(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for _, path := range []string{site, site + "/201/merge_requests", "/projects/2/environments"} {
		for _, page := range []string{"100000000000000000000000", "9223372036854775807", "4611686018427387905", "461168601842738791"} {
			v.get(path+"?page="+page).is(200, "[]")
		}
	}
}

func TestLongListsHaveNoTotal(t *testing.T) {
	v := visit(t, small()).as("reporter")
	v.fill(10_000)
	a := v.get(site + "?per_page=100")
	assert.Equal(t, "100 1 2  10000 100", strings.Join(pageHeaders(a), " "))
	assert.Contains(t, a.header.Get("Link"), `rel="last"`)
	v.as("developer").post(site, deploying)
	a = v.get(site + "?per_page=100&page=2")
	assert.Equal(t, "100 2 3 1 - -", strings.Join(pageHeaders(a), " "))
	assert.Equal(t, []string{"prev", "next", "first"}, relations(a))
	a = v.get(site + "?per_page=100&page=101")
	assert.Equal(t, "100 101  100 - -", strings.Join(pageHeaders(a), " "))
	assert.Equal(t, []string{"prev", "first"}, relations(a))
}

var links = regexp.MustCompile(`<([^>]*)>; rel="([a-z]+)"`)

func relations(a answer) []string {
	var all []string
	for _, link := range links.FindAllStringSubmatch(a.header.Get("Link"), -1) {
		all = append(all, link[2])
	}
	return all
}

func TestLink(t *testing.T) {
	v := visit(t, small()).as("reporter")
	base := v.server.URL + "/api/v4"
	link := func(before, page, after, relation string) string {
		return "<" + base + before + "page=" + page + after + `>; rel="` + relation + `"`
	}
	one := "/projects/1/deployments?id=1&order_by=id&"
	for path, want := range map[string]string{
		shop: link(one, "1", "&per_page=20&sort=asc", "first") + ", " + link(one, "1", "&per_page=20&sort=asc", "last"),
		shop + "?per_page=3&page=2": link(one, "1", "&per_page=3&sort=asc", "prev") + ", " + link(one, "3", "&per_page=3&sort=asc", "next") + ", " +
			link(one, "1", "&per_page=3&sort=asc", "first") + ", " + link(one, "3", "&per_page=3&sort=asc", "last"),
		shop + "?per_page=500&private_token=reporter-token": link(one, "1", "&per_page=100&private_token=reporter-token&sort=asc", "first") + ", " +
			link(one, "1", "&per_page=100&private_token=reporter-token&sort=asc", "last"),
		"/projects/acme%2Fshop/deployments?environment=a+b%2Fc": link("/projects/acme%2Fshop/deployments?environment=a+b%2Fc&id=acme%2Fshop&order_by=id&", "1", "&per_page=20&sort=asc", "first") + ", " +
			link("/projects/acme%2Fshop/deployments?environment=a+b%2Fc&id=acme%2Fshop&order_by=id&", "1", "&per_page=20&sort=asc", "last"),
		shop + "?zebra=%2C&id=9&order_by=updated_at&updated_after=2019-03-15T08:00:00.5%2B09:00&page=9": link("/projects/1/deployments?id=1&order_by=updated_at&", "1",
			"&per_page=20&sort=asc&updated_after=2019-03-15T08%3A00%3A00%2B09%3A00&zebra=%2C", "first") + ", " + link("/projects/1/deployments?id=1&order_by=updated_at&", "1",
			"&per_page=20&sort=asc&updated_after=2019-03-15T08%3A00%3A00%2B09%3A00&zebra=%2C", "last"),
		shop + "/101/merge_requests": link("/projects/1/deployments/101/merge_requests?deployment_id=101&id=1&order_by=created_at&", "1",
			"&per_page=20&sort=desc&state=all&with_labels_details=false&with_merge_status_recheck=false", "first") + ", " +
			link("/projects/1/deployments/101/merge_requests?deployment_id=101&id=1&order_by=created_at&", "1",
				"&per_page=20&sort=desc&state=all&with_labels_details=false&with_merge_status_recheck=false", "last"),
	} {
		assert.Equal(t, want, v.get(path).header.Get("Link"), path)
	}
}

func TestLinksLeadThroughTheList(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for _, path := range []string{
		shop + "?per_page=3&sort=desc", "/projects/acme%2Fshop/deployments?per_page=3&sort=desc&x[]=1&x[]=2&y[z]=%C3%BC", "/projects/acme%2Fshop/deployments.json?per_page=3&sort=desc&order_by=updated_at&updated_after=2019-01-01",
	} {
		var ids []int
		for next := "/api/v4" + path; next != ""; {
			a := v.get(next)
			ids = append(ids, a.ids()...)
			next = ""
			for _, link := range links.FindAllStringSubmatch(a.header.Get("Link"), -1) {
				if link[2] == "next" {
					next = strings.TrimPrefix(link[1], v.server.URL)
				}
			}
			require.LessOrEqual(t, len(ids), 8)
		}
		assert.Equal(t, []int{108, 107, 106, 105, 104, 103, 102, 101}, ids, path)
	}
}

func TestLinksNameTheHostAsTheClientDoes(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for host, want := range map[string]string{
		"gitlab.example.com": "http://gitlab.example.com/", "localhost:4711": "http://localhost:4711/", "[::1]:80": "http://[::1]:80/",
		"a,b": "http://localhost/", // would break the Link header apart
	} {
		a := v.get(shop, "Host: "+host)
		shown := links.FindAllStringSubmatch(a.header.Get("Link"), -1)
		assert.Len(t, shown, 2, host)
		for _, link := range shown {
			assert.True(t, strings.HasPrefix(link[1], want+"api/v4/"), link[1])
		}
		assert.Contains(t, v.get(shop+"/101", "Host: "+host).member("user"), `"web_url":"`+want+"developer"+`"`)
	}
}
