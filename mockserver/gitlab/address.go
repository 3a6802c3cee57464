package gitlab

import (
	"slices"
	"strings"
)

var (
	addressParts   = lazily(`^(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)`)
	addressScheme  = lazily(`^[A-Za-z][A-Za-z0-9.+-]*$`)
	addressUser    = lazily(`^[^\[\]]*@`)
	addressPort    = lazily(`:([^:@\[\]]*)$`)
	addressDigits  = lazily(`^\d{1,5}$`)
	addressHost    = lazily(`[<>{}/\\?#@"\s]`)
	addressLiteral = lazily(`^\[[A-Za-z0-9._~!$&'()*+,;=:-]*\]$`)

	hostedSchemes = []string{
		"http", "https", "ftp", "tftp", "sftp", "ssh", "svn+ssh", "telnet", "nntp", "gopher", "wais", "ldap", "prospero",
	}
)

// readAddress tells whether a text can be read as a URI as loosely as the Ruby library Addressable does it, and its scheme
// in lower case; empty if it has none.
func readAddress(text string) (scheme string, ok bool) {
	if isPlainAddress(text) {
		return "https", true
	}
	parts := addressParts().FindStringSubmatch(text)
	scheme, path := parts[1], parts[3]
	hasAuthority := strings.HasPrefix(text[schemeEnd(text, scheme):], "//")
	authority := addressUser().ReplaceAllString(parts[2], "")
	host, port := addressPort().ReplaceAllString(authority, ""), ""
	if found := addressPort().FindStringSubmatch(authority); found != nil {
		port = found[1]
	}
	hosted := slices.Contains(hostedSchemes, strings.ToLower(scheme))
	switch {
	case scheme != "" && !addressScheme().MatchString(scheme),
		port != "" && !addressDigits().MatchString(port),
		hosted && host == "" && path == "",
		!hasAuthority && strings.HasPrefix(path, "//"),
		addressHost().MatchString(host),
		strings.HasPrefix(host, "[") && !addressLiteral().MatchString(host):
		return "", false
	}
	return strings.ToLower(strings.TrimSpace(scheme)), true
}

// isPlainAddress knows what nearly all addresses of environments look like without all these expressions, which took a tenth of
// the time of loading a big dataset.
func isPlainAddress(text string) bool {
	rest, secure := strings.CutPrefix(text, "https://")
	host, _, _ := strings.Cut(rest, "/")
	return secure && host != "" && strings.Trim(host, "abcdefghijklmnopqrstuvwxyz0123456789.-") == ""
}

// schemeEnd is where what follows the scheme begins.
func schemeEnd(text, scheme string) int {
	if scheme == "" {
		return 0
	}
	return strings.IndexByte(text, ':') + 1
}
