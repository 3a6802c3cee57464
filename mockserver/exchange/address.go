package exchange

import (
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
)

// Address is what clients call a server: the base of the links they get. Clients seldom change it, so the latest is kept.
type Address struct {
	Below  string // where it lies below its host; empty, or /spaces/NAME
	latest atomic.Pointer[calledAs]
	known  atomic.Pointer[string]
}

type calledAs struct {
	secure     bool
	host, base string
}

// Of is the base of links that lead the client back here.
func (a *Address) Of(r *http.Request) string {
	secure := r.TLS != nil
	if latest := a.latest.Load(); latest != nil && latest.host == r.Host && latest.secure == secure {
		return latest.base
	}
	scheme, host := "http://", r.Host
	if secure {
		scheme = "https://"
	}
	// net/http lets hosts through that no URL could hold.
	parsed, err := url.Parse(scheme + host)
	if err != nil || parsed.Host != host || host == "" || strings.ContainsFunc(host, notOfAHost) {
		host = "localhost"
	}
	base := scheme + host + a.Below
	a.latest.Store(&calledAs{secure: secure, host: r.Host, base: base})
	return base
}

// learn takes a base for the one that those who may use the server call it by.
func (a *Address) learn(base string) {
	if known := a.known.Load(); known == nil || *known != base {
		a.known.Store(new(base))
	}
}

// Known is the base of links for whoever did not ask: what the latest client with a token called the server. A client without
// one names nothing for others.
func (a *Address) Known() string {
	if known := a.known.Load(); known != nil {
		return *known
	}
	return "http://localhost" + a.Below
}

func notOfAHost(c rune) bool {
	return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune("-._:[]", c)
}
