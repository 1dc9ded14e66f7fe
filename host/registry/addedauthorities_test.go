// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParseAuthorities(t *testing.T) {
	list, err := ParseAuthorities([]byte(`[
		{"names": ["Власний надавач", "Own provider"], "edrpou": "00000017", "site": "ca.local", "cmp": "https://ca.local:8443/cmp", "reissue": "https://ca.local/.well-known/cmp"},
		{"names": ["Інший"], "cmp": "10.0.0.1:8080", "ocsp": "[fd00::1]/ocsp", "tsp": "tsp"}
	]`))
	require.NoError(t, err)
	assert.Equal(t, []Authority{
		{Names: []string{"Власний надавач", "Own provider"}, EDRPOU: "00000017", Site: "ca.local", CMP: "https://ca.local:8443/cmp", Reissue: "https://ca.local/.well-known/cmp", Private: true},
		{Names: []string{"Інший"}, CMP: "10.0.0.1:8080", OCSP: "[fd00::1]/ocsp", TSP: "tsp", Private: true},
	}, list)

	empty, err := ParseAuthorities([]byte("[]\n"))
	require.NoError(t, err)
	assert.Empty(t, empty)
}

// TestParseOurAuthorities wants an administrator to be able to begin with our own list.
func TestParseOurAuthorities(t *testing.T) {
	list, err := ParseAuthorities(authoritiesJSON)
	require.NoError(t, err)
	assert.Len(t, list, len(Builtin().Authorities()))
}

func TestParseAuthoritiesRefuses(t *testing.T) {
	named := func(member string) string { return `[{"names": ["Надавач"], ` + member + `}]` }
	for what, text := range map[string]string{
		"nothing":             "",
		"no list":             `{"names": ["Надавач"]}`,
		"a broken list":       `[{"names": ["Надавач"]}`,
		"something after":     `[] []`,
		"an unknown member":   named(`"cpm": "ca.local"`),
		"private said aloud":  named(`"Private": true`),
		"no names":            `[{"cmp": "ca.local"}]`,
		"an empty name":       `[{"names": ["«»"]}]`,
		"a name that hides":   `[{"names": ["Надавач\u202e"]}]`,
		"a long name":         `[{"names": ["` + strings.Repeat("н", maxName+1) + `"]}]`,
		"one name of two":     `[{"names": ["Надавач"]}, {"names": ["«НАДАВАЧ»"]}]`,
		"a code of letters":   named(`"edrpou": "0000001A"`),
		"a number for a code": named(`"edrpou": 17`),
		"another scheme":      named(`"cmp": "ftp://ca.local"`),
		"said http":           named(`"cmp": "http://ca.local"`),
		"a user":              named(`"cmp": "user@ca.local"`),
		"a query":             named(`"cmp": "ca.local/?id"`),
		"an empty query":      named(`"cmp": "ca.local/?"`),
		"a fragment":          named(`"cmp": "ca.local/#"`),
		"capital letters":     named(`"cmp": "CA.local"`),
		"Cyrillic letters":    named(`"cmp": "са.local"`),
		"a space":             named(`"cmp": "ca.local "`),
		"a line end":          named(`"cmp": "ca.local\n"`),
		"no host":             named(`"cmp": "/services/cmp/"`),
		"port 0":              named(`"cmp": "ca.local:0"`),
		"no port":             named(`"cmp": "ca.local:"`),
		"said http to renew":  named(`"reissue": "http://ca.local"`),
		"a zone":              named(`"cmp": "[fe80::1%25eth0]"`),
	} {
		_, err := ParseAuthorities([]byte(text))
		assert.Error(t, err, what)
	}

	var many []Authority
	for i := range maxAuthorities + 1 {
		many = append(many, Authority{Names: []string{fmt.Sprint("Надавач ", i)}})
	}
	data, err := json.Marshal(many)
	require.NoError(t, err)
	_, err = ParseAuthorities(data)
	assert.ErrorContains(t, err, "authorities")
}

// FuzzParseAuthorities wants every address that is read to lead to the host that it shows.
func FuzzParseAuthorities(f *testing.F) {
	f.Add([]byte(`[{"names": ["Надавач"], "cmp": "https://ca.local:8443/cmp"}]`))
	f.Add([]byte(`[{"names": ["Надавач"], "cmp": "[fd00::1]:80/", "tsp": "10.0.0.1"}]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ParseAuthorities(data)
		if err != nil {
			return
		}
		d := Builtin().With(list)
		for _, a := range list {
			found, ok := d.Find(a.Name())
			require.True(t, ok)
			require.Equal(t, a, found)
			for _, address := range []string{a.CMP, a.OCSP, a.TSP, a.Reissue} {
				if address != "" {
					require.True(t, strings.HasPrefix(strings.TrimPrefix(address, "https://"), hostOf(address)), address)
					require.NotEmpty(t, hostOf(address))
				}
			}
		}
		_ = d.Hosts()
	})
}
