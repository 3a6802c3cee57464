package faults

import (
	"encoding/json"
	"math/big"
	"regexp"
	"strings"
)

var inAddresses = regexp.MustCompile(`/deployments/\d+`)

// renumbered shows deployments under other ids, and takes those.
func renumbered(shown func(*big.Int) *big.Int, back func(*big.Int) (*big.Int, bool)) behaviour {
	return func(x *exchange) {
		if x.operation == "" {
			return
		}
		if id := x.deployment(); isNumber(id) && len(id) < 30 {
			n, _ := new(big.Int).SetString(id, 10)
			if known, ok := back(n); ok {
				x.resend(x.call.at("deployment_id", known.String()))
			} else {
				x.resend(x.call.at("deployment_id", "0"))
			}
			x.altered = true
		}
		a := x.current().clone()
		if a.successful() {
			a = a.withBody(showAs(decode(a.body), shown)).clone()
		}
		for _, name := range []string{"Link", "Location"} {
			if address := a.header.Get(name); address != "" {
				a.header.Set(name, inAddresses.ReplaceAllStringFunc(address, func(part string) string {
					n, _ := new(big.Int).SetString(strings.TrimPrefix(part, "/deployments/"), 10)
					return "/deployments/" + shown(n).String()
				}))
			}
		}
		x.answer(a)
	}
}

// showAs gives deployments other ids: they are the objects with an iid, an environment and a deployable.
func showAs(value any, shown func(*big.Int) *big.Int) any {
	return everyObject(value, func(r row) row {
		_, deployable := r["deployable"]
		id, ok := r["id"].(json.Number)
		if !ok || r["iid"] == nil || !deployable {
			return r
		}
		n, ok := new(big.Int).SetString(id.String(), 10)
		if !ok {
			return r
		}
		return member(r, "id", json.Number(shown(n).String()))
	})
}

func oddIDs() []Oddity {
	times, plus := big.NewInt(1009), big.NewInt(7)
	gaps := renumbered(
		func(n *big.Int) *big.Int { return new(big.Int).Add(new(big.Int).Mul(n, times), plus) },
		func(n *big.Int) (*big.Int, bool) {
			quotient, rest := new(big.Int).DivMod(new(big.Int).Sub(n, plus), times, new(big.Int))
			return quotient, rest.Sign() == 0
		})
	far := new(big.Int).Lsh(big.NewInt(1), 53)
	huge := renumbered(
		func(n *big.Int) *big.Int { return new(big.Int).Add(n, far) },
		func(n *big.Int) (*big.Int, bool) {
			rest := new(big.Int).Sub(n, far)
			return rest, rest.Sign() > 0
		})
	iids := on(opList, opGet, opCreate, opUpdate).answered(200, 201).deployments(func(_ *exchange, d row) row { return member(d, "iid", number(integer(d["iid"])*3)) })
	farther := func(v any) any { return number(integer(v) + 1<<53 + 1) }
	environments := both(on().answered(200, 201).turns("/environment/id", farther), on("listProjectEnvironments").turns("/id", farther))
	return []Oddity{
		{ID: "id-gaps", Sentence: "Ids of deployments have gaps of a thousand.", behave: gaps},
		{ID: "ids-beyond-2-53", Sentence: "Ids of deployments lie beyond what a float64 tells apart.", behave: huge},
		{ID: "iid-gaps", Sentence: "iids have gaps of three.", behave: iids},
		{ID: "environment-ids-beyond-2-53", Sentence: "Ids of environments lie beyond what a float64 tells apart.", behave: environments},
	}
}
