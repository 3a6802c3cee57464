package mockserver

import (
	"crypto/subtle"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// door decides who may come in at all. A browser lets any web page send requests to this machine's own addresses, by a name
// of the page's that resolves there (DNS rebinding) or openly; the names in Host and Origin give such a page away.
type door struct {
	hosts []string // that may be named beside this machine
	token string   // of the control interface where other machines can reach it; empty: it does not exist there
}

// refusal is why a request does not come in, "" if it does.
func (d *door) refusal(r *http.Request) string {
	if !onLoopback(r) {
		return ""
	}
	if !d.knows(r.Host) {
		return "the host " + r.Host + " is not this machine: name it in --allow-host"
	}
	origin := r.Header.Get("Origin")
	if origin == "" {
		return ""
	}
	if from, err := url.Parse(origin); err != nil || from.Host == "" || !d.knows(from.Host) {
		return "requests of pages from " + origin + " are not allowed: name its host in --allow-host"
	}
	return ""
}

// knows tells whether a host, with or without a port, is this machine or one of those that may be named. No host at all is
// what HTTP/1.0 sends.
func (d *door) knows(host string) bool {
	name := host
	if strings.Contains(host, ":") {
		if only, _, err := net.SplitHostPort(host); err == nil {
			name = only
		}
	}
	name = strings.ToLower(strings.TrimSuffix(strings.Trim(name, "[]"), "."))
	if host == "" || name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return true
	}
	if address, err := netip.ParseAddr(name); err == nil && address.IsLoopback() {
		return true
	}
	return slices.ContainsFunc(d.hosts, func(allowed string) bool { return strings.EqualFold(allowed, name) })
}

// onLoopback tells whether the request came in at an address that only this machine reaches. A request that did not come
// over a network comes from the program itself.
func onLoopback(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && local.IP.IsLoopback()
}

// reachable tells whether other machines reach the address at which the request came in.
func reachable(r *http.Request) bool {
	local, ok := r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr)
	return ok && !local.IP.IsLoopback()
}

// controls tells whether the request may use the control interface, and whether the interface exists for it.
func (d *door) controls(r *http.Request) (may, exists bool) {
	if !reachable(r) {
		return true, true
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	given := strings.EqualFold(scheme, "Bearer") && subtle.ConstantTimeCompare([]byte(token), []byte(d.token)) == 1
	return given && d.token != "", d.token != ""
}

// shows tells whether the request may see the page. A browser has no way to send the control interface's token.
func (d *door) shows(r *http.Request) bool { return !reachable(r) }
