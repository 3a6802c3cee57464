package gitlab

import (
	"regexp"
	"sync"
)

// lazily is a regular expression that is compiled when it is first needed, as most never are: compiling all of them takes longer
// than a start-up has to spare.
func lazily(expression string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expression) })
}
