package entity

import (
	"bytes"
	"encoding/json"
)

// baseMark stands at the front of a URL where the client's name for this server belongs, as no client's text does: NUL bytes
// are refused at the door.
const baseMark = "\x00"

// encodedMark is baseMark as JSON has it. The quote tells it from a client's backslash, which JSON doubles.
var encodedMark = []byte(`"\u0000`)

// fragment is JSON that was encoded once, cut where the server's name belongs. It never changes.
type fragment struct {
	parts [][]byte
	sum   uint64
}

func newFragment(encoded []byte) *fragment {
	return &fragment{parts: bytes.Split(encoded, []byte(baseMark)), sum: digest(encoded)}
}

var null = &fragment{parts: [][]byte{[]byte("null")}}

// Encode is an entity as JSON, with links that lead to base.
func Encode(value any, base string) []byte { return withBase(encode(value), base) }

func withBase(encoded []byte, base string) []byte {
	return bytes.ReplaceAll(encoded, []byte(baseMark), []byte(base))
}

// encode makes JSON with a baseMark where the server's name belongs.
func encode(value any) []byte {
	encoded, err := json.Marshal(value)
	if err != nil {
		panic(err) // entities hold nothing that JSON cannot say
	}
	if !bytes.Contains(encoded, encodedMark) {
		return encoded
	}
	return bytes.ReplaceAll(encoded, encodedMark, []byte(`"`+baseMark))
}
