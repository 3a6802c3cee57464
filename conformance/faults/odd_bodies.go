package faults

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
)

// raw changes the bytes of successful answers that are JSON.
func (w when) raw(f func(body []byte) []byte) behaviour {
	return w.does(func(x *exchange) {
		a := x.current()
		if a.successful() && len(a.body) > 0 && strings.Contains(a.header.Get("Content-Type"), "json") {
			b := a.clone()
			b.body = f(a.body)
			x.answer(b)
		}
	})
}

// everyObject changes each JSON object in a value, the innermost first.
func everyObject(value any, f func(row) row) any {
	switch v := value.(type) {
	case row:
		changed := row{}
		for key, member := range v {
			changed[key] = everyObject(member, f)
		}
		return f(changed)
	case []any:
		changed := make([]any, len(v))
		for i, item := range v {
			changed[i] = everyObject(item, f)
		}
		return changed
	}
	return value
}

func oddBodies() []Oddity {
	fine := on().answered(200, 201)
	extra := func(r row) row { return member(r, "x_internal", row{"revision": number(7), "tags": []any{"a", nil}}) }
	null := func(pointer string) behaviour { return fine.shows(pointer, nil) }
	return []Oddity{
		{ID: "extra-fields", Sentence: "Every object has a field that nobody knows.", behave: fine.edits(func(_ *exchange, body any) any { return everyObject(body, extra) })},
		{ID: "key-order", Sentence: "Keys come in the opposite order of the alphabet.", behave: fine.raw(func(body []byte) []byte { return backwards(decode(body)) })},
		{ID: "indented", Sentence: "JSON is indented.", behave: fine.raw(func(body []byte) []byte {
			var b bytes.Buffer
			_ = json.Indent(&b, body, "", "    ")
			return append(b.Bytes(), '\n')
		})},
		{ID: "escaped", Sentence: "What is not ASCII is escaped in JSON, and slashes are, too.", behave: on().answered(200, 201).raw(func(body []byte) []byte {
			return []byte(strings.ReplaceAll(ascii(string(body)), "/", `\/`))
		})},
		{ID: "charset", Sentence: "Content-Type names a charset.", behave: fine.header("Content-Type", to("application/json; charset=utf-8"))},
		{ID: "media-type-case", Sentence: "Content-Type is written in capitals.", behave: fine.header("Content-Type", to("Application/JSON;Charset=UTF-8"))},
		{ID: "no-pictures", Sentence: "Nobody has a picture: avatar_url is null.", behave: both(null("/user/avatar_url"), null("/deployable/user/avatar_url"), on(opShipped).answered(200).shows("/author/avatar_url", nil))},
		{ID: "external-url", Sentence: "Every environment has an address.", Profile: documented, behave: fine.shows("/environment/external_url", "https://app.example.com")},
		{ID: "documented-fields-only", Sentence: "Answers hold nothing but what the documentation shows.", behave: documentedFields()},
		{ID: "votes-backwards", Sentence: "Votes and rules come in the opposite order.", behave: both(
			fine.turns("/approvals", turnedRound), fine.turns("/approval_summary/rules", turnedRound))},
		{ID: "names-as-asterisks", Sentence: "The names of those who deploy are shown as asterisks in lists and on their own, as those of bots are.",
			behave: on(opList, opGet).answered(200).shows("/user/name", "****")},
		{ID: "location-header", Sentence: "Recording is answered with a Location.", behave: on(opCreate).answered(201).header("Location", to("/api/v4/deployments/1"))},
		{ID: "cookies", Sentence: "Every answer sets a cookie.", behave: on().header("Set-Cookie", to("_session=abc; path=/; HttpOnly"))},
		{ID: "no-etag", Sentence: "Nothing has an ETag.", behave: fine.header("Etag", to("")), Profile: documented},
		{ID: "no-request-id", Sentence: "Nothing has an X-Request-Id, a Cache-Control or another header that the examples lack.",
			behave: both(on().header("X-Request-Id", to("")), on().header("Cache-Control", to("")), on().header("Vary", to("")), on().header("X-Frame-Options", to("")))},
	}
}

func turnedRound(v any) any {
	list, _ := v.([]any)
	return reversed(list)
}

