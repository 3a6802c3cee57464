package mockserver

import "understudy/mockserver/exchange"

// Replace puts another endpoint in the place of an operation's.
func (s *Server) Replace(operation string, handle func(*exchange.Exchange) (exchange.Response, error)) {
	replaced := s.line.endpoints[operation]
	replaced.Handle = handle
	s.line.endpoints[operation] = replaced
}
