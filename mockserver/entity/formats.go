package entity

import (
	"strconv"
	"time"

	"understudy/mockserver/gitlab"
)

// timestamp is ISO 8601 in UTC with exactly three digits of the second's fraction, cut off, not rounded.
func timestamp(t time.Time) string {
	t = t.UTC()
	b := t.AppendFormat(make([]byte, 0, len(timestampLayout)), time.RFC3339) // package time is quickest at this layout
	ms := t.Nanosecond() / int(time.Millisecond)
	return string(append(b[:len(b)-len("Z")], '.', '0'+byte(ms/100), '0'+byte(ms/10%10), '0'+byte(ms%10), 'Z'))
}

const timestampLayout = "2006-01-02T15:04:05.000Z07:00"

func timestampOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(timestamp(t))
}

// localTimestamp keeps the offset the time was given with, as commits do.
func localTimestamp(t time.Time) string { return t.Format("2006-01-02T15:04:05.000-07:00") }

func textOrNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

func idOrNull(id int64) *int64 {
	if id == 0 {
		return nil
	}
	return &id
}

func projectURL(p *gitlab.Project, path string, id int64) string {
	return baseMark + "/" + p.Path + "/-/" + path + "/" + strconv.FormatInt(id, 10)
}

func dateOrNull(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	return new(t.UTC().Format(time.DateOnly))
}
