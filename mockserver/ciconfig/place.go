package ciconfig

import "strings"

// refusal is a sentence of GitLab's, capital letter and full stop included.
type refusal string

func (r refusal) Error() string { return string(r) }

// place is the way to a part of the configuration as messages have it, "jobs:rspec:environment".
type place string

func jobPlace(name string) place { return place("jobs:" + name) }

func (p place) in(key string) place { return place(strings.TrimPrefix(string(p)+":"+key, ":")) }

// wrong puts the place before what is wrong with it. GitLab lets both be lower case, names of jobs included.
func (p place) wrong(what string) error {
	return refusal(strings.ToLower(string(p) + " " + what))
}
