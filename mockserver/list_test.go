package mockserver_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestListParametersRefused(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for query, want := range map[string]string{
		"page=abc": "page is invalid", "page=1.5": "page is invalid", "page=0x1": "page is invalid", "page[]=1": "page is invalid",
		"per_page=abc": "per_page is invalid", "per_page=1.5": "per_page is invalid", "per_page=0x10": "per_page is invalid", "per_page=1e1": "per_page is invalid",
		"per_page=0": "per_page has a value not allowed", "per_page=00": "per_page has a value not allowed",
		"order_by=x": "order_by does not have a valid value", "order_by=": "order_by does not have a valid value",
		"order_by=ID": "order_by does not have a valid value", "order_by[]=id": "order_by is invalid",
		"sort=x": "sort does not have a valid value", "sort=": "sort does not have a valid value", "sort=DESC": "sort does not have a valid value",
		"status=z": "status does not have a valid value", "status=": "status does not have a valid value",
		"status=Success": "status does not have a valid value", "status=cancelled": "status does not have a valid value",
		"status[]=success": "status is invalid", "status[a]=success": "status is invalid", "environment[]=x": "environment is invalid", "environment[a]=x": "environment is invalid",
		"updated_after=abc": "updated_after is invalid", "updated_before=2019-13-01": "updated_before is invalid",
		"finished_after=2019-02-30": "finished_after is invalid", "finished_before=1552636800": "finished_before is invalid",
		"updated_after=2019-03-15T25:00:00Z": "updated_after is invalid", "updated_after=%20": "updated_after is invalid", "updated_after[]=2019-03-15": "updated_after is invalid",
		"finished_after=now": "finished_after is invalid", "finished_after=2019": "finished_after is invalid", "finished_after=03/15/2019": "finished_after is invalid",
		"order_by=x&sort=y&status=z&updated_after=abc&page=q&per_page=0": "page is invalid, per_page has a value not allowed, order_by does not have a valid value, " +
			"sort does not have a valid value, updated_after is invalid, status does not have a valid value",
		"status=&environment[]=&finished_before=x&finished_after=x&updated_before=x": "updated_before is invalid, finished_after is invalid, finished_before is invalid, " +
			"environment is invalid, status does not have a valid value",
		"sort=asc&sort=x": "sort does not have a valid value",
	} {
		v.get(shop+"?"+query).is(400, errorOf(want))
	}
}

func TestListParametersAccepted(t *testing.T) {
	v := visit(t, small()).as("reporter")
	everything := []int{101, 102, 103, 104, 105, 106, 107, 108}
	for _, query := range []string{
		"", "page=", "per_page=", "page=0", "page=-1", "per_page=-1", "page=%201", "page=1%20", "page=%2B1", "page=01", "per_page=1_0", "per_page=100000",
		"updated_after=", "finished_before=", "environment=", "environment=%20%20", "environment", "updated_after", "page", "sort=x&sort=asc",
		"unknown=1", "unknown[]=1&unknown[]=2", "a[b][c]=1", "pagination=keyset", "cursor=x", "order_by=iid", "order_by=created_at", "&&", "order_by=ref&sort=asc&environment=",
	} {
		assert.ElementsMatch(t, everything, v.get(shop+"?"+query).ids(), query)
	}
	for _, instant := range []string{"2019-03-15T08:00:00Z", "2019-03-15T08:00:00.123456Z", "2019-03-15T08:00:00+09:00", "2019-03-15T08:00:00-0930",
		"2019-03-15", "2019-03-15T08:00:00", "2019-03-15 08:00:00", "20190315T080000Z", "2019-03-15T24:00:00Z"} {
		assert.Len(t, v.get(shop+"?order_by=updated_at&updated_after="+url.QueryEscape(instant)).ids(), 8, instant)
	}
}

