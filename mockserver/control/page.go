package control

import (
	"compress/gzip"
	"embed"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
)

// Looking is the header by which the page's own reading is told from what clients do.
const Looking = "X-Understudy-Page"

// pageFiles are the page for people who would rather look. It needs nothing from anywhere else.
//
//go:embed page
var pageFiles embed.FS

// pagePath is where what the page is made of lies, below Root.
const pagePath = "/page/"

// pagePolicy lets the page load and ask only what this server has; text of others can not run in it.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

var pageServer = http.StripPrefix(pagePath, http.FileServerFS(sub(pageFiles, "page")))

func sub(files fs.FS, directory string) fs.FS {
	below, err := fs.Sub(files, directory)
	if err != nil {
		panic(err) // the name is a constant
	}
	return below
}

// pages are those for a browser, by the path below a stand-in or a space.
var pages = map[string]string{"/": "page/index.html", "/docs": "page/docs.html"}

// Page answers with the page of that path, and tells whether there is one.
func Page(w http.ResponseWriter, r *http.Request) bool {
	file, found := pages[r.URL.Path]
	if found {
		pageHeader(w)
		http.ServeFileFS(w, r, pageFiles, file)
	}
	return found
}

// servePart answers with a part of a page. Those that are large are kept compressed.
func servePart(w http.ResponseWriter, r *http.Request) {
	pageHeader(w)
	name := strings.TrimPrefix(r.URL.Path, pagePath)
	file, err := pageFiles.Open(path.Join("page", name+".gz"))
	if err != nil {
		pageServer.ServeHTTP(w, r)
		return
	}
	defer file.Close()
	header := w.Header()
	header.Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	header.Set("Vary", "Accept-Encoding")
	var text io.Reader = file
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
	} else if text, err = gzip.NewReader(file); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	_, _ = io.Copy(w, text) // a client that has gone needs no answer
}

func pageHeader(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-cache")
}
