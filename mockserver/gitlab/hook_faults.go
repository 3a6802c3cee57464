package gitlab

import (
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxHooks        = 100 // of a project
	maxBranchFilter = 4000
	maxTemplate     = 4096
	maxPairs        = 20
	maxPairValue    = 2048
	maxSecret       = 8192 // characters of a URL or a token
	maxHookName     = 255
	maxHookText     = 2048
)

var (
	// pairName is what headers and variables may be called.
	pairName = lazily(`^[A-Za-z]+[0-9]*([._-][A-Za-z0-9]+)*$`)
	// headerValue is what a header may hold: one line without blanks around it, nor what becomes a line's end.
	headerValue   = lazily(`^\S(?:.*\S)?$`)
	endOfLineInIt = lazily(`%0[aAdD]|%5[cC][nr]|\\n|\\r`)
	// variableInURL is a name in braces.
	variableInURL = lazily(`\{[A-Za-z]+[0-9]*(?:[._-][A-Za-z0-9]+)*\}`)
)

func indexOf(pairs []HookPair, key string) int {
	return slices.IndexFunc(pairs, func(p HookPair) bool { return p.Key == key })
}

// normalize brings the branch filter into the form it is kept in.
func (h *Hook) normalize() {
	switch h.BranchStrategy {
	case BranchAll:
		h.BranchFilter = ""
	case BranchWildcard:
		h.BranchFilter = strings.Join(strings.Fields(h.BranchFilter), " ")
	}
}

// Target is the URL with its variables filled in; complete tells whether there is one for each name.
func (h *Hook) Target() (target string, complete bool) {
	complete = true
	target = variableInURL().ReplaceAllStringFunc(h.URL, func(name string) string {
		at := indexOf(h.Variables, name[1:len(name)-1])
		if at < 0 {
			complete = false
			return name
		}
		return h.Variables[at].Value
	})
	return target, complete
}

// creationFault words what keeps a hook from being made where there are so many already, in sentences.
func (h *Hook) creationFault(others int) error {
	if err := h.formFault("Custom headers must be a valid json schema"); err != nil {
		return err
	}
	var broken []string
	for _, f := range h.faults() {
		broken = append(broken, f.subject+" "+f.text)
	}
	if others >= maxHooks {
		broken = append(broken, "Maximum number of project hooks (100) exceeded")
	}
	if len(broken) == 0 {
		return nil
	}
	return &Error{Kind: Malformed, Message: strings.Join(broken, " and ")}
}

// changeFault words the same of a hook that there is, by attribute.
func (h *Hook) changeFault() error {
	if err := h.formFault("Custom headers validation failed"); err != nil {
		return err
	}
	broken := map[string][]string{}
	for _, f := range h.faults() {
		broken[f.attribute] = append(broken[f.attribute], f.text)
	}
	if len(broken) == 0 {
		return nil
	}
	return &Error{Kind: Unprocessable, Attributes: broken}
}

// formFault are the faults for which GitLab has a word of its own.
func (h *Hook) formFault(badHeaders string) error {
	switch {
	case !h.validURL():
		return &Error{Kind: Malformed, Message: "Invalid url given"}
	case !h.validBranchFilter():
		return &Error{Kind: Malformed, Message: "Invalid branch filter given"}
	case !validPairs(h.Headers) || slices.ContainsFunc(h.Headers, func(p HookPair) bool {
		return !headerValue().MatchString(p.Value) || endOfLineInIt().MatchString(p.Value)
	}):
		return &Error{Kind: Malformed, Message: badHeaders}
	}
	return nil
}

func (h *Hook) validURL() bool {
	target, complete := h.Target()
	u, err := url.Parse(target)
	return complete && err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != ""
}

func (h *Hook) validBranchFilter() bool {
	switch h.BranchStrategy {
	case BranchRegexp:
		_, err := regexp.Compile(h.BranchFilter)
		return err == nil
	default:
		return h.BranchFilter == "" ||
			validBranchName(strings.ReplaceAll(h.BranchFilter, "*", "x")) && utf8.RuneCountInString(h.BranchFilter) <= maxBranchFilter
	}
}

func validBranchName(name string) bool { return name != "@" && !badRef().MatchString(name) }

func validPairs(pairs []HookPair) bool {
	return len(pairs) <= maxPairs && !slices.ContainsFunc(pairs, func(p HookPair) bool {
		return !pairName().MatchString(p.Key) || p.Value == "" || utf8.RuneCountInString(p.Value) > maxPairValue
	})
}

// hookFault is what is wrong with one attribute, which sentences call subject.
type hookFault struct{ attribute, subject, text string }

func (h *Hook) faults() []hookFault {
	var found []hookFault
	short := func(attribute, subject, text string, longest int) {
		if utf8.RuneCountInString(text) > longest {
			found = append(found, hookFault{attribute, subject, "is too long (maximum is " + strconv.Itoa(longest) + " characters)"})
		}
	}
	short("url", "Url", h.URL, maxSecret)
	short("token", "Token", h.Token, maxSecret)
	if strings.Contains(h.Token, "\n") {
		found = append(found, hookFault{"token", "Token", "is invalid"})
	}
	if !validPairs(h.Variables) {
		found = append(found, hookFault{"url_variables", "Url variables", "must be a valid json schema"})
	}
	short("custom_webhook_template", "Custom webhook template", h.Template, maxTemplate)
	short("name", "Name", h.Name, maxHookName)
	short("description", "Description", h.Description, maxHookText)
	return found
}
