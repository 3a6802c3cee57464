package faults

import (
	"strings"
)

// fields are two faults for each member of an answer that the documentation shows: it is missing, and it is of another type.
func fields() []Fault {
	var faults []Fault
	for _, part := range members {
		for _, key := range strings.Fields(part.keys) {
			faults = append(faults, memberFaults(part.operation, part.at, key, part.rule, part.typeRule)...)
		}
	}
	return faults
}

// members are what the documentation's tables and examples show, by the rule that asks for it.
var members = []struct{ operation, at, keys, rule, typeRule string }{
	{opList, "", "id iid ref sha created_at updated_at status user environment deployable", "R-LIST-KEYS", "R-LIST-TYPES"},
	{opList, "/user", "id name username state avatar_url web_url", "R-LIST-USER", "R-LIST-USER"},
	{opList, "/environment", "id name external_url", "R-LIST-ENVIRONMENT-KEYS", "R-LIST-ENVIRONMENT-KEYS"},
	{opList, "/deployable", "id status stage name ref tag coverage created_at started_at finished_at project runner", "R-LIST-DEPLOYABLE", "R-LIST-DEPLOYABLE"},
	{opList, "/deployable", "commit", "R-LIST-DEPLOYABLE-COMMIT", "R-LIST-DEPLOYABLE-COMMIT"},
	{opList, "/deployable", "user", "R-LIST-DEPLOYABLE-USER", "R-LIST-DEPLOYABLE-USER"},
	{opList, "/deployable", "pipeline", "R-LIST-DEPLOYABLE-PIPELINE", "R-LIST-DEPLOYABLE-PIPELINE"},
	{opList, "/deployable/commit", "id short_id title message author_name author_email created_at", "R-LIST-DEPLOYABLE-COMMIT", "R-LIST-DEPLOYABLE-COMMIT"},
	{opList, "/deployable/user", "id name username state avatar_url web_url bio location linkedin twitter website_url organization", "R-LIST-DEPLOYABLE-USER", "R-LIST-DEPLOYABLE-USER"},
	{opList, "/deployable/pipeline", "id ref sha status created_at updated_at web_url", "R-LIST-DEPLOYABLE-PIPELINE", "R-LIST-DEPLOYABLE-PIPELINE"},
	{opGet, "", "id iid ref sha created_at status user environment deployable", "R-GET-KEYS", "R-GET-KEYS"},
	{opGet, "", "updated_at", "R-GET-UPDATED-AT", "R-GET-UPDATED-AT"},
	{opGet, "/user", "id name username state avatar_url web_url", "R-GET-USER", "R-GET-USER"},
	{opGet, "/environment", "id name external_url", "R-GET-ENVIRONMENT", "R-GET-ENVIRONMENT"},
	{opGet, "/deployable", "id status stage name ref tag coverage created_at started_at finished_at project runner", "R-GET-DEPLOYABLE", "R-GET-DEPLOYABLE"},
	{opGet, "/deployable", "commit", "R-GET-DEPLOYABLE-COMMIT", "R-GET-DEPLOYABLE-COMMIT"},
	{opGet, "/deployable", "user", "R-GET-DEPLOYABLE-USER", "R-GET-DEPLOYABLE-USER"},
	{opGet, "/deployable", "pipeline", "R-GET-DEPLOYABLE-PIPELINE", "R-GET-DEPLOYABLE-PIPELINE"},
	{opGet, "/deployable/commit", "id short_id title message author_name author_email created_at", "R-GET-DEPLOYABLE-COMMIT", "R-GET-DEPLOYABLE-COMMIT"},
	{opGet, "/deployable/user", "id name username state avatar_url web_url bio location linkedin twitter website_url organization", "R-GET-DEPLOYABLE-USER", "R-GET-DEPLOYABLE-USER"},
	{opGet, "/deployable/pipeline", "id ref sha status created_at updated_at web_url", "R-GET-DEPLOYABLE-PIPELINE", "R-GET-DEPLOYABLE-PIPELINE"},
	{opGet, "/approval_summary/rules/*", "user_id group_id access_level access_level_description required_approvals deployment_approvals", "R-GET-APPROVAL-RULES", "R-GET-APPROVAL-RULES"},
	{opCreate, "", "id iid ref sha created_at status user deployable", "R-CREATE-KEYS", "R-CREATE-KEYS"},
	{opCreate, "", "environment", "R-CREATE-ENVIRONMENT-KEYS", "R-CREATE-ENVIRONMENT-KEYS"},
	{opCreate, "/user", "id name username state avatar_url web_url", "R-CREATE-USER", "R-CREATE-USER"},
	{opCreate, "/environment", "id name external_url", "R-CREATE-ENVIRONMENT-KEYS", "R-CREATE-ENVIRONMENT-KEYS"},
	{opUpdate, "", "id iid ref sha created_at status user environment deployable", "R-UPDATE-KEYS", "R-UPDATE-KEYS"},
	{opUpdate, "/user", "id name username state avatar_url web_url", "R-UPDATE-USER", "R-UPDATE-USER"},
	{opUpdate, "/environment", "id name external_url", "R-UPDATE-ENVIRONMENT-KEYS", "R-UPDATE-ENVIRONMENT-KEYS"},
	{opShipped, "", "id iid project_id title state created_at updated_at target_branch source_branch author web_url", "R-MRS-FORMAT", "R-MRS-FORMAT"},
	{opShipped, "/author", "id name username state avatar_url web_url", "R-MRS-FORMAT", "R-MRS-FORMAT"},
	{opApprove, "", "user status created_at comment", "R-APPROVE-KEYS", "R-APPROVE-KEYS"},
	{opApprove, "/user", "id username name state avatar_url web_url", "R-APPROVE-USER", "R-APPROVE-USER"},
}

