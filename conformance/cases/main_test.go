package cases_test

import (
	"os"
	"runtime/debug"
	"testing"

	"understudy/mockserver"
)

// Most of these tests are whole examinations: what is held is small, what an exchange leaves is gone soon.
func TestMain(m *testing.M) {
	debug.SetGCPercent(mockserver.GCPercent)
	os.Exit(m.Run())
}
