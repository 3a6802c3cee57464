package gitlab

import "strings"

// putReadme gives an empty repository its first commit, on the default branch.
func (tx *Tx) putReadme(author *User, p *Project) {
	content := "# " + p.Name + "\n"
	if p.Description != "" {
		content += "\n" + p.Description + "\n"
	}
	c := tx.commit(Actor{User: author}, p, Commit{Message: "Initial commit", Tree: Tree{}.with("README.md", content, false)})
	tx.PutBranch(p.ID, p.DefaultBranch, c.SHA)
}

var (
	markedUp = lazily(`(?i)^(readme|index|_index)\.(mdown|mkd|mkdn|md|markdown|rmd|adoc|ad|asciidoc|textile|rdoc|org|creole|wiki|mediawiki|rst)$`)
	plain    = lazily(`(?i)^(readme|index|_index)(\.txt)?$`)
)

// Readme is the path of the file that introduces the project on its default branch, empty if there is none. Text with
// markup goes before plain text.
func (s *State) Readme(p *Project) string {
	head := s.Repository(p.ID).Branch(p.DefaultBranch)
	if head == nil {
		return ""
	}
	first := ""
	for _, f := range head.Tree.files {
		switch {
		case strings.Contains(f.path, "/"):
		case markedUp().MatchString(f.path):
			return f.path
		case first == "" && plain().MatchString(f.path):
			first = f.path
		}
	}
	return first
}
