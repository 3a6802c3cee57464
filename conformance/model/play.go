package model

import "understudy/conformance/shrink"

// Stage is a target on which commands are played. Ids are the target's; environments have the names of the scene.
type Stage interface {
	Create(Command) Answer
	Update(id int64, status string) Answer
	Delete(id int64) Answer
	Get(id int64) Answer
	// List is the status of the answer and the whole list, all pages of it.
	List(Query) (int, []Seen)
	// Later returns when the target's clock has moved on.
	Later()
}

// Play plays a sequence on a stage of its own and returns the first answer that the model does not allow, with the number of
// the step; nil if there is none.
func (p *Project) Play(sequence []Command, stage Stage) (*Finding, int) {
	for i, c := range sequence {
		if finding := p.step(c, stage); finding != nil {
			return finding, i
		}
	}
	return nil, len(sequence)
}

func (p *Project) step(c Command, stage Stage) *Finding {
	switch c.Verb {
	case Create:
		return p.Create(c.Number, c, stage.Create(c))
	case Later:
		stage.Later()
		p.Later()
		return nil
	case List:
		code, shown := stage.List(c.Query)
		return p.List(c.Query, code, shown)
	default:
		return p.touch(c, stage)
	}
}

// touch plays a command on a deployment of the sequence. There is none if the target repeated another instead of making it.
func (p *Project) touch(c Command, stage Stage) *Finding {
	d := p.made(c.Of)
	switch {
	case d == nil:
		return nil
	case c.Verb == Update:
		return p.Update(c, stage.Update(d.seen.ID, c.Status))
	case c.Verb == Delete:
		return p.Delete(c, stage.Delete(d.seen.ID))
	default:
		return p.Get(c, stage.Get(d.seen.ID))
	}
}

// Shortest is a shortest part of a sequence that still breaks the rule that the whole sequence breaks. play plays a part on
// a stage of its own, and is called at most budget times.
func Shortest(sequence []Command, rule string, budget int, play func([]Command) *Finding) []Command {
	least := shrink.List(sequence, budget, func(part []Command) bool {
		finding := play(Sound(part))
		return finding != nil && finding.Rule == rule
	})
	return Sound(least)
}
