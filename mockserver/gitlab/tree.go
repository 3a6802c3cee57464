package gitlab

import (
	"crypto/sha1"
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// Tree is the files of one commit, sorted by path. It never changes; what two commits have in common they share.
type Tree struct{ files []file }

type file struct {
	path       string
	content    string
	executable bool
	blob       [sha1.Size]byte
}

// Content is what is in the file of that path, and whether there is one.
func (t Tree) Content(path string) (content string, ok bool) {
	f, ok := t.file(path)
	return f.content, ok
}

// Put is the tree with a file added or replaced. Error: a path that no file can have.
func (t Tree) Put(path, content string) (Tree, error) {
	path, err := cleanPath(path)
	if err != nil {
		return t, err
	}
	if t.fileAbove(path) || t.hasDirectory(path) {
		return t, refused("A directory with this name already exists")
	}
	return t.with(path, content, false), nil
}

func (t Tree) file(path string) (file, bool) {
	at, ok := t.search(path)
	if !ok {
		return file{}, false
	}
	return t.files[at], true
}

func (t Tree) search(path string) (int, bool) {
	return slices.BinarySearchFunc(t.files, path, func(f file, path string) int { return strings.Compare(f.path, path) })
}

// hasDirectory tells whether files lie below that path.
func (t Tree) hasDirectory(path string) bool {
	at, _ := t.search(path + "/")
	return at < len(t.files) && strings.HasPrefix(t.files[at].path, path+"/")
}

// fileAbove tells whether a part of the path is a file.
func (t Tree) fileAbove(path string) bool {
	for at, c := range path {
		if _, is := t.search(path[:at]); c == '/' && is {
			return true
		}
	}
	return false
}

// with is the tree with one file added or replaced.
func (t Tree) with(path, content string, executable bool) Tree {
	f := file{path: path, content: content, executable: executable, blob: objectID("blob", content)}
	at, there := t.search(path)
	if there {
		files := slices.Clone(t.files)
		files[at] = f
		return Tree{files}
	}
	return Tree{slices.Insert(slices.Clone(t.files), at, f)}
}

// without is the tree without the file of that path, which must be there.
func (t Tree) without(path string) Tree {
	at, _ := t.search(path)
	return Tree{slices.Delete(slices.Clone(t.files), at, at+1)}
}

// same tells whether both versions of a file are one. The zero file stands for none.
func (f file) same(other file) bool { return f.blob == other.blob && f.executable == other.executable }

// objectID names an object as Git does.
func objectID(kind, content string) [sha1.Size]byte {
	return sha1.Sum([]byte(kind + " " + decimal(int64(len(content))) + "\x00" + content))
}

// treeID names the files as Git does, directory by directory. Below is the length of the directory's own path.
func treeID(files []file, below int) [sha1.Size]byte {
	var entries strings.Builder
	for len(files) > 0 {
		name, _, nested := strings.Cut(files[0].path[below:], "/")
		if !nested {
			mode := "100644 "
			if files[0].executable {
				mode = "100755 "
			}
			entries.WriteString(mode + name + "\x00" + string(files[0].blob[:]))
			files = files[1:]
			continue
		}
		directory := files[0].path[:below+len(name)+1]
		end := slices.IndexFunc(files, func(f file) bool { return !strings.HasPrefix(f.path, directory) })
		if end < 0 {
			end = len(files)
		}
		id := treeID(files[:end], len(directory))
		entries.WriteString("40000 " + name + "\x00" + string(id[:]))
		files = files[end:]
	}
	return objectID("tree", entries.String())
}

// commitSHA names a commit as Git does: the same files, parents, people, times and message make the same commit.
func commitSHA(c Commit) string {
	tree := treeID(c.Tree.files, 0)
	var object strings.Builder
	object.WriteString("tree " + hex.EncodeToString(tree[:]) + "\n")
	for _, parent := range c.ParentSHAs {
		object.WriteString("parent " + parent + "\n")
	}
	object.WriteString("author " + signature(c.AuthorName, c.AuthorEmail, c.AuthoredDate))
	object.WriteString("committer " + signature(c.CommitterName, c.CommitterEmail, c.CommittedDate))
	object.WriteString("\n" + c.Message)
	id := objectID("commit", object.String())
	return hex.EncodeToString(id[:])
}

func signature(name, email string, at time.Time) string {
	return name + " <" + email + "> " + decimal(at.Unix()) + at.Format(" -0700") + "\n"
}
