// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"

	"github.com/pidpys/pidpys/host/cloud"
	"github.com/pidpys/pidpys/host/key"
)

// providerSeen is one provider, as programs see it. Its texts are fit to show.
type providerSeen struct {
	ID        string     `json:"id"`  // for --provider
	Key       key.Ref    `json:"key"` // for --key
	Title     string     `json:"title"`
	App       string     `json:"app"`
	User      key.UserID `json:"user"` // "required", "optional" or nothing
	Hint      string     `json:"hint"`
	Agreement bool       `json:"agreement"` // it serves its partners only
}

// cloudList: pidpys cloud list [--json]
//
// It lists who keeps people's keys, and asks nobody.
func (c *call) cloudList(_ context.Context, args []string) int {
	f := c.flags("cloud_list")
	code, ok := c.parseAlone(f, args)
	if !ok {
		return code
	}
	if err := c.permit(cloud.Scheme); err != nil {
		return c.fail(err)
	}
	c.warnOfSettings()
	seen := []providerSeen{}
	if c.Cloud != nil {
		for _, p := range c.Cloud.Providers() {
			seen = append(seen, providerSeen{p.ID, key.ProviderRef(cloud.Scheme, p.ID, ""), p.Title, p.App, p.User, p.Hint, p.Agreement})
		}
	}
	if c.json {
		return c.writeJSON(map[string]any{"providers": seen})
	}
	if len(seen) == 0 {
		fmt.Fprintln(c.out, c.words.text("cli_no_providers"))
	}
	var partners []string // the titles of those that serve only theirs
	between := ""
	for _, p := range seen {
		if p.Agreement {
			partners = append(partners, p.Title)
			continue
		}
		fmt.Fprint(c.out, between)
		c.printProvider(p)
		between = "\n"
	}
	if len(partners) > 0 {
		fmt.Fprintln(c.out, between+c.words.text("cli_agreement"))
	}
	for _, title := range partners {
		fmt.Fprintln(c.out, "  "+title)
	}
	return exitDone
}

// printProvider prints how to sign with a provider's keys, and how those are named.
func (c *call) printProvider(p providerSeen) {
	fmt.Fprintln(c.out, p.Title)
	c.line("cli_confirmed_in", p.App)
	user := c.words.text("cli_user_placeholder")
	provider, ref := p.ID, string(p.Key)
	switch p.User {
	case key.UserRequired:
		provider += " --user " + user
		ref += ";user=" + user
	case key.UserOptional:
		provider += " [--user " + user + "]"
	}
	if p.User != key.UserNone {
		c.line("cli_user_known_as", p.Hint)
	}
	c.line("cli_sign_there", provider)
	c.line("cli_cloud_key", argument(ref))
}
