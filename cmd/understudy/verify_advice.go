package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"syscall"
)

// advised adds to the reason why a target could not be examined what its user can do about it.
func advised(problem error, f verifyFlags) error {
	_, unknownAuthority := errors.AsType[x509.UnknownAuthorityError](problem)
	switch {
	case errors.Is(problem, syscall.ECONNREFUSED):
		return fmt.Errorf("%w: is the target running? --target %s", problem, f.target)
	case errors.Is(problem, http.ErrSchemeMismatch):
		return fmt.Errorf("%w: does the target speak plain http? --target http://%s", problem, strings.TrimPrefix(f.target, "https://"))
	case unknownAuthority:
		return fmt.Errorf("%w: name the authority's certificate in SSL_CERT_FILE", problem)
	case errors.Is(problem, context.DeadlineExceeded):
		return fmt.Errorf("%w: the target took longer than --timeout %v", problem, f.timeout)
	}
	return problem
}
