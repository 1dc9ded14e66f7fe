// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/hardware/device"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// answers are what the drivers of a table show, by the row's name.
type answers map[string]sight

// sees is what people learn of some readers and answers. The table is an old
// model and a new one that are known by the same reader, another device, one that
// needs no reader, and OpenSC.
func sees(readers []wire.Reader, seen answers) key.Plugged {
	s := &Source{}
	for _, m := range []device.Module{
		{ID: "old", Name: "Old", Readers: []string{"Token"}},
		{ID: "new", Name: "New", Readers: []string{"Token"}},
		{ID: "other", Name: "Other", Readers: []string{"Other"}},
		{ID: "hsm", Name: "HSM", Optional: true},
		{ID: "admin", Name: "Admin"},
		{ID: "cards", Name: "Card", Form: key.FormCard, Rest: true, Optional: true},
	} {
		s.drivers = append(s.drivers, newDriver(s, m))
	}
	now := survey{view: view{Readers: wire.Readers{Service: true, Readers: readers}, needed: true, worker: true}, sights: map[*driver]sight{}}
	for _, d := range s.drivers {
		answered, ok := seen[d.module.ID]
		if ok && now.view.wanted(s.drivers, d) {
			now.sights[d] = answered
		}
	}
	return s.plugged(now)
}

func missing(name string) sight {
	return sight{trouble: &key.Trouble{Kind: key.DriverMissing, Device: name}}
}

func shows(reader, serial string) sight {
	return sight{tokens: []seen{{Token: wire.Token{At: wire.At{Serial: serial}, Reader: reader}}}}
}

func TestWhatIsTold(t *testing.T) {
	token, other := wire.Reader{Name: "Token 00 00", Card: true}, wire.Reader{Name: "Other 00 00", Card: true}
	any := wire.Reader{Name: "Any\u202e 00 00", Card: true}
	for name, test := range map[string]struct {
		readers  []wire.Reader
		seen     answers
		carriers []string // serial numbers
		troubles []key.Trouble
	}{
		"nothing": {},
		"a reader without a card": {
			readers:  []wire.Reader{{Name: "Any 00 00"}},
			troubles: []key.Trouble{{Kind: key.NoCard, Device: "Any 00 00"}},
		},
		"no driver for the token": {
			readers:  []wire.Reader{other},
			seen:     answers{"other": missing("Other")},
			troubles: []key.Trouble{{Kind: key.DriverMissing, Device: "Other"}},
		},
		"the driver of the newer model alone": {
			readers:  []wire.Reader{token},
			seen:     answers{"old": missing("Old"), "new": shows("Token 00 00", "1")},
			carriers: []string{"1"},
		},
		"neither driver": {
			readers:  []wire.Reader{token},
			seen:     answers{"old": missing("Old"), "new": missing("New")},
			troubles: []key.Trouble{{Kind: key.DriverMissing, Device: "Old"}, {Kind: key.DriverMissing, Device: "New"}},
		},
		"both show the token": {
			readers:  []wire.Reader{token},
			seen:     answers{"old": shows("Token 00 00", "1"), "new": shows("Token 00 00", "1")},
			carriers: []string{"1"},
		},
		"a security module that nobody installed": {seen: answers{"hsm": missing("HSM")}},
		"one that the administrator named": {
			seen:     answers{"admin": missing("Admin")},
			troubles: []key.Trouble{{Kind: key.DriverMissing, Device: "Admin"}},
		},
		"a card that OpenSC knows": {
			readers:  []wire.Reader{any},
			seen:     answers{"cards": shows(any.Name, "1")},
			carriers: []string{"1"},
		},
		"a card that nobody knows": {
			readers:  []wire.Reader{any},
			seen:     answers{"cards": {}},
			troubles: []key.Trouble{{Kind: key.DeviceUnknown, Device: "Any 00 00"}},
		},
		"a card without OpenSC": {
			readers:  []wire.Reader{any},
			seen:     answers{"cards": missing("Card")},
			troubles: []key.Trouble{{Kind: key.DeviceUnknown, Device: "Any 00 00"}},
		},
		"a card before OpenSC has answered": {readers: []wire.Reader{any}},
		"OpenSC sees another's token too": {
			readers:  []wire.Reader{any, other},
			seen:     answers{"other": shows("Other 00 00", "1"), "cards": {tokens: append(shows("Other 00 00", "2").tokens, shows(any.Name, "3").tokens...)}},
			carriers: []string{"1", "3"},
		},
		"OpenSC is not asked about another's token": {
			readers:  []wire.Reader{other},
			seen:     answers{"other": shows("Other 00 00", "1"), "cards": shows("Other 00 00", "2")},
			carriers: []string{"1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			plugged := sees(test.readers, test.seen)
			var serials []string
			for _, c := range plugged.Carriers {
				serials = append(serials, c.Serial)
			}
			assert.Equal(t, test.carriers, serials)
			assert.Equal(t, test.troubles, plugged.Troubles)
		})
	}
}

func TestNameOfCarrier(t *testing.T) {
	assert.Equal(t, "Мій ключ", name(key.Carrier{Label: "Мій ключ", Model: "M"}))
	assert.Equal(t, "M", name(key.Carrier{Label: "\u202e", Model: "M"}))
	assert.Equal(t, "pkcs11", name(key.Carrier{}))
}
