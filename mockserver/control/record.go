package control

import (
	"encoding/binary"
	"time"
)

// An entry's record is its numbers, and then its texts with their lengths.

func (e *Entry) numbers() []int64 {
	return []int64{e.Number, e.At.Unix(), int64(e.At.Nanosecond()), int64(e.Took), int64(e.Status), int64(e.SentLength), int64(e.AnswerLength)}
}

// texts are all but the bodies.
func (e *Entry) texts() [9]*string {
	return [...]*string{&e.RequestID, &e.Method, &e.Path, &e.Query, &e.ContentType, &e.Operation, &e.Missing, &e.User, &e.Fault}
}

// mostBytes is how long the record is at most.
func (e *Entry) mostBytes() int {
	n := (len(e.numbers()) + len(e.texts()) + 2) * binary.MaxVarintLen64
	for _, text := range e.texts() {
		n += len(*text)
	}
	return n + len(e.Sent) + len(e.Answered)
}

func (e *Entry) appendTo(record []byte) []byte {
	for _, n := range e.numbers() {
		record = binary.AppendVarint(record, n)
	}
	for _, text := range e.texts() {
		record = append(binary.AppendUvarint(record, uint64(len(*text))), *text...)
	}
	for _, body := range [...][]byte{e.Sent, e.Answered} {
		record = append(binary.AppendUvarint(record, uint64(len(body))), body...)
	}
	return record
}

// readEntry reads a record. The bodies stand in it; the texts are copies.
func readEntry(record []byte) Entry {
	var e Entry
	r := reader{record}
	e.Number = r.number()
	e.At = time.Unix(r.number(), r.number())
	e.Took, e.Status = time.Duration(r.number()), int(r.number())
	e.SentLength, e.AnswerLength = int(r.number()), int(r.number())
	for _, text := range e.texts() {
		*text = string(r.text())
	}
	e.Sent, e.Answered = r.text(), r.text()
	return e
}

type reader struct{ rest []byte }

func (r *reader) number() int64 {
	n, length := binary.Varint(r.rest)
	r.rest = r.rest[length:]
	return n
}

func (r *reader) text() []byte {
	n, length := binary.Uvarint(r.rest)
	text := r.rest[length : length+int(n)]
	r.rest = r.rest[length+int(n):]
	return text
}
