package mockserver

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"understudy/mockserver/control"
	"understudy/mockserver/entity"
	"understudy/mockserver/gitlab"
)

const (
	redacted      = "[REDACTED]" // stands where a secret stood
	internalError = "internal error"
	urlChanged    = "The hook URL has changed. This log entry cannot be retried."

	deliveriesShown = 7 * 24 * time.Hour // GitLab shows no older ones
)

// hookDeliveries are what a hook was sent lately, newest first.
func (g *gate) hookDeliveries(hook int64, now time.Time) []entity.HookDelivery {
	shown := []entity.HookDelivery{}
	for _, sent := range slices.Backward(g.Received(hook)) {
		if now.Sub(sent.At) < deliveriesShown {
			shown = append(shown, hookDelivery(sent))
		}
	}
	return shown
}

func hookDelivery(s control.Sent) entity.HookDelivery {
	d := entity.HookDelivery{
		ID: s.Number, URL: withoutUser(s.URL), Trigger: "deployment_hooks", RequestHeaders: map[string]string{}, RequestData: s.Body,
		ResponseHeaders: map[string]string{}, ResponseBody: s.Answer, ResponseStatus: internalError,
	}
	for name, values := range s.Header {
		d.RequestHeaders[name] = values[0]
		if name == "X-Gitlab-Token" || slices.Contains(s.Own, name) {
			d.RequestHeaders[name] = redacted
		}
	}
	for name, values := range s.Heading {
		d.ResponseHeaders[name] = values[0]
	}
	if s.Status != 0 {
		d.ResponseStatus = strconv.Itoa(s.Status)
	}
	if s.Body == nil {
		d.RequestData = []byte("{}")
	}
	return d.WithTimes(s.At, s.Took)
}

// withoutUser hides who a URL says its user is.
func withoutUser(text string) string {
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return text
	}
	scheme, rest, _ := strings.Cut(text, "://")
	return scheme + "://*****:*****@" + rest[strings.IndexByte(rest, '@')+1:]
}

// resendHook sends a hook once more what it was sent before, unless its address is another by now.
func (g *gate) resendHook(ctx context.Context, h *gitlab.Hook, number int64) (status int, refusal string, found bool) {
	received := g.Received(h.ID)
	at := slices.IndexFunc(received, func(s control.Sent) bool { return s.Number == number })
	if at < 0 {
		return 0, "", false
	}
	if target, _ := h.Target(); target != received[at].Target {
		return http.StatusUnprocessableEntity, urlChanged, true
	}
	again, _ := g.resend(ctx, received[at])
	if again.Status == 0 {
		return 0, again.Failure, true
	}
	return again.Status, "", true
}