// partRules are the rules for what a part is, where those for its being there are others.
var partRules = map[string]string{
	opList + "/status": "R-LIST-STATUS-VALUES", opList + "/user": "R-LIST-USER", opList + "/environment": "R-LIST-ENVIRONMENT-KEYS", opList + "/deployable": "R-LIST-DEPLOYABLE",
	opGet + "/user": "R-GET-USER", opGet + "/environment": "R-GET-ENVIRONMENT", opGet + "/deployable": "R-GET-DEPLOYABLE",
	opCreate + "/user": "R-CREATE-USER", opCreate + "/deployable": "R-CREATE-DEPLOYABLE",
	opUpdate + "/user": "R-UPDATE-USER", opUpdate + "/environment": "R-UPDATE-ENVIRONMENT-KEYS", opUpdate + "/deployable": "R-UPDATE-DEPLOYABLE",
	opApprove + "/user": "R-APPROVE-USER", opApprove + "/created_at": "R-APPROVE-CREATED-AT",
}

// untyped are members that may be null or whose type the documentation does not tell.
var otherwise = map[string]any{"comment": number(5)}

func memberFaults(op, at, key, rule, typeRule string) []Fault {
	pointer := at + "/" + key
	name := short[op] + strings.ReplaceAll(strings.ReplaceAll(pointer, "/*", ""), "/", "-")
	name = "field-" + strings.ReplaceAll(name, "_", "-")
	fine := on(op).answered(200, 201)
	wrong := func(v any) any {
		if special, known := otherwise[key]; known {
			return special
		}
		switch v := v.(type) {
		case string:
			return number(int64(len(v)))
		case nil:
			return []any{"x"}
		case bool:
			return "no truth value"
		case row:
			return []any{}
		case []any:
			return row{}
		}
		return "12 of them" // a number
	}
	if special, known := partRules[op+at+"/"+key]; known {
		typeRule = special
	}
	// The profiles cannot tell these apart: each is examined under one of them.
	return []Fault{
		{ID: name + "-missing", Profile: documented, Rule: rule, Sentence: pointer + " is missing in the answer to " + verb[op] + ".", behave: fine.hides(pointer)},
		{ID: name + "-type", Profile: gitlab189, Rule: typeRule, Sentence: pointer + " is of another type in the answer to " + verb[op] + ".", behave: fine.turns(pointer, wrong)},
	}
}