func TestFinderErrors(t *testing.T) {
	const (
		both           = "Both `updated_at` filter and `finished_at` filter can not be specified"
		updatedSort    = "`updated_at` filter requires `updated_at` sort"
		finishedSort   = "`finished_at` filter requires `finished_at` sort."
		finishedFilter = "`finished_at` sort requires `finished_at` filter or a filter with at least one of the finished statuses."
		successFilter  = "`finished_at` filter must be combined with `success` status filter."
	)
	v := visit(t, small()).as("reporter")
	for query, want := range map[string]string{
		"updated_after=2026-01-01&finished_before=2026-01-02":                                   both,
		"updated_before=2026-01-01&finished_after=2026-01-02&order_by=finished_at":              both,
		"updated_after=2026-01-01&finished_before=2026-01-02&order_by=updated_at&status=failed": both,
		"updated_after=2026-01-01":                                                                  updatedSort,
		"updated_before=2026-01-01&order_by=finished_at":                                            updatedSort,
		"updated_after=2026-01-01&updated_before=2026-01-02&order_by=created_at":                    updatedSort,
		"finished_after=2026-01-01":                                                                 finishedSort,
		"finished_before=2026-01-01&status=success":                                                 finishedSort,
		"finished_before=2026-01-01&order_by=updated_at&status=failed":                              finishedSort,
		"order_by=finished_at":                                                                      finishedFilter,
		"order_by=finished_at&status=running":                                                       finishedFilter,
		"order_by=finished_at&status=blocked":                                                       finishedFilter,
		"order_by=finished_at&finished_after=2026-01-01":                                            successFilter,
		"order_by=finished_at&finished_after=2026-01-01&status=failed":                              successFilter,
		"order_by=finished_at&finished_before=2026-01-01&finished_after=2025-01-01&status=canceled": successFilter,
	} {
		v.get(shop+"?"+query).is(400, messageOf("400 Bad request - "+want))
	}
}

func TestListFiltersAndOrders(t *testing.T) {
	v := visit(t, small()).as("reporter")
	for query, want := range map[string][]int{
		"order_by=finished_at&status=failed":                                                                        {103},
		"order_by=finished_at&status=success":                                                                       {101, 102, 106},
		"order_by=updated_at&sort=desc":                                                                             {108, 107, 106, 105, 104, 103, 102, 101},
		"order_by=finished_at&status=success&finished_after=2026-01-05T08:51:00Z":                                   {106},
		"order_by=finished_at&status=success&finished_before=2026-01-05T08:51:00Z":                                  {101},
		"order_by=updated_at&updated_after=2026-01-05T08:51:00Z&updated_before=2026-01-05T09:11:00Z":                {103, 104},
		"order_by=updated_at&updated_after=2026-01-05T17:51:00%2B09:00&updated_before=2026-01-05T18:11:00%2B09:00":  {103, 104},
		"order_by=updated_at&updated_after=2026-02-01&updated_before=2026-01-01":                                    {},
		"order_by=finished_at&sort=desc&status=success&finished_after=2026-01-05&finished_before=2026-01-06&page=1": {106, 102, 101},
		"environment=production&status=success":                                                                     {101, 102},
		"environment=Production":                                                                                    {},
		"environment=nowhere":                                                                                       {},
		"status=blocked":                                                                                            {108},
		"status=created":                                                                                            {},
		"order_by=ref&sort=asc&environment=staging":                                                                 {104, 105},
		"order_by=ref&sort=desc&environment=staging":                                                                {105, 104},
	} {
		assert.Equal(t, want, v.get(shop+"?"+query).ids(), query)
	}
}

// A body on a GET is not looked at, whatever it says.
func TestListIgnoresBodies(t *testing.T) {
	v := visit(t, small()).as("reporter")
	assert.Len(t, v.request("GET", shop, "sort=x", formType).ids(), 8)
	assert.Len(t, v.request("GET", shop, "sort=x", "Content-Type: text/plain").ids(), 8)
	assert.Len(t, v.request("GET", shop, `{"sort":"x"}`, jsonType).ids(), 8)
	v.request("GET", shop, `{"sort":`, jsonType).is(400, errorOf("Invalid JSON format"))
}
