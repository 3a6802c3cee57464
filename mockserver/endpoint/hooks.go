package endpoint

import (
	"net/http"
	"slices"

	"understudy/mockserver/entity"
	"understudy/mockserver/exchange"
	"understudy/mockserver/gitlab"
)

// admitHooks runs before the arguments are read.
func admitHooks(x *exchange.Exchange) error {
	_, err := x.State.AdministersHooks(x.Actor, x.PathID())
	return err
}

func listHooks(x *exchange.Exchange) (exchange.Response, error) {
	found, err := x.State.FindHooks(x.Actor, x.ID())
	if err != nil {
		return exchange.Response{}, err
	}
	return exchange.List(x, found, entity.NewHookInList), nil
}

func getHook(x *exchange.Exchange) (exchange.Response, error) {
	h, err := x.State.GetHook(x.Actor, x.ID(), x.Int("hook_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	return x.Show(http.StatusOK, entity.NewHook(&x.View, h)), nil
}

func createHook(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusCreated, entity.NewHook, func(tx *gitlab.Tx) (*gitlab.Hook, error) {
		return tx.CreateHook(x.Actor, x.ID(), hookChange(x.Arguments))
	})
}

func updateHook(x *exchange.Exchange) (exchange.Response, error) {
	return exchange.Write(x, http.StatusOK, entity.NewHook, func(tx *gitlab.Tx) (*gitlab.Hook, error) {
		return tx.UpdateHook(x.Actor, x.ID(), x.Int("hook_id"), hookChange(x.Arguments))
	})
}

func deleteHook(x *exchange.Exchange) (exchange.Response, error) {
	return x.Remove(func(tx *gitlab.Tx) error {
		return tx.DestroyHook(x.Actor, x.ID(), x.Int("hook_id"), x.UnmodifiedSince())
	})
}

// testHook delivers a sample and waits for the receiver's answer.
func testHook(x *exchange.Exchange) (exchange.Response, error) {
	event, err := x.State.SampleEvent(x.Actor, x.ID(), x.Int("hook_id"), gitlab.HookEvent(x.Text("trigger")), x.Now())
	if err != nil {
		return exchange.Response{}, err
	}
	if refusal, taken := x.TryHook(event); !taken {
		return exchange.Message(http.StatusUnprocessableEntity, refusal), nil
	}
	return exchange.Message(http.StatusCreated, "201 Created"), nil
}

func listHookEvents(x *exchange.Exchange) (exchange.Response, error) {
	h, err := x.State.GetHook(x.Actor, x.ID(), x.Int("hook_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	wanted := x.Texts("status")
	found := slices.DeleteFunc(x.HookDeliveries(h.ID), func(d entity.HookDelivery) bool { return !d.AnsweredWith(wanted) })
	return exchange.List(x, found, func(_ *entity.View, d entity.HookDelivery) entity.HookDelivery { return d }), nil
}

func resendHookEvent(x *exchange.Exchange) (exchange.Response, error) {
	h, err := x.State.GetHook(x.Actor, x.ID(), x.Int("hook_id"))
	if err != nil {
		return exchange.Response{}, err
	}
	status, refusal, found := x.ResendHook(h, x.Int("hook_log_id"))
	switch {
	case !found:
		return exchange.Response{}, gitlab.ErrRecordNotFound
	case refusal != "":
		return exchange.Message(http.StatusUnprocessableEntity, refusal), nil
	}
	return x.Show(http.StatusCreated, entity.HookAnswer{Status: status}), nil
}

func setHookSecret(list gitlab.HookSecrets) func(*exchange.Exchange) (exchange.Response, error) {
	return func(x *exchange.Exchange) (exchange.Response, error) {
		return x.Remove(func(tx *gitlab.Tx) error {
			return tx.SetHookSecret(x.Actor, x.ID(), x.Int("hook_id"), list, gitlab.HookPair{Key: x.Text("key"), Value: x.Text("value")})
		})
	}
}

func unsetHookSecret(list gitlab.HookSecrets) func(*exchange.Exchange) (exchange.Response, error) {
	return func(x *exchange.Exchange) (exchange.Response, error) {
		return x.Remove(func(tx *gitlab.Tx) error {
			return tx.UnsetHookSecret(x.Actor, x.ID(), x.Int("hook_id"), list, x.Text("key"))
		})
	}
}

func hookChange(a exchange.Arguments) gitlab.HookChange {
	change := gitlab.HookChange{
		URL: a.TextOrNull("url"), Name: a.TextOrNull("name"), Description: a.TextOrNull("description"), Token: a.TextOrNull("token"),
		BranchStrategy: exchange.TextIfGiven[string](a, "branch_filter_strategy"), BranchFilter: a.TextOrNull("push_events_branch_filter"),
		Template: a.TextOrNull("custom_webhook_template"), VerifyTLS: a.BoolIfGiven("enable_ssl_verification"), Events: map[gitlab.HookEvent]bool{},
		Variables: hookPairs(a.Objects("url_variables")), Headers: hookPairs(a.Objects("custom_headers")),
	}
	for _, event := range gitlab.HookEvents() {
		if a.Given(string(event)) {
			change.Events[event] = a.Bool(string(event))
		}
	}
	return change
}

func hookPairs(sent []exchange.Arguments) []gitlab.HookPair {
	pairs := make([]gitlab.HookPair, len(sent))
	for i, a := range sent {
		pairs[i] = gitlab.HookPair{Key: a.Text("key"), Value: a.Text("value")}
	}
	return pairs
}
