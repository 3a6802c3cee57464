package openapi

import "sync"

// LoadControl gives control.yaml, the interface that a stand-in has beside GitLab's. It is read when it is first asked for,
// so that whoever never does pays nothing. It fails only if the embedded file is broken.
func LoadControl() (*Document, error) { return controlDocument() }

var controlDocument = sync.OnceValues(func() (*Document, error) {
	c, err := readStartUpForm(controlText)
	if err != nil {
		return nil, err
	}
	return c.document(Documented())
})
