package faults

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strings"
	"sync/atomic"
	"time"
)

// transmitted changes how answers go out.
func transmitted(f func(w http.ResponseWriter, r *http.Request, a *answer)) func(http.Handler, func(time.Duration), *atomic.Int64) http.Handler {
	return func(next http.Handler, _ func(time.Duration), count *atomic.Int64) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			record := recorder{answer: answer{header: http.Header{}}}
			next.ServeHTTP(&record, r)
			count.Add(1)
			f(w, r, record.result())
		})
	}
}

func oddLines() []Oddity {
	return []Oddity{
		{ID: "header-case", Sentence: "Names of headers are in lower case.", Line: true, wrap: transmitted(func(w http.ResponseWriter, r *http.Request, a *answer) {
			for name, values := range a.header {
				w.Header()[strings.ToLower(name)] = values
			}
			b := &answer{status: a.status, header: http.Header{}, body: a.body}
			b.write(w, r.Method)
		})},
		{ID: "chunked", Sentence: "Answers come in chunks of unknown length.", Line: true, wrap: transmitted(func(w http.ResponseWriter, r *http.Request, a *answer) {
			rest := a.body
			first := &answer{status: a.status, header: a.header, body: rest[:len(rest)/3]}
			first.write(w, r.Method)
			if r.Method != http.MethodHead && len(rest) > 0 {
				_ = http.NewResponseController(w).Flush()
				_, _ = w.Write(rest[len(rest)/3:])
			}
		})},
		{ID: "gzip", Sentence: "Answers are compressed for whoever takes that.", Line: true, wrap: transmitted(func(w http.ResponseWriter, r *http.Request, a *answer) {
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && len(a.body) > 0 {
				var b bytes.Buffer
				z := gzip.NewWriter(&b)
				_, _ = z.Write(a.body)
				_ = z.Close()
				a.body = b.Bytes()
				a.header.Set("Content-Encoding", "gzip")
			}
			a.write(w, r.Method)
		})},
		{ID: "connection-closed", Sentence: "The connection is closed after each answer.", Line: true, wrap: transmitted(func(w http.ResponseWriter, r *http.Request, a *answer) {
			a.header.Set("Connection", "close")
			a.write(w, r.Method)
		})},
		{ID: "http-2", Sentence: "The line is HTTP/2.", Line: true, Encrypted: true, wrap: func(next http.Handler, _ func(time.Duration), count *atomic.Int64) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.ProtoMajor == 2 {
					count.Add(1)
				}
				next.ServeHTTP(w, r)
			})
		}},
		{ID: "sockets", Sentence: "Nothing is odd but that there is a network.", Line: true},
		{ID: "path-prefix", Sentence: "GitLab lives below a path.", Prefix: "/gitlab", wrap: func(next http.Handler, _ func(time.Duration), count *atomic.Int64) http.Handler {
			inside := http.StripPrefix("/gitlab", next)
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				count.Add(1)
				record := recorder{answer: answer{header: http.Header{}}}
				inside.ServeHTTP(&record, r)
				a := record.result()
				a.header.Set("Link", strings.ReplaceAll(a.header.Get("Link"), "/api/v4/", "/gitlab/api/v4/"))
				if a.header.Get("Link") == "" {
					a.header.Del("Link")
				}
				a.write(w, r.Method)
			})
		}},
	}
}
