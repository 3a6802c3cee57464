package entity

import (
	"bytes"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The tag is mixed from those of the fragments for these numbers.
//
// A list of twenty deployments is some 40 kB, made of some sixty fragments.
func BenchmarkTag(b *testing.B) {
	body := bytes.Repeat([]byte("x"), 40_000)
	b.Run("of fragments", func(b *testing.B) {
		for b.Loop() {
			var tag ETag
			for i := range uint64(60) {
				tag.add(i)
			}
		}
	})
	b.Run("of the body", func(b *testing.B) {
		for b.Loop() {
			TagOf(body)
		}
	})
}

// A timestamp is written in the layout that package time is quickest at, and mended, for these numbers: a page of running
// jobs has hundreds of them.
func BenchmarkTimestamp(b *testing.B) {
	at := time.Date(2026, 11, 26, 16, 30, 5, 7_999_999, time.FixedZone("", 3600))
	b.Run("mended", func(b *testing.B) {
		for b.Loop() {
			timestamp(at)
		}
	})
	b.Run("by its layout", func(b *testing.B) {
		for b.Loop() {
			at.UTC().Format(timestampLayout)
		}
	})
}

func TestTimestampIsThatOfItsLayout(t *testing.T) {
	for _, at := range []time.Time{
		{}, time.Unix(0, 0), time.Date(2026, 11, 26, 16, 30, 5, 7_999_999, time.FixedZone("", 3600)), time.Date(10000, 1, 1, 0, 0, 0, 999_999_999, time.UTC),
	} {
		require.Equal(t, at.UTC().Format(timestampLayout), timestamp(at))
	}
}
