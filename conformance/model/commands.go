package model

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// Verb is what a command does.
type Verb string

// The verbs.
const (
	Create Verb = "create"
	Update Verb = "update"
	Delete Verb = "delete"
	Get    Verb = "get"
	List   Verb = "list"
	Later  Verb = "later" // lets time pass
)

// Command is one step of a sequence.
type Command struct {
	Verb   Verb
	Number int // of the command, unique in its sequence
	Of     int // the number of the command that made the deployment meant

	Environment, Ref, SHA, Status string
	Tag                           bool
	Query                         Query
}

// String is the command on one line.
func (c Command) String() string {
	switch c.Verb {
	case Create:
		return fmt.Sprintf("%d create a %s deployment of %s at %s to %s", c.Number, c.Status, c.Ref, c.SHA, c.Environment)
	case Update:
		return fmt.Sprintf("%d move the deployment of step %d to %s", c.Number, c.Of, c.Status)
	case Delete, Get:
		return fmt.Sprintf("%d %s the deployment of step %d", c.Number, c.Verb, c.Of)
	case List:
		return fmt.Sprintf("%d list environment=%s status=%s order_by=%s sort=%s", c.Number, c.Query.Environment, c.Query.Status, c.Query.OrderBy, c.Query.Sort)
	default:
		return fmt.Sprintf("%d wait", c.Number)
	}
}

// Scene is what a sequence plays with: names of its own environments, and refs and commits of the target's.
type Scene struct {
	Environments, Refs, SHAs []string
}

// Sequence is n commands by chance, the same for the same seed. It ends with a list of everything.
func Sequence(seed uint64, n int, scene Scene) []Command {
	c := chooser{rand.New(rand.NewPCG(seed, 18)), scene, nil}
	all := make([]Command, 0, n+1)
	for number := range n {
		all = append(all, c.command(number))
	}
	return append(all, Command{Verb: List, Number: n})
}

type chooser struct {
	chance *rand.Rand
	scene  Scene
	made   []int
}

var (
	recordable = []string{"running", "running", "success", "success", "failed", "canceled"}
	listable   = []string{"", "", "created", "running", "success", "failed", "canceled", "blocked"}
	orders     = []string{"", "id", "iid", "created_at", "updated_at", "ref"}
)

func (c *chooser) command(number int) Command {
	command := Command{Verb: c.verb(), Number: number}
	switch command.Verb {
	case Create:
		c.made = append(c.made, number)
		command.Environment, command.Ref, command.SHA = pick(c.chance, c.scene.Environments), pick(c.chance, c.scene.Refs), pick(c.chance, c.scene.SHAs)
		command.Status = pick(c.chance, recordable)
	case List:
		command.Query = c.query()
	case Later:
	case Update:
		command.Of, command.Status = pick(c.chance, c.made), pick(c.chance, []string{"running", "success", "failed", "canceled"})
	default:
		command.Of = pick(c.chance, c.made)
	}
	return command
}

func (c *chooser) verb() Verb {
	if len(c.made) == 0 {
		return Create
	}
	return pick(c.chance, []Verb{Create, Create, Create, Update, Update, Update, Later, Later, Delete, Get, List})
}

func (c *chooser) query() Query {
	q := Query{
		Environment: pick(c.chance, append([]string{""}, c.scene.Environments...)),
		Status:      pick(c.chance, listable), OrderBy: pick(c.chance, orders), Sort: pick(c.chance, []string{"", "asc", "desc"}),
	}
	if q.Status == "success" && c.chance.IntN(2) == 0 {
		q.OrderBy = "finished_at"
	}
	return q
}

func pick[T any](chance *rand.Rand, from []T) T { return from[chance.IntN(len(from))] }

// Sound is a part of a sequence without the commands whose deployment nothing in it makes.
func Sound(part []Command) []Command {
	made := map[int]bool{}
	for _, c := range part {
		made[c.Number] = c.Verb == Create
	}
	return slices.DeleteFunc(slices.Clone(part), func(c Command) bool {
		needs := c.Verb == Update || c.Verb == Delete || c.Verb == Get
		return needs && !made[c.Of]
	})
}
