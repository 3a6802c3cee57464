package gitlab

import (
	"regexp"
	"slices"
	"strings"
)

// What GitLab lets names and paths be. Of a path there are two rules: that of all paths, and the narrower one of container
// repositories, which came later and holds for new ones.
const (
	maxPath       = 255
	tooLong       = "is too long (maximum is 255 characters)"
	blank         = "can't be blank"
	taken         = "has already been taken"
	containerRule = "can only include non-accented letters, digits, '_', '-' and '.'. It must not start with '-', '_', or '.', nor end with '-', '_', '.', '.git', or '.atom'."
	projectRule   = "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-', end in '.git' or end in '.atom'"
	groupRule     = "can contain only letters, digits, '_', '-' and '.'. Cannot start with '-' or end in '.', '.git' or '.atom'."

	projectNameRule = "can contain only letters, digits, emoji, '_', '.', '+', dashes, or spaces. It must start with a letter, digit, emoji, or '_'."
	groupNameRule   = "can contain only letters, digits, emoji, '_', '.', dash, space, parenthesis. It must start with letter, digit, emoji or '_'."
	markupRule      = "cannot contain HTML/XML tags, including any word between angle brackets (&lt;,&gt;)."
)

var (
	containerPath = lazily(`^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$`)
	projectPath   = lazily(`^[A-Za-z0-9_.][A-Za-z0-9_.-]*$`)
	groupPath     = lazily(`^(?:[A-Za-z0-9_.][A-Za-z0-9_.-]*[A-Za-z0-9_-]|[A-Za-z0-9_])$`)

	projectName = lazily(`^[\p{L}\p{M}\p{Nd}\x{A9}-\x{1f9ff}_][\p{L}\p{M}\p{Nd}\p{Pd}+\x{A9}-\x{1f9ff}_. ]*$`)
	groupName   = lazily(`^[\p{L}\p{M}\p{Nd}\x{A9}-\x{1f9ff}_][\p{L}\p{M}\p{Nd}\p{Pd}\x{A9}-\x{1f9ff}_(). ]*$`)
	markup      = lazily(`<[A-Za-z/!?]`)

	notOfASlug = lazily(`[^a-z0-9_-]+`)
)

// Words that GitLab's own routes need: at the top, and anywhere below.
var (
	topLevelRoutes = []string{
		"-", ".well-known", "404.html", "422.html", "500.html", "502.html", "503.html", "admin", "api", "apple-touch-icon.png",
		"assets", "dashboard", "deploy.html", "explore", "favicon.ico", "favicon.png", "groups", "health_check", "help", "import",
		"jwt", "login", "o", "oauth", "profile", "projects", "public", "robots.txt", "s", "search", "sitemap", "sitemap.xml",
		"sitemap.xml.gz", "slash-command-logo.png", "snippets", "unsubscribes", "uploads", "users", "v2",
	}
	innerRoutes = []string{
		"-", "badges", "blame", "blob", "builds", "commits", "create", "create_dir", "edit", "files", "find_file", "new", "preview",
		"raw", "refs", "tree", "update", "wikis",
	}
)

// pathFaults are what is wrong with a path's last part by the rule of all paths, which knows reserved words as well.
func pathFaults(path string, format *regexp.Regexp, rule string, reserved []string) []string {
	if !format.MatchString(path) || strings.HasSuffix(path, ".git") || strings.HasSuffix(path, ".atom") {
		return []string{rule}
	}
	if slices.Contains(reserved, strings.ToLower(path)) {
		return []string{path + " is a reserved name"}
	}
	return nil
}

// ProjectPathFault is what keeps a full path from being that of a project, by the rule of all paths; "" if nothing does.
func ProjectPathFault(path string) string {
	above, last := path[:strings.LastIndexByte(path, '/')+1], path[strings.LastIndexByte(path, '/')+1:]
	if faults := pathFaults(last, projectPath(), projectRule, innerRoutes); faults != nil {
		return faults[0]
	}
	return GroupPathFault(strings.TrimSuffix(above, "/"))
}

// GroupPathFault is the same for a group, or for a user's own namespace.
func GroupPathFault(path string) string {
	reserved := topLevelRoutes
	for part := range strings.SplitSeq(path, "/") {
		if faults := pathFaults(part, groupPath(), groupRule, reserved); faults != nil {
			return faults[0]
		}
		reserved = innerRoutes
	}
	return ""
}

// containerFaults are what is wrong with it by the rule of container repositories.
func containerFaults(path string) []string {
	if containerPath().MatchString(path) && !strings.HasSuffix(path, ".git") && !strings.HasSuffix(path, ".atom") {
		return nil
	}
	return []string{containerRule}
}

// pathOf is the path GitLab makes of a project's name.
func pathOf(name string) string {
	if pathFaults(name, projectPath(), projectRule, nil) == nil {
		return name
	}
	return strings.Trim(notOfASlug().ReplaceAllString(strings.ToLower(name), "-"), "-")
}

func lengthFaults(text string) []string {
	if len([]rune(text)) > maxPath {
		return []string{tooLong}
	}
	return nil
}
