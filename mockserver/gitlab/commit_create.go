package gitlab

import (
	"cmp"
	"strconv"
	"strings"
)

// NewCommit is what a client wants committed.
type NewCommit struct {
	Branch      string // made if it is new
	StartBranch string // where a new branch begins; at most one of this and the next
	StartSHA    string
	Message     string
	AuthorName  string // empty: the committer
	AuthorEmail string
	Actions     []FileAction
}

// FileAction is one change of a commit to one file.
type FileAction struct {
	Action       string // create, update, delete, move or chmod
	Path         string
	PreviousPath string  // of a move
	Content      *string // a move without one keeps the content
	Executable   bool    // of a chmod
}

// CreateCommit commits to a branch. Errors: the project's, Forbidden, and refusals of branches and actions; nothing is
// committed then. GitLab 18.9: app/services/files/multi_service.rb.
func (tx *Tx) CreateCommit(actor Actor, project string, n NewCommit) (*Commit, error) {
	p, err := tx.ReadCode(actor, project)
	if err != nil {
		return nil, err
	}
	if err := tx.pushable(actor, p, n.Branch); err != nil {
		return nil, err
	}
	start, err := tx.start(p, n)
	if err != nil {
		return nil, err
	}
	c := Commit{Message: n.Message}
	if start != nil {
		c.ParentSHAs, c.Tree = []string{start.SHA}, start.Tree
	}
	for _, action := range n.Actions {
		if c.Tree, err = action.apply(c.Tree); err != nil {
			return nil, err
		}
	}
	c.AuthorName, c.AuthorEmail = cmp.Or(n.AuthorName, actor.User.Name), cmp.Or(n.AuthorEmail, actor.User.Email)
	made := tx.commit(actor, p, c)
	tx.push(actor, p, n.Branch, made.SHA)
	return made, nil
}

// start is the commit that a new one builds on, nil for the first of all.
func (tx *Tx) start(p *Project, n NewCommit) (*Commit, error) {
	r := tx.Repository(p.ID)
	start, err := n.startIn(r)
	switch {
	case err != nil:
		return nil, err
	case n.StartSHA == "" && (n.StartBranch == "" || n.StartBranch == n.Branch) && !r.Empty():
		return start, nil
	case r.Branch(n.Branch) != nil:
		return nil, refused("A branch called '" + n.Branch + "' already exists. Switch to that branch in order to make changes")
	case !validRef(n.Branch):
		return nil, refused("Something went wrong when we tried to create '" + n.Branch + "' for you: Branch name is invalid")
	}
	return start, nil
}

// startIn is the commit that a new one is to build on, nil in an empty repository.
func (n NewCommit) startIn(r *Repository) (*Commit, error) {
	if n.StartSHA != "" {
		if !commitID().MatchString(n.StartSHA) {
			return nil, refused("Invalid start_sha '" + n.StartSHA + "'")
		}
		if start := r.Commit(n.StartSHA); start != nil {
			return start, nil
		}
		return nil, refused("Cannot find start_sha '" + n.StartSHA + "'")
	}
	if start := r.Branch(cmp.Or(n.StartBranch, n.Branch)); start != nil || r.Empty() {
		return start, nil
	}
	return nil, refused("You can only create or edit files when you are on a branch")
}

// commitID is a commit's whole SHA-1 or SHA-256.
var commitID = lazily(`^(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})$`)

// commit adds a commit whose tree, parents, author and message are given; the actor commits it, and wrote it unless it
// has a date of its own.
func (tx *Tx) commit(actor Actor, p *Project, c Commit) *Commit {
	c.CommitterName, c.CommitterEmail, c.CommittedDate = actor.User.Name, actor.User.Email, tx.Now.Truncate(1e9)
	if c.AuthoredDate.IsZero() {
		c.AuthorName, c.AuthorEmail = cmp.Or(c.AuthorName, c.CommitterName), cmp.Or(c.AuthorEmail, c.CommitterEmail)
		c.AuthoredDate = c.CommittedDate
	}
	for _, text := range []*string{&c.AuthorName, &c.AuthorEmail, &c.CommitterName, &c.CommitterEmail} {
		*text = crud.Replace(*text)
	}
	c.Title, _, _ = strings.Cut(strings.TrimLeft(c.Message, "\r\n"), "\n")
	c.Title = strings.TrimRight(c.Title, "\r ")
	c.SHA = commitSHA(c)
	if made := tx.Repository(p.ID).Commit(c.SHA); made != nil {
		return made
	}
	tx.PutCommit(p.ID, c)
	return tx.Repository(p.ID).Commit(c.SHA)
}

// crud takes out what would end a name or an address in a commit, as Git does.
var crud = strings.NewReplacer("<", "", ">", "", "\n", "", "\r", "")

// apply makes the change to the files.
func (a FileAction) apply(t Tree) (Tree, error) {
	path, err := cleanPath(a.Path)
	if err != nil {
		return t, err
	}
	old, there := t.file(path)
	switch a.Action {
	case "create":
		return t.add(path, a.content(""), false)
	case "move":
		return a.move(t, path)
	}
	switch {
	case !there:
		return t, refused("A file with this name doesn't exist")
	case a.Action == "delete":
		return t.without(path), nil
	case a.Action == "chmod":
		return t.with(path, old.content, a.Executable), nil
	}
	return t.with(path, a.content(""), old.executable), nil
}

func (a FileAction) move(t Tree, path string) (Tree, error) {
	from, err := cleanPath(a.PreviousPath)
	if err != nil {
		return t, err
	}
	old, there := t.file(from)
	if !there {
		return t, refused("A file with this name doesn't exist")
	}
	return t.without(from).add(path, a.content(old.content), old.executable)
}

func (a FileAction) content(otherwise string) string {
	if a.Content == nil {
		return otherwise
	}
	return *a.Content
}

// add puts a file where nothing is.
func (t Tree) add(path, content string, executable bool) (Tree, error) {
	if _, there := t.file(path); there || t.fileAbove(path) {
		return t, refused("A file with this name already exists")
	}
	if t.hasDirectory(path) {
		return t, refused("A directory with this name already exists")
	}
	return t.with(path, content, executable), nil
}

func cleanPath(path string) (string, error) {
	path = strings.TrimLeft(path, "/")
	if path == "" {
		return "", refused("You must provide a file path")
	}
	for part := range strings.SplitSeq(path, "/") {
		switch strings.ToLower(part) {
		case "", ".", "..", ".git":
			return "", refused("Path cannot include directory traversal")
		}
	}
	return path, nil
}

func decimal(n int64) string { return strconv.FormatInt(n, 10) }
