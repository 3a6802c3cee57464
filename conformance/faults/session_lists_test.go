package faults

import (
	"fmt"
	"net/url"
	"strings"
)

func (p *player) lists() {
	p.send("owner", "GET", "/projects/4/deployments", "", "")
	for _, query := range []string{
		"", "?per_page=100", "?sort=asc", "?sort=desc", "?page=2&environment=staging&per_page=3", "?environment=staging&sort=desc", "?environment=production/eu",
		"?environment=staging", "?environment=STAGING", "?environment=eu", "?environment=production", "?environment=stag", "?environment=nowhere", "?environment=review%2Ffoo", "?environment=qa%2F1", "?environment=a%20b",
		"?status=skipped", "?status=manual", "?status=cancelled", "?status=Success", "?status=", "?order_by=ref", "?order_by=ID", "?order_by=", "?order_by=status", "?order_by=nothing",
		"?sort=DESC", "?sort=", "?sort=up", "?sort=ascending", "?environment=staging&status=failed", "?environment=staging&status=success&sort=desc",
		"?order_by=finished_at", "?order_by=finished_at&status=success", "?order_by=finished_at&status=success&sort=desc", "?per_page=0", "?per_page=-1", "?page=0", "?finished_after=2016-08-11T00:00:00Z",
		"?order_by=created_at&sort=asc", "?order_by=id&sort=asc&status=success&environment=staging",
	} {
		p.get(shop + query)
	}
	for _, order := range []string{"id", "iid", "created_at", "updated_at"} {
		p.get(shop + "?order_by=" + order)
		p.get(shop + "?sort=desc&order_by=" + order)
	}
	for _, status := range listed6 {
		p.get(shop + "?status=" + status)
	}
}

// times asks for ranges around the moments of two deployments.
func (p *player) times() {
	var rows []struct {
		Updated string `json:"updated_at"`
	}
	decodeInto(p.get(shop+"?order_by=updated_at&status=success&per_page=100").body, &rows)
	if len(rows) < 61 || rows[20].Updated == "" { // an odd server's
		return
	}
	early, late := url.QueryEscape(moved(rows[20].Updated, 1)), url.QueryEscape(moved(rows[60].Updated, 1))
	zoned := url.QueryEscape(strings.Replace(timeOf(rows[20].Updated).Add(5*3600e9).Format(asShown), "Z", "+05:00", 1))
	exactly := url.QueryEscape(rows[20].Updated)
	for _, kind := range []string{"updated", "finished"} {
		fixed := "?order_by=" + kind + "_at&status=success&"
		after, before := kind+"_after=", kind+"_before="
		for _, query := range []string{
			after + early, before + early, after + zoned, before + zoned, after + exactly, before + exactly, after + early + "&sort=desc", before + early + "&sort=desc", after + early + "&page=2&per_page=3",
			before + early + "&page=2&per_page=3", after + early + "&" + before + late, after + late + "&" + before + early, after + "2040-01-01T00:00:00Z", after + "yesterday",
			before + "yesterday", after + early + "&environment=staging", before + late + "&environment=staging", after + early + "&per_page=2", before + late + "&per_page=2",
		} {
			p.get(shop + fixed + query)
		}
	}
	slow := p.deploy("slow", "running", "main")
	mid := url.QueryEscape(p.clock.now.Format(asShown))
	p.form("PUT", shop+"/"+slow, "status", "success")
	p.get(shop + "?environment=slow&order_by=updated_at&updated_before=" + mid)
	p.get(shop + "?environment=slow&order_by=updated_at&updated_after=" + mid)
	p.get(shop + "?environment=slow&order_by=finished_at&status=success&finished_before=" + mid)
	p.get(shop + "?environment=slow&order_by=finished_at&status=success&finished_after=" + mid)
	fixed := shop + "?order_by=updated_at&"
	p.get(fixed + "updated_after=" + early + "&environment=staging&status=failed")
	p.get(fixed + "updated_before=" + late + "&environment=staging")
	for _, query := range []string{
		"updated_after=" + early, "order_by=updated_at&status=success&updated_after=" + early + "&finished_after=" + early,
		"order_by=finished_at&finished_after=" + early, "order_by=finished_at&status=failed&finished_after=" + early,
		"order_by=updated_at&status=success&finished_after=" + early, "status=success&finished_after=" + early, "status=success&finished_before=" + early,
	} {
		p.get(shop + "?" + query)
	}
}

func (p *player) pages() {
	for _, query := range []string{
		"?per_page=3", "?per_page=3&page=2", "?per_page=100&page=1", "?per_page=1000", "?per_page=60", "?per_page=2&environment=staging&status=success&sort=desc&order_by=id", "?page=999", "?per_page=100&page=2",
		"?page=x", "?per_page=x", "?per_page=1&page=3&environment=staging", "?per_page=2&page=2",
	} {
		p.get(shop + query)
	}
}

func (p *player) badLists() {
	p.get(shop + "?order_by=x&sort=y&status=z")
	p.clock.stands = true
	p.deploy("ties", "running", "main")
	p.deploy("ties", "running", "main")
	p.clock.stands = false
	p.get(shop + "?environment=ties&order_by=updated_at")
	p.get(shop + "?environment=delete&order_by=finished_at&status=success")
	p.get(shop + "?page=x&sort=y")
	p.get(shop + "?colour=blue")
	p.get(shop + "?order_by=updated_at&updated_after=yesterday")
	p.get("/projects/acme%2Fshop/deployments?per_page=2")
}

func (p *player) ones() {
	for _, id := range []string{"1", "2", "40", "121", "122", "123", "124", "128", "129", "131", "999999", "0", "-1", "99999999999", "abc", "12abc", "1.x", "130"} {
		p.get(shop + "/" + id)
		p.get(shop + "/" + id)
	}
	p.get("/projects/2/deployments/1")
	p.get("/projects/acme%2Fshop/deployments/40")
	p.get("/projects/1/deployments/1?colour=blue")
	var foreign []struct{ ID, IID int64 }
	decodeInto(p.get("/projects/2/deployments").body, &foreign)
	for _, d := range foreign[:min(3, len(foreign))] {
		p.get(fmt.Sprintf("%s/%d", shop, d.ID))
		p.get(fmt.Sprintf("/projects/2/deployments/%d", d.IID))
	}
}
