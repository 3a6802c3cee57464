package ciconfig

import (
	"slices"

	"understudy/mockserver/gitlab"
)

// sorter is Tarjan's search for strongly connected components: GitLab's message lists the jobs of the first circle in the
// order of that search.
type sorter struct {
	needs   map[string][]string
	visited map[string]int
	done    map[string]bool
	stack   []string
}

func checkCircles(jobs []gitlab.CIJob) error {
	s := sorter{needs: map[string][]string{}, visited: map[string]int{}, done: map[string]bool{}}
	for _, job := range jobs {
		for _, need := range job.Needs {
			s.needs[job.Name] = append(s.needs[job.Name], need.Job)
		}
	}
	for _, job := range jobs {
		if _, seen := s.visited[job.Name]; seen {
			continue
		}
		if _, err := s.visit(job.Name); err != nil {
			return err
		}
	}
	return nil
}

// visit returns the number of the earliest job under way that can be reached from this one.
func (s *sorter) visit(name string) (int, error) {
	own := len(s.visited)
	s.visited[name] = own
	from := len(s.stack)
	s.stack = append(s.stack, name)
	if slices.Contains(s.needs[name], name) {
		return 0, refusal("The pipeline has circular dependencies: self-dependency: " + name)
	}
	earliest := own
	for _, need := range s.needs[name] {
		reached, seen := s.visited[need]
		if !seen {
			var err error
			if reached, err = s.visit(need); err != nil {
				return 0, err
			}
		}
		if !s.done[need] {
			earliest = min(earliest, reached)
		}
	}
	if earliest < own {
		return earliest, nil
	}
	circle := s.stack[from:]
	if len(circle) > 1 {
		return 0, refusal("The pipeline has circular dependencies: topological sort failed: " + inspect(circle))
	}
	s.done[name] = true
	s.stack = s.stack[:from]
	return own, nil
}
