// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package prompt

import (
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/hardware/pinentry"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// How much of a name is shown, in characters, so that a window shows all of
// what it says.
const (
	maxSite = 190
	maxName = 60
)

// dialog puts a question into words. What sites, carriers, providers and files are
// called is somebody else's text, and made fit to show.
func (n Native) dialog(q key.Question) pinentry.Dialog {
	d := pinentry.Dialog{Title: "Pidpys", OK: n.say("prompt_ok"), Cancel: n.say("prompt_cancel")}
	var what string
	switch q.Kind {
	case key.AskPassword:
		what, d.Prompt = n.say("prompt_password", file(q.Ref)), n.say("prompt_field_password")
	case key.AskKeyPassword:
		what, d.Prompt = n.say("prompt_key_password", file(q.Ref)), n.say("prompt_field_password")
	case key.AskPIN:
		what, d.Prompt = n.say("prompt_pin", carrier(q.Carrier)), n.say("prompt_field_pin")
		d.Error = n.warning(q.Carrier)
	case key.AskKeyPIN:
		what, d.Prompt = n.say("prompt_key_pin", carrier(q.Carrier)), n.say("prompt_field_pin")
		if q.Of > 1 {
			what += "\n" + n.say("prompt_number", strconv.Itoa(q.Number), strconv.Itoa(q.Of))
		}
		d.Error = n.warning(q.Carrier)
	case key.AskRemotePIN:
		what, d.Prompt = n.say("prompt_remote_pin", cut(q.Provider)), n.say("prompt_field_pin")
	case key.AskOTP:
		what, d.Prompt = n.say("prompt_otp", cut(q.Provider)), n.say("prompt_field_otp")
	case key.AskNewPIN:
		what, d.Prompt = n.say("prompt_new_pin", carrier(q.Carrier)), n.say("prompt_field_pin")
		if q.Carrier != nil && q.Carrier.PIN.Min > 0 {
			what += "\n" + n.say("prompt_pin_min", strconv.Itoa(q.Carrier.PIN.Min))
		}
	case key.AskLastTry:
		what, d.OK = n.say("prompt_last_try", carrier(q.Carrier)), n.say("prompt_try")
	case key.AskSharedTries:
		what, d.OK = n.say("prompt_shared_tries", carrier(q.Carrier)), n.say("prompt_ok")
	}
	if n.Site != "" {
		what = n.say("prompt_site", site(n.Site)) + "\n" + what
	}
	d.Text = what
	return d
}

func (n Native) say(word string, with ...string) string {
	return extension.Fill(extension.Words(n.Language)[word], with...)
}

// warning is what a carrier says of its PIN; empty if nothing.
func (n Native) warning(c *key.Carrier) string {
	switch {
	case c == nil:
		return ""
	case c.PIN.Tries == key.TriesFew:
		return n.say("tries_few_text")
	case c.PIN.Tries == key.TriesLast:
		return n.say("tries_last_text")
	}
	return ""
}

// site is a site's name. Whose it is, its end says.
func site(origin string) string {
	if long := len(origin) - maxSite; long > 0 {
		origin = "…" + origin[long:]
	}
	return pki.DisplayText(origin)
}

// carrier is what a person can tell a carrier by.
func carrier(c *key.Carrier) string {
	names := c.DisplayNames()
	for i, name := range names {
		names[i] = cut(name)
	}
	return strings.Join(names, ", ")
}

// file is the name of a key file without its folder.
func file(ref key.Ref) string { return cut(filepath.Base(ref.Name())) }

// cut makes a name fit to show and short.
func cut(name string) string {
	runes := []rune(pki.DisplayText(name))
	if len(runes) > maxName {
		return string(runes[:maxName-1]) + "…"
	}
	return string(runes)
}
