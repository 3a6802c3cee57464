package mockserver

import (
	"understudy/mockserver/gitlab"
	"understudy/mockserver/metrics"
)

// measured are the metrics of a server. What there is, is counted in the stand-in itself; in spaces there is other.
func (s *Server) measured() *metrics.Metrics {
	count := func(of func(gitlab.Count) int) func() float64 {
		return func() float64 { return float64(of(s.Instance().State().Count())) }
	}
	return metrics.New(
		metrics.Level{Name: "understudy_deployments", Help: "Deployments of the stand-in itself.", Value: count(func(n gitlab.Count) int { return n.Deployments })},
		metrics.Level{Name: "understudy_environments", Help: "Environments of the stand-in itself.", Value: count(func(n gitlab.Count) int { return n.Environments })},
		metrics.Level{Name: "understudy_jobs", Help: "Jobs of the stand-in itself.", Value: count(func(n gitlab.Count) int { return n.Jobs })},
		metrics.Level{Name: "understudy_projects", Help: "Projects of the stand-in itself.", Value: count(func(n gitlab.Count) int { return n.Projects })},
		metrics.Level{Name: "understudy_spaces", Help: "Spaces beside the stand-in.", Value: func() float64 { return float64(len(s.spaces.All())) }},
	)
}
