// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package device

import (
	"math/bits"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/hardware/wire"
)

func named(t *testing.T, id string) Module {
	t.Helper()
	i := slices.IndexFunc(builtin("linux"), func(m Module) bool { return m.ID == id })
	require.GreaterOrEqual(t, i, 0, id)
	return builtin("linux")[i]
}

func TestMatch(t *testing.T) {
	for name, test := range map[string]struct {
		id     string
		reader wire.Reader
		want   bool
	}{
		"as Linux numbers it":                            {"almaz-1k", wire.Reader{Name: "IIT E.Key Almaz-1C 00 00", Card: true}, true},
		"as Windows numbers it":                          {"almaz-1k", wire.Reader{Name: "IIT E.Key Almaz-1C 0", Card: true}, true},
		"another model":                                  {"almaz-1k", wire.Reader{Name: "IIT E.Key Crystal-1 00 00", Card: true}, false},
		"not at the beginning":                           {"almaz-1k", wire.Reader{Name: "My IIT E.Key Almaz-1C", Card: true}, false},
		"a card in any reader":                           {"securetoken-337", wire.Reader{Name: "Any 00 00", Card: true, ATR: avtorATRs[1].Value}, true},
		"an ATR without its card":                        {"securetoken-337", wire.Reader{Name: "Any 00 00", ATR: avtorATRs[1].Value}, false},
		"a reader that is empty":                         {"securetoken-337", wire.Reader{Name: "Avtor SC Reader 371 00 00"}, true},
		"an ATR of which parts vary":                     {"efitkey", wire.Reader{Name: "Any", Card: true, ATR: []byte("\x3B\x8F\x01EFK\x001234567\x04\x00\x00\x00\xC2")}, true},
		"a fixed octet differs":                          {"efitkey", wire.Reader{Name: "Any", Card: true, ATR: []byte("\x3B\x8F\x01EFK\x001234567\x05\x00\x00\x00\xC2")}, false},
		"a shorter ATR":                                  {"efitkey", wire.Reader{Name: "Any", Card: true, ATR: []byte("\x3B\x8F\x01EFK")}, false},
		"nothing in particular":                          {"gryada-301", wire.Reader{Name: "Any", Card: true}, false},
		"what others leave is not matched but left over": {"opensc", wire.Reader{Name: "Any", Card: true}, false},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, named(t, test.id).Match(test.reader)) })
	}
}

func TestTable(t *testing.T) {
	for _, system := range []string{"linux", "windows", "darwin", "freebsd"} {
		rows := builtin(system)
		ids := map[string]bool{}
		for i, m := range rows {
			assert.NotEmpty(t, m.Name, m.ID)
			assert.NotEmpty(t, m.Form, m.ID)
			assert.False(t, ids[m.ID], "two rows %s", m.ID)
			ids[m.ID] = true
			assert.Equal(t, i == len(rows)-1, m.Rest, "only the last row takes the rest")
			assert.False(t, m.Simulated, m.ID)
			assert.Empty(t, m.Environment, m.ID)
			assert.False(t, m.Always() && !m.Optional, "%s would be missed by everybody", m.ID)
			for _, p := range m.Paths {
				absolute := path.IsAbs(p)
				if system == "windows" {
					absolute = strings.HasPrefix(p, `C:\`)
				}
				assert.True(t, absolute, p)
				assert.NotContains(t, p, "..")
				folder := p[:strings.LastIndexAny(p, `/\`)]
				assert.NotContains(t, folder, "*", "only the last element is a pattern")
			}
		}
	}
}

// An ATR that offers more than T=0 ends in the exclusive or of its octets after
// the first: ISO/IEC 7816-3, 8.2.5. What was copied wrongly does not.
func TestATRs(t *testing.T) {
	for _, m := range builtin("linux") {
		for _, a := range m.ATRs {
			require.True(t, a.Mask == nil || len(a.Mask) == len(a.Value), m.ID)
			if a.Mask != nil || !checked(a.Value) {
				continue
			}
			var sum byte
			for _, b := range a.Value[1:] {
				sum ^= b
			}
			assert.Zero(t, sum, "%s: %X", m.ID, a.Value)
		}
	}
}

// checked reports whether a TD octet of an ATR names a protocol but T=0.
func checked(atr []byte) bool {
	for at := 1; at < len(atr); at += bits.OnesCount8(atr[at] & 0xF0) {
		if at > 1 && atr[at]&0x0F != 0 {
			return true
		}
		if atr[at]&0x80 == 0 {
			return false
		}
	}
	return false
}
