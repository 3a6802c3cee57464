package mockserver

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"time"

	"understudy/mockserver/control"
	"understudy/mockserver/delivery"
	"understudy/mockserver/entity"
	"understudy/mockserver/gitlab"
)

// deliver hands an event over to all its hooks. The instance's writes wait for it.
func (g *gate) deliver(state *gitlab.State, event gitlab.DeploymentEvent) {
	for _, next := range g.deliveriesOf(state, event) {
		g.deliveries.Add(next)
	}
}

// tryHook tells the event's one hook and waits for the answer.
func (g *gate) tryHook(ctx context.Context, state *gitlab.State, event gitlab.DeploymentEvent) (refusal string, taken bool) {
	a := g.deliveries.Try(ctx, g.deliveriesOf(state, event)[0])
	g.Told(sent(a))
	if a.Err != nil {
		return a.Failure(), false
	}
	return a.Answer.Text, a.Answer.Successful()
}

// resend sends what a hook was sent before, and waits for the answer; false if there is no such hook any more.
func (g *gate) resend(ctx context.Context, before control.Sent) (again control.Sent, known bool) {
	h := g.Instance().State().Hook(before.Hook)
	if h == nil {
		return control.Sent{}, false
	}
	header := before.Header.Clone()
	header.Set("X-Gitlab-Webhook-UUID", uuid("again", strconv.FormatInt(before.Number, 10), g.Now().Format(time.RFC3339Nano)))
	again = sent(g.deliveries.Try(ctx, delivery.Delivery{Hook: h, Header: header, Body: before.Event, Event: header.Get(eventID)}))
	again.Again = before.Number
	return g.Told(again), true
}

// sent is an attempt as the space keeps it.
func sent(a delivery.Attempt) control.Sent {
	kept := control.Sent{
		At: a.At, Took: a.Took, Hook: a.Hook.ID, Project: a.Hook.ProjectID, URL: a.Hook.URL, Header: a.Header,
		Event: a.Body, Body: a.Sent, Status: a.Answer.Status, Answer: a.Answer.Text, Heading: a.Answer.Header, Failure: a.Failure(),
	}
	kept.Target, _ = a.Hook.Target()
	for _, pair := range a.Hook.Headers {
		kept.Own = append(kept.Own, http.CanonicalHeaderKey(pair.Key))
	}
	return kept
}

// deliveriesOf are an event's, one for each hook. Nobody has asked for it, so this space goes by the name that its latest
// client with a token used.
func (g *gate) deliveriesOf(state *gitlab.State, event gitlab.DeploymentEvent) []delivery.Delivery {
	base := g.backend.Address.Known()
	body := entity.Encode(entity.NewDeploymentEvent(&entity.View{State: state, Base: base}, event), base)
	made := make([]delivery.Delivery, len(event.Hooks))
	for i, h := range event.Hooks {
		header := eventHeader(state.Edition(), base, event, h)
		made[i] = delivery.Delivery{Hook: h, Header: header, Body: body, Event: header.Get(eventID), Caused: event.Cause != ""}
	}
	return made
}

// eventID is the header that names an event. A receiver that sends it along with its own requests lets GitLab see circles.
const eventID = "X-Gitlab-Event-Uuid"

func eventHeader(edition gitlab.Edition, base string, event gitlab.DeploymentEvent, h *gitlab.Hook) http.Header {
	header := http.Header{}
	for _, pair := range h.Headers {
		header.Set(pair.Key, pair.Value)
	}
	told, moment := strconv.FormatInt(event.ID, 10), event.ChangedAt.Format(time.RFC3339Nano)
	hook := strconv.FormatInt(h.ID, 10)
	header.Set("Content-Type", "application/json")
	header.Set("User-Agent", "GitLab/"+entity.VersionOf(edition))
	header.Set("Idempotency-Key", uuid("delivery", told, moment, hook))
	header.Set("X-Gitlab-Event", "Deployment Hook")
	header.Set(eventID, cmp.Or(event.Cause, uuid("event", told, moment, hook)))
	header.Set("X-Gitlab-Instance", base)
	header.Set("X-Gitlab-Webhook-UUID", uuid("webhook", told, moment, hook))
	if h.Token != "" {
		header.Set("X-Gitlab-Token", h.Token)
	}
	return header
}

// uuid is the same for the same words: of one server at one time, and of no other.
func uuid(words ...string) string {
	hash := sha256.New()
	for _, word := range words {
		hash.Write([]byte(word + "\n"))
	}
	id := hash.Sum(nil)[:16]
	id[6], id[8] = id[6]&0x0f|0x80, id[8]&0x3f|0x80 // version 8: made by rules of one's own
	text := hex.EncodeToString(id)
	return text[:8] + "-" + text[8:12] + "-" + text[12:16] + "-" + text[16:20] + "-" + text[20:]
}
