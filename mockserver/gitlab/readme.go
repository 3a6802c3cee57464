package gitlab

// putReadme gives an empty repository its first commit, on the default branch.
func (tx *Tx) putReadme(author *User, p *Project) {
	content := "# " + p.Name + "\n"
	if p.Description != "" {
		content += "\n" + p.Description + "\n"
	}
	c := tx.commit(Actor{User: author}, p, Commit{Message: "Initial commit", Tree: Tree{}.with("README.md", content, false)})
	tx.PutBranch(p.ID, p.DefaultBranch, c.SHA)
}
