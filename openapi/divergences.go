package openapi

import "slices"

// Source names the place in the documentation that a part of the contract was transcribed from.
type Source struct {
	// Section is the anchor of the heading, or gitlab-18.9 where only GitLab itself tells.
	Section string `yaml:"section"`
	// Item is the attribute within the section, if it is about one.
	Item string `yaml:"item"`
	// Lines is the range of lines, such as "34" or "206-210".
	Lines string `yaml:"lines"`
}

// Divergence is one point in which the documentation and GitLab contradict each other.
type Divergence struct {
	ID         string         `yaml:"id"`
	Operation  string         `yaml:"operation"`
	Source     Source         `yaml:"source"`
	Documented DocumentedSide `yaml:"documented"`
	GitLab     GitLabSide     `yaml:"gitlab"`
	Apply      *EnumChange    `yaml:"apply"`
}

// DocumentedSide is what the documentation says.
type DocumentedSide struct {
	Says  string `yaml:"says"`
	Value string `yaml:"value"`
}

// GitLabSide is what GitLab does, since which version, and how that is known.
type GitLabSide struct {
	Does     string `yaml:"does"`
	Value    string `yaml:"value"`
	Since    string `yaml:"since"`
	Evidence string `yaml:"evidence"`
}

// EnumChange is what GitLab's side changes about the values a parameter accepts.
type EnumChange struct {
	Parameter string   `yaml:"parameter"`
	Remove    []string `yaml:"remove"`
	Add       []string `yaml:"add"`
}

func (c EnumChange) apply(enum []string) []string {
	kept := slices.DeleteFunc(slices.Clone(enum), func(v string) bool { return slices.Contains(c.Remove, v) })
	return append(kept, c.Add...)
}

// Divergences are all rows of divergences.yaml, whichever side is in force. The caller must not change them.
func (d *Document) Divergences() []Divergence { return d.divergences }

// Value is the value of the side in force in the divergence of this id, and "" if there is none.
func (d *Document) Value(divergenceID string) string {
	for _, row := range d.divergences {
		if row.ID != divergenceID {
			continue
		}
		if d.profile.FollowsGitLab(divergenceID) {
			return row.GitLab.Value
		}
		return row.Documented.Value
	}
	return ""
}
