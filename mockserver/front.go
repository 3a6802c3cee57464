package mockserver

import (
	"net/http"
	"strings"

	"understudy/mockserver/control"
)

// enter leads a request to what it is for: the API, the control interface, or what tells of the server's health.
func (s *Server) enter(w http.ResponseWriter, r *http.Request, space *control.Space) {
	path := r.URL.Path
	switch below, isControl := strings.CutPrefix(path, control.Root); {
	case strings.HasPrefix(path, "/api/"):
		space.Handler().ServeHTTP(w, r)
	case isControl && (below == "" || below[0] == '/'):
		s.controlled(w, withPath(r, below, control.Root), space)
	case r.Method == http.MethodGet && s.door.shows(r) && control.Page(w, r):
	case r.Method == http.MethodGet && healthy(w, path):
	case path == "/-/metrics" && space == s.Space:
		if s.lets(w, r) {
			s.metrics.ServeHTTP(w, r)
		}
	default:
		space.Handler().ServeHTTP(w, r)
	}
}

// controlled leads a request to the control interface, if it may.
func (s *Server) controlled(w http.ResponseWriter, r *http.Request, space *control.Space) {
	if s.lets(w, r) {
		s.control.Serve(w, r, space, s.URLFor(r), space.URLFor(r))
	}
}

// lets tells whether the request may see what is no GitLab's; if not, it has been answered.
func (s *Server) lets(w http.ResponseWriter, r *http.Request) bool {
	may, exists := s.door.controls(r)
	switch {
	case !exists:
		control.Refuse(w, http.StatusNotFound, "404 Not Found")
	case !may:
		w.Header().Set("WWW-Authenticate", "Bearer")
		control.Refuse(w, http.StatusUnauthorized, "the control interface needs the token of --control-token-file: Authorization: Bearer TOKEN")
	}
	return may && exists
}

// healthy answers the three questions that monitoring asks a GitLab.
func healthy(w http.ResponseWriter, path string) bool {
	media, text := "application/json; charset=utf-8", ""
	switch path {
	case "/-/health":
		media, text = "text/plain", "GitLab OK"
	case "/-/liveness":
		text = `{"status":"ok"}`
	case "/-/readiness":
		text = `{"status":"ok","master_check":[{"status":"ok"}]}`
	default:
		return false
	}
	w.Header().Set("Content-Type", media)
	_, _ = w.Write([]byte(text)) // a client that has gone needs no answer
	return true
}
