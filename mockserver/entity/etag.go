package entity

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// ETag is a digest that changes whenever the bytes it stands for do.
type ETag [2]uint64

// TagOf is the tag of bytes that were put together elsewhere.
func TagOf(content []byte) (tag ETag) {
	tag.add(digest(content))
	return tag
}

func (t *ETag) add(sum uint64) {
	t[0] = (t[0] ^ sum) * 0x9e3779b97f4a7c15
	t[1] = (t[1]<<7 | t[1]>>57) + sum*0xc2b2ae3d27d4eb4f
}

func digest(content []byte) uint64 {
	sum := sha256.Sum256(content)
	return binary.BigEndian.Uint64(sum[:8])
}

// String is the header's value: weak, with 32 hex digits.
func (t ETag) String() string {
	var raw [16]byte
	binary.BigEndian.PutUint64(raw[:8], t[0])
	binary.BigEndian.PutUint64(raw[8:], t[1])
	text := make([]byte, 0, 36)
	text = append(text, `W/"`...)
	text = hex.AppendEncode(text, raw[:])
	return string(append(text, '"'))
}
