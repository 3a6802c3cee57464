package control

import (
	"embed"
	"io/fs"
	"net/http"
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

// Page answers with the page itself.
func Page(w http.ResponseWriter, r *http.Request) {
	pageHeader(w)
	http.ServeFileFS(w, r, pageFiles, "page/index.html")
}

func pageHeader(w http.ResponseWriter) {
	header := w.Header()
	header.Set("Content-Security-Policy", pagePolicy)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Referrer-Policy", "no-referrer")
	header.Set("Cache-Control", "no-cache")
}
