package report

import (
	"fmt"
	"io"
	"strings"

	"understudy/conformance"
)

// GitHub writes workflow commands: printed by a step of GitHub Actions, each finding becomes an annotation of the run.
func GitHub(w io.Writer, r conformance.Result) error {
	for _, f := range r.Findings {
		command := map[conformance.Verdict]string{conformance.Fail: "error", conformance.Warn: "warning"}[f.Verdict]
		if command == "" {
			command = "notice"
		}
		text := f.Statement + "\n" + strings.Join(f.Failures[0].Lines(), "\n")
		if _, err := fmt.Fprintf(w, "::%s title=%s::%s\n", command, property(string(f.Verdict)+" "+f.Rule), escaped(text)); err != nil {
			return err
		}
	}
	for _, u := range r.Unexamined {
		if _, err := fmt.Fprintf(w, "::warning title=%s::%s\n", property("not examined: "+u.Rule), escaped(u.Reason+"\n"+u.Hint)); err != nil {
			return err
		}
	}
	return nil
}

// escaped is a message of a workflow command: only %, CR and LF mean something in it.
func escaped(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(strings.TrimSpace(text))
}

// property is a property of a workflow command, which ends at a comma or colon.
func property(text string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escaped(text))
}
