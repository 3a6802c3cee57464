package exchange

import (
	"net/http"
	"strings"
)

// IsPreflight recognises the question a browser asks before a request from another origin.
func IsPreflight(r *http.Request) bool {
	return r.Method == http.MethodOptions && r.Header.Get("Origin") != "" && r.Header.Get("Access-Control-Request-Method") != ""
}

// Preflight answers that question.
func Preflight() Response {
	return Response{Status: http.StatusOK, Text: true, Header: http.Header{
		"Access-Control-Allow-Origin":  anyOrigin,
		"Access-Control-Allow-Methods": {"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"},
		"Access-Control-Allow-Headers": {"*"},
		"Access-Control-Max-Age":       {"7200"},
	}}
}

// Allowed words the methods of a path: OPTIONS first, and HEAD wherever GET is.
func Allowed(methods []string) string {
	list := "OPTIONS, " + strings.Join(methods, ", ")
	if strings.Contains(list, http.MethodGet) {
		list += ", HEAD"
	}
	return list
}
