package gitlab

// Count is how much a state holds of everything.
type Count struct{ Projects, Users, Environments, Deployments, Jobs int }

// Count counts the rows.
func (s *State) Count() Count {
	c := Count{Projects: s.projects.rows.Len(), Users: s.users.rows.Len(), Environments: s.environments.rows.Len(), Jobs: s.jobs.rows.Len()}
	s.ledgers.rows.Scan(func(_ int64, l *ledger) bool {
		c.Deployments += l.all.of(nil).id.len()
		return true
	})
	return c
}
