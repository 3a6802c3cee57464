package mockserver

import (
	"net/http"
	"strings"

	"understudy/mockserver/gitlab"
	"understudy/openapi"
)

// admitHooks runs before the arguments are read: :id is still the path's.
func admitHooks(x *exchange) error {
	id, _ := x.path[0].Value.(string)
	_, err := x.state.AdministersHooks(x.actor, id)
	return err
}

func listHooks(x *exchange) (Response, error) {
	found, err := x.state.FindHooks(x.actor, x.project())
	if err != nil {
		return Response{}, err
	}
	return listed(x, found, hookEntity), nil
}

func getHook(x *exchange) (Response, error) {
	h, err := x.state.GetHook(x.actor, x.project(), x.values.Int("hook_id"))
	if err != nil {
		return Response{}, err
	}
	return x.live(http.StatusOK, hookOwnEntity(h)), nil
}

func createHook(x *exchange) (Response, error) {
	return x.changedHook(http.StatusCreated, func(tx *gitlab.Tx) (*gitlab.Hook, error) {
		return tx.CreateHook(x.actor, x.project(), x.hookChange())
	})
}

func updateHook(x *exchange) (Response, error) {
	return x.changedHook(http.StatusOK, func(tx *gitlab.Tx) (*gitlab.Hook, error) {
		return tx.UpdateHook(x.actor, x.project(), x.values.Int("hook_id"), x.hookChange())
	})
}

func (x *exchange) changedHook(status int, verb func(*gitlab.Tx) (*gitlab.Hook, error)) (Response, error) {
	var h *gitlab.Hook
	err := x.write(func(tx *gitlab.Tx) (err error) {
		h, err = verb(tx)
		return err
	})
	if err != nil {
		return Response{}, err
	}
	return x.live(status, hookOwnEntity(h)), nil
}

func deleteHook(x *exchange) (Response, error) {
	err := x.write(func(tx *gitlab.Tx) error {
		return tx.DestroyHook(x.actor, x.project(), x.values.Int("hook_id"), unmodifiedSince(x.http))
	})
	return Response{Status: http.StatusNoContent}, err
}

// testHook delivers a sample and waits for the receiver's answer.
func testHook(x *exchange) (Response, error) {
	event, err := x.state.SampleEvent(x.actor, x.project(), x.values.Int("hook_id"), gitlab.HookEvent(x.values.String("trigger")), x.server.now())
	if err != nil {
		return Response{}, err
	}
	answer, err := x.server.deliveries.try(x.http.Context(), x.server.deliveriesOf(x.state, event)[0])
	switch {
	case err != nil:
		return message(http.StatusUnprocessableEntity, answer.failure(err)), nil
	case !answer.successful():
		return message(http.StatusUnprocessableEntity, answer.text), nil
	}
	return message(http.StatusCreated, "201 Created"), nil
}

func (x *exchange) hookChange() gitlab.HookChange {
	change := gitlab.HookChange{
		URL: x.text("url"), Name: x.text("name"), Description: x.text("description"), Token: x.text("token"),
		BranchStrategy: textOf[string](x, "branch_filter_strategy"), BranchFilter: x.text("push_events_branch_filter"),
		Template: x.text("custom_webhook_template"), VerifyTLS: x.boolean("enable_ssl_verification"), Events: map[gitlab.HookEvent]bool{},
		Variables: hookPairs(x.values.Objects("url_variables")), Headers: hookPairs(x.values.Objects("custom_headers")),
	}
	for _, event := range gitlab.HookEvents() {
		if x.values.Given(string(event)) {
			change.Events[event] = x.values.Bool(string(event))
		}
	}
	return change
}

func hookPairs(sent []openapi.Values) []gitlab.HookPair {
	pairs := make([]gitlab.HookPair, len(sent))
	for i, v := range sent {
		pairs[i] = gitlab.HookPair{Key: strings.Clone(v.String("key")), Value: strings.Clone(v.String("value"))}
	}
	return pairs
}
