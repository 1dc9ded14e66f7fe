// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// A sight is what is plugged in, as programs see it.
type sight struct {
	Tokens   []tokenSeen   `json:"tokens"`
	Troubles []troubleSeen `json:"troubles"`
}

// tokenSeen is one carrier. Its texts are fit to show.
type tokenSeen struct {
	Key          key.Ref     `json:"key"` // for --key
	Device       string      `json:"device"`
	Label        string      `json:"label"`
	Manufacturer string      `json:"manufacturer"`
	Model        string      `json:"model"`
	Serial       string      `json:"serial"`
	Form         key.Form    `json:"form"`
	Blank        bool        `json:"blank"` // a place for new keys and nothing else
	Makes        []key.Kind  `json:"makes"` // for --kind
	Tries        key.Tries   `json:"tries"`
	Wait         int         `json:"wait"` // seconds until a PIN is taken again
	PINPad       bool        `json:"pin_pad"`
	PINUnset     bool        `json:"pin_unset"`
	MinPIN       int         `json:"min_pin"` // octets; 0: unknown
	MaxPIN       int         `json:"max_pin"`
	Keys         []key.Entry `json:"keys"`
}

// troubleSeen is why somebody may miss a carrier, and what to do.
type troubleSeen struct {
	Kind   key.TroubleKind `json:"kind"`
	Device string          `json:"device"`
	Path   string          `json:"path,omitempty"`
	Reason key.Refusal     `json:"reason,omitempty"`
	Driver string          `json:"driver,omitempty"` // set aside until --retry
	// Message and Hint are for people.
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

// sight puts what is plugged in into the form for programs.
func (c *call) sight(seen key.Plugged) sight {
	s := sight{Tokens: []tokenSeen{}, Troubles: []troubleSeen{}}
	for _, carrier := range seen.Carriers {
		p := c.unfiled()
		s.Tokens = append(s.Tokens, tokenSeen{
			Key: carrier.Ref, Device: pki.DisplayText(carrier.Device), Label: pki.DisplayText(carrier.Label),
			Manufacturer: pki.DisplayText(carrier.Manufacturer), Model: pki.DisplayText(carrier.Model), Serial: pki.DisplayText(carrier.Serial),
			Form: carrier.Form, Blank: carrier.Blank, Makes: append([]key.Kind{}, carrier.Makes...),
			Tries: carrier.PIN.Tries, Wait: seconds(carrier.PIN.Wait), PINPad: carrier.PIN.Pad, PINUnset: carrier.PIN.Unset,
			MinPIN: carrier.PIN.Min, MaxPIN: carrier.PIN.Max, Keys: key.Describe(nil, p.pair(carrier.Keys)).Keys,
		})
	}
	for _, t := range seen.Troubles {
		said := c.trouble(t)
		s.Troubles = append(s.Troubles, troubleSeen{
			t.Kind, pki.DisplayText(t.Device), pki.DisplayText(t.Path), t.Reason, t.Driver, said.Message, said.Hint,
		})
	}
	return s
}
