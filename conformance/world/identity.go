package world

import (
	"fmt"
	"time"

	"understudy/conformance/wire"
)

// accessLevels are GitLab's numbers for the roles of a project's members.
var accessLevels = map[string]int{"guest": 10, "reporter": 20, "developer": 30, "maintainer": 40}

// Identity is somebody with the role in the project: given by the user, or a bot of the project that is made.
// "outsider" is a member of nothing, "approver" a second maintainer.
func (p *Project) Identity(role string) (wire.Identity, error) {
	switch role {
	case Maintainer:
		return p.w.signer, nil
	case "anonymous":
		return wire.Identity{Name: role}, nil
	}
	return once(p.w, fmt.Sprintf("identity %s %s", p.named, role), func() (wire.Identity, error) {
		if token := p.w.Tokens[role]; token != "" && (!p.own || role == "outsider") {
			return wire.Identity{Name: role, Token: token}, nil
		}
		if role == "outsider" {
			return p.w.outsider()
		}
		token, err := p.bot(role)
		if err != nil && p.w.Tokens[role] != "" {
			return p.member(role)
		}
		return wire.Identity{Name: role, Token: token}, err
	})
}

// outsider is the bot of another project.
func (w *World) outsider() (wire.Identity, error) {
	other, err := w.NewProject("outside")
	if err != nil {
		return wire.Identity{}, hinted("--token-file outsider=FILE", purposed(err, "a token of somebody who is no member of the project", "roles"))
	}
	token, err := other.bot("developer")
	return wire.Identity{Name: "outsider", Token: token}, err
}

// bot makes a project access token.
func (p *Project) bot(role string) (token string, err error) {
	level, known := accessLevels[role]
	if !known {
		level = accessLevels[map[string]string{"approver": "maintainer", "bystander": "developer"}[role]]
	}
	token, err = p.Token(role, level, "api")
	return token, hinted("--token-file "+role+"=FILE", err)
}

// Token makes a project access token of so much access and scope.
func (p *Project) Token(name string, level int, scopes ...string) (token string, err error) {
	return p.tokenUntil(p.w.Expires, name, level, scopes...)
}

func (p *Project) tokenUntil(end time.Time, name string, level int, scopes ...string) (token string, err error) {
	thing := Thing{Kind: kindToken, Name: p.w.Name(name), Project: p.named}
	if err := p.intend(thing); err != nil {
		return "", err
	}
	var made struct {
		ID    int64
		Token string
	}
	err = p.w.post(p.URL("access_tokens"), map[string]any{
		"name": thing.Name, "access_level": level, "scopes": scopes, "expires_at": end.UTC().Format(time.DateOnly),
	}, &made)
	if err != nil {
		return "", lacking("roles", err)
	}
	p.w.Redactor.Hide(made.Token)
	thing.ID = made.ID
	p.record(thing)
	return made.Token, nil
}

// member makes the owner of a given token a member of the run's own project.
func (p *Project) member(role string) (wire.Identity, error) {
	who := wire.Identity{Name: role, Token: p.w.Tokens[role]}
	var user User
	if err := p.w.call(p.w.ctx, who, wire.Request{Method: "GET", Path: "/user"}, &user); err != nil {
		return who, lacking("roles", err)
	}
	level, known := accessLevels[role]
	if !known {
		level = accessLevels[map[string]string{"approver": "maintainer", "bystander": "developer"}[role]]
	}
	return who, lacking("roles", p.w.post(p.URL("members"), map[string]any{"user_id": user.ID, "access_level": level}, nil))
}

// Mint makes a project access token with the access of a role, and with the scopes.
func (p *Project) Mint(name, role string, scopes ...string) (token string, err error) {
	return p.Token(name, accessLevels[role], scopes...)
}

// MintUntil makes a project access token with the access of a role, whose first day without effect is given.
func (p *Project) MintUntil(end time.Time, name, role string) (token string, err error) {
	return p.tokenUntil(end, name, accessLevels[role], "api")
}