// backwards writes JSON with keys from z to a.
func backwards(value any) []byte {
	switch v := value.(type) {
	case row:
		keys := make([]string, 0, len(v))
		for key := range v {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		slices.Reverse(keys)
		var parts [][]byte
		for _, key := range keys {
			parts = append(parts, append(append(encode(key), ':'), backwards(v[key])...))
		}
		return slices.Concat([]byte("{"), bytes.Join(parts, []byte(",")), []byte("}"))
	case []any:
		var parts [][]byte
		for _, item := range v {
			parts = append(parts, backwards(item))
		}
		return slices.Concat([]byte("["), bytes.Join(parts, []byte(",")), []byte("]"))
	}
	return encode(value)
}

func ascii(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r < 128:
			b.WriteRune(r)
		case r < 0x10000:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		}
	}
	return b.String()
}

// documentedFields leaves out what neither tables nor examples show.
func documentedFields() behaviour {
	return on(opList, opGet, opCreate, opUpdate).answered(200, 201).edits(func(_ *exchange, body any) any {
		drop := func(pointer string, keys ...string) {
			for _, prefix := range []string{"", "/*"} {
				for _, key := range keys {
					body = change(body, prefix+pointer+"/"+key, func(any) any { return removed{} })
				}
			}
		}
		drop("/user", "public_email", "locked")
		drop("/environment", "slug", "created_at", "updated_at")
		drop("/deployable", "allow_failure", "erased_at", "duration", "queued_duration", "web_url", "artifacts", "artifacts_expire_at", "archived", "tag_list", "runner_manager")
		drop("/deployable/commit", "parent_ids", "authored_date", "committer_name", "committer_email", "committed_date", "trailers", "extended_trailers", "web_url")
		drop("/deployable/pipeline", "iid", "project_id", "source")
		return body
	})
}

func oddTimes() []Oddity {
	respelled := func(f func(time.Time) string) behaviour {
		return on().answered(200, 201).edits(func(_ *exchange, body any) any {
			return everyObject(body, func(r row) row {
				for key, value := range r {
					if s := text(value); strings.HasSuffix(key, "_at") && s != "" {
						if t, err := time.Parse(time.RFC3339, s); err == nil {
							r[key] = f(t)
						}
					}
				}
				return r
			})
		})
	}
	cut := func(profile string, f func(time.Time) string) behaviour {
		return both(
			on(opList, opShipped).does(func(x *exchange) {
				if c := wholeSeconds(x.call, profile == gitlab189); !c.same(x.call) {
					x.resend(c)
				}
			}),
			respelled(f),
		)
	}
	cutUnder := func(profile string) []Oddity {
		return []Oddity{
			{ID: "whole-seconds", Sentence: "Times are cut to seconds.", Profile: profile, behave: cut(profile, func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z07:00") })},
			{ID: "whole-seconds-zeros", Sentence: "Times are cut to seconds and shown with .000.", Profile: profile, behave: cut(profile, func(t time.Time) string { return t.UTC().Truncate(time.Second).Format(asShown) })},
		}
	}
	east := time.FixedZone("", 9*3600)
	return slices.Concat(cutUnder(documented), cutUnder(gitlab189), []Oddity{
		{ID: "zone-zero", Sentence: "Times end with +00:00 in place of Z.", behave: respelled(func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000-07:00") })},
		{ID: "zone-east", Sentence: "Times are those of Tokyo.", behave: respelled(func(t time.Time) string { return t.In(east).Format("2006-01-02T15:04:05.000-07:00") })},
		{ID: "microseconds", Sentence: "Times have microseconds.", behave: respelled(func(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000000Z07:00") })},
	})
}

// wholeSeconds is the call as it has to be for a server that keeps more than seconds to answer it as one that does not. A range has
// its ends in or not: what happened at some time within the second that is kept is at its end.
func wholeSeconds(c call, asGitLab bool) call {
	for _, what := range []string{"created", "updated", "finished", "deployed"} {
		c = wholeSecond(c, what+"_after", !asGitLab)
		c = wholeSecond(c, what+"_before", asGitLab && what != "finished")
	}
	return c
}

// wholeSecond moves one end of a range to the end of its second, or else to the next second that begins.
func wholeSecond(c call, name string, toEnd bool) call {
	value, given := c.value(name)
	t, err := time.Parse(time.RFC3339, value)
	if !given || err != nil {
		return c
	}
	bound := t.Truncate(time.Second)
	switch {
	case toEnd:
		bound = bound.Add(time.Second - time.Microsecond)
	case t.After(bound):
		bound = bound.Add(time.Second)
	}
	return c.with(name, bound.UTC().Format("2006-01-02T15:04:05.000000Z"))
}
