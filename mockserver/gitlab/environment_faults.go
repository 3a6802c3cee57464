package gitlab

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// fault is what is wrong with one attribute of a row.
type fault struct{ attribute, text string }

// sentences name the attributes as Rails does.
func sentences(faults []fault) []string {
	told := make([]string, len(faults))
	for i, f := range faults {
		subject := strings.ReplaceAll(f.attribute, "_", " ")
		told[i] = strings.ToUpper(subject[:1]) + subject[1:] + " " + f.text
	}
	return told
}

func byAttribute(faults []fault) map[string][]string {
	told := map[string][]string{}
	for _, f := range faults {
		told[f.attribute] = append(told[f.attribute], f.text)
	}
	return told
}

const (
	maxExternalURL = 255
	maxDescription = 10_000
	maxNamespace   = 63
	namespaceRule  = "can contain only lowercase letters, digits, and '-'. Must start with a letter, and cannot end with '-'"
)

var namespaceFormat = lazily(`^[a-z0-9]([-a-z0-9]*[a-z0-9])?$`)

// namingFaults are what keeps a new environment of the project from having that name.
func (s *State) namingFaults(p *Project, name string) []fault {
	var found []fault
	broken := func(is bool, attribute, text string) {
		if is {
			found = append(found, fault{attribute, text})
		}
	}
	_, slugTaken := s.environmentSlugs.get(environmentKey(p.ID, Slug(name)))
	broken(strings.TrimSpace(name) == "", "name", "can't be blank")
	broken(s.EnvironmentByName(p.ID, name) != nil, "name", taken)
	broken(utf8.RuneCountInString(name) > maxEnvironmentName, "name", nameTooLong)
	broken(!environmentName().MatchString(name), "name", nameCharacters)
	broken(slugTaken, "slug", taken)
	return found
}

// faults are what is wrong with the values. There is no agent, and so there can be neither namespace nor path.
func (c EnvironmentChange) faults() []fault {
	var found []fault
	add := func(attribute string, texts ...string) {
		for _, text := range texts {
			found = append(found, fault{attribute, text})
		}
	}
	if c.ExternalURL != nil && utf8.RuneCountInString(*c.ExternalURL) > maxExternalURL {
		add("external_url", "is too long (maximum is 255 characters)")
	}
	if c.Description != nil && utf8.RuneCountInString(*c.Description) > maxDescription {
		add("description", "is too long (maximum is 10000 characters)")
	}
	if c.KubernetesNamespace != nil {
		add("kubernetes_namespace", namespaceFaults(*c.KubernetesNamespace)...)
	}
	if c.FluxResourcePath != nil {
		if utf8.RuneCountInString(*c.FluxResourcePath) > maxExternalURL {
			add("flux_resource_path", "is too long (maximum is 255 characters)")
		}
		if *c.FluxResourcePath != "" {
			add("flux_resource_path", "cannot be set without a kubernetes namespace")
		}
	}
	if c.ExternalURL != nil && textUnlessBlank(*c.ExternalURL) != "" {
		add("external_url", addressFaults(*c.ExternalURL)...)
	}
	return found
}

func namespaceFaults(name string) []string {
	var found []string
	switch {
	case name == "":
		found = append(found, "is too short (minimum is 1 character)")
	case utf8.RuneCountInString(name) > maxNamespace:
		found = append(found, "is too long (maximum is 63 characters)")
	}
	if !namespaceFormat().MatchString(name) {
		found = append(found, namespaceRule)
	}
	if strings.TrimSpace(name) != "" {
		found = append(found, "cannot be set without a cluster agent")
	}
	return found
}

// AddressFault is what keeps a text from being an environment's external URL, in GitLab's words; empty if nothing does.
func AddressFault(text string) string { return strings.Join(addressFaults(text), ", ") }

// addressFaults are what keeps a text from being linked to: GitLab takes whatever can be read as a URI, but for those that
// run in a browser.
func addressFaults(text string) []string {
	scheme, ok := readAddress(text)
	switch {
	case !ok:
		return []string{"URI is invalid"}
	case slices.Contains([]string{"data", "javascript", "vbscript"}, scheme):
		return []string{scheme + " scheme is not allowed"}
	}
	return nil
}
