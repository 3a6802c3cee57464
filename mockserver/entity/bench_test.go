package entity

import (
	"bytes"
	"testing"
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
