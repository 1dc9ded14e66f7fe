// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package subtree_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/pki/internal/subtree"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// words decodes a stand-in for a Name: an OCTET STRING of words, each an RDN.
func words(der []byte) ([]string, error) {
	s := cryptobyte.String(der)
	var text cryptobyte.String
	if !s.ReadASN1(&text, casn1.OCTET_STRING) || !s.Empty() {
		return nil, errors.New("no name")
	}
	return strings.Fields(string(text)), nil
}

// generalName writes "dns:gov.ua" and the like.
func generalName(b *cryptobyte.Builder, name string) {
	kind, value, _ := strings.Cut(name, ":")
	tag := casn1.Tag(map[string]int{"other": 0, "email": 1, "dns": 2, "dn": 4, "uri": 6, "ip": 7, "id": 8, "tag9": 9}[kind]).ContextSpecific()
	switch kind {
	case "other":
		b.AddASN1(tag.Constructed(), func(b *cryptobyte.Builder) { b.AddBytes([]byte(value)) })
	case "dn":
		b.AddASN1(tag.Constructed(), func(b *cryptobyte.Builder) {
			b.AddASN1(casn1.OCTET_STRING, func(b *cryptobyte.Builder) { b.AddBytes([]byte(value)) })
		})
	default:
		b.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes([]byte(value)) })
	}
}

func sequence(t testing.TB, content cryptobyte.BuilderContinuation) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, content)
	der, err := b.Bytes()
	require.NoError(t, err)
	return der
}

// constraints writes the extension; a list is of names that contain no spaces.
func constraints(t testing.TB, permitted, excluded []string) []byte {
	return sequence(t, func(b *cryptobyte.Builder) {
		for i, list := range [][]string{permitted, excluded} {
			if list == nil {
				continue
			}
			b.AddASN1(casn1.Tag(i).ContextSpecific().Constructed(), func(b *cryptobyte.Builder) {
				for _, name := range list {
					b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { generalName(b, name) })
				}
			})
		}
	})
}

func alternatives(t testing.TB, names ...string) []byte {
	return sequence(t, func(b *cryptobyte.Builder) {
		for _, name := range names {
			generalName(b, name)
		}
	})
}

func TestCheck(t *testing.T) {
	list := func(s ...string) []string { return s }
	const cidr4, cidr6 = "ip:\xc0\x00\x02\x00\xff\xff\xff\x00", "ip:\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	for _, c := range []struct {
		permitted, excluded []string
		name                string
		err                 error
	}{
		{list("dns:gov.ua"), nil, "dns:gov.ua", nil},
		{list("dns:gov.ua"), nil, "dns:Diia.GOV.ua", nil},
		{list("dns:gov.ua"), nil, "dns:notgov.ua", subtree.ErrNotPermitted},
		{list("dns:gov.ua"), nil, "dns:.gov.ua", subtree.ErrMalformed},
		{list("dns:gov.ua"), nil, "dns:gov.ua.", subtree.ErrMalformed},
		{list("dns:gov.ua"), nil, "dns:", subtree.ErrMalformed},
		{list("dns:gov.ua"), nil, "dns:*.gov.ua", nil},
		{list("dns:www.gov.ua"), nil, "dns:*.gov.ua", subtree.ErrNotPermitted},
		{list("dns:gov.ua"), nil, "email:a@b.example", nil}, // another form is free
		{list("dns:"), nil, "dns:b.example", nil},
		{nil, list("dns:"), "dns:b.example", subtree.ErrExcluded},
		{nil, list("dns:gov.ua"), "dns:diia.gov.ua", subtree.ErrExcluded},
		{nil, list("dns:www.gov.ua"), "dns:*.gov.ua", subtree.ErrExcluded},
		{nil, list("dns:a.www.gov.ua"), "dns:*.gov.ua", nil},
		{nil, list("dns:gov.ua"), "dns:kyiv.ua", nil},
		{nil, list("dns:gov.ua"), "dns:gov.ua.", subtree.ErrMalformed},
		{list("dns:gov.ua"), list("dns:diia.gov.ua"), "dns:diia.gov.ua", subtree.ErrExcluded},

		{list("email:a@gov.ua"), nil, "email:a@GOV.ua", nil},
		{list("email:a@gov.ua"), nil, "email:A@gov.ua", subtree.ErrNotPermitted},
		{list("email:a@gov.ua"), nil, "email:\"a\"@gov.ua", nil},
		{list("email:gov.ua"), nil, "email:a@gov.ua", nil},
		{list("email:gov.ua"), nil, "email:a@diia.gov.ua", subtree.ErrNotPermitted},
		{list("email:.gov.ua"), nil, "email:a@diia.gov.ua", nil},
		{list("email:.gov.ua"), nil, "email:a@gov.ua", subtree.ErrNotPermitted},
		{list("email:gov.ua"), nil, "email:a@b@gov.ua", subtree.ErrMalformed},
		{list("email:gov.ua"), nil, "email:\"a@b\"@gov.ua", nil},
		{list("email:gov.ua"), nil, "email:\"a\"b\"@gov.ua", subtree.ErrMalformed},
		{list("email:gov.ua"), nil, "email:\"a\\\"@gov.ua", subtree.ErrMalformed},
		{list("email:gov.ua"), nil, "email:@gov.ua", subtree.ErrMalformed},
		{list("email:gov.ua"), nil, "email:gov.ua", subtree.ErrMalformed},
		{nil, list("email:gov.ua"), "email:a@gov.ua", subtree.ErrExcluded},

		{list("uri:id.gov.ua"), nil, "uri:https://ID.gov.ua:8443/path", nil},
		{list("uri:id.gov.ua"), nil, "uri:https://www.id.gov.ua/", subtree.ErrNotPermitted},
		{list("uri:.gov.ua"), nil, "uri:https://id.gov.ua/", nil},
		{list("uri:.gov.ua"), nil, "uri:https://gov.ua/", subtree.ErrNotPermitted},
		{list("uri:.gov.ua"), nil, "uri:https://gov.ua@b.example/", subtree.ErrNotPermitted},
		{list("uri:.gov.ua"), nil, "uri:https://192.0.2.1/", subtree.ErrMalformed},
		{list("uri:.gov.ua"), nil, "uri:https://[2001:db8::1]/", subtree.ErrMalformed},
		{list("uri:.gov.ua"), nil, "uri:urn:isbn:1", subtree.ErrMalformed},
		{nil, list("uri:.gov.ua"), "uri:https://id.gov.ua/", subtree.ErrExcluded},

		{list(cidr4), nil, "ip:\xc0\x00\x02\x07", nil},
		{list(cidr4), nil, "ip:\xc0\x00\x03\x07", subtree.ErrNotPermitted},
		{list(cidr4), nil, "ip:\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", subtree.ErrNotPermitted},
		{list(cidr6), nil, "ip:\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01", nil},
		{list(cidr4), nil, "ip:\xc0\x00\x02", subtree.ErrMalformed},
		{nil, list(cidr4), "ip:\xc0\x00\x02\x07", subtree.ErrExcluded},

		{list("dn:UA Kyiv"), nil, "dn:UA Kyiv Person", nil},
		{list("dn:UA Kyiv"), nil, "dn:UA Kyiv", nil},
		{list("dn:UA Kyiv"), nil, "dn:UA", subtree.ErrNotPermitted},
		{list("dn:UA Kyiv"), nil, "dn:Kyiv UA", subtree.ErrNotPermitted},
		{list("dn:"), nil, "dn:UA", nil},
		{nil, list("dn:UA"), "dn:UA Kyiv", subtree.ErrExcluded},

		{list("other:x"), nil, "other:x", subtree.ErrUnsupported},
		{nil, list("id:\x2a"), "id:\x2b", subtree.ErrUnsupported},
		{nil, list("other:x"), "dns:gov.ua", nil},
	} {
		t.Run(strings.Join(c.permitted, " ")+"!"+strings.Join(c.excluded, " ")+"/"+c.name, func(t *testing.T) {
			parsed, err := subtree.Parse(constraints(t, c.permitted, c.excluded), words)
			require.NoError(t, err)
			names, err := subtree.ParseNames(alternatives(t, c.name), words)
			require.NoError(t, err)
			assert.ErrorIs(t, parsed.Check(names), c.err)
		})
	}
}

// TestOneBadNameSpoilsAll: every name of a certificate must keep to the rules.
func TestOneBadNameSpoilsAll(t *testing.T) {
	parsed, err := subtree.Parse(constraints(t, []string{"dns:gov.ua", "dns:kyiv.ua"}, nil), words)
	require.NoError(t, err)
	names, err := subtree.ParseNames(alternatives(t, "dns:gov.ua", "dns:kyiv.ua"), words)
	require.NoError(t, err)
	assert.NoError(t, parsed.Check(names))
	names, err = subtree.ParseNames(alternatives(t, "dns:gov.ua", "dns:lviv.ua"), words)
	require.NoError(t, err)
	assert.EqualError(t, parsed.Check(names), "dNSName in no permitted subtree")
}

func TestSubject(t *testing.T) {
	parsed, err := subtree.Parse(constraints(t, []string{"dn:UA", "email:gov.ua"}, nil), words)
	require.NoError(t, err)
	ua, broken := []byte("\x04\x02UA"), []byte("\x05\x00")
	assert.NoError(t, parsed.Check([]subtree.Name{subtree.Directory(ua, words), subtree.Email("a@gov.ua")}))
	assert.ErrorIs(t, parsed.Check([]subtree.Name{subtree.Directory(broken, words)}), subtree.ErrMalformed)
	assert.ErrorIs(t, parsed.Check([]subtree.Name{subtree.Email("a@b.example")}), subtree.ErrNotPermitted)
}

func TestParseRefuses(t *testing.T) {
	for name, der := range map[string][]byte{
		"nothing":               nil,
		"neither list":          {0x30, 0},
		"an empty list":         {0x30, 2, 0xa0, 0},
		"octets after":          append(constraints(t, []string{"dns:gov.ua"}, nil), 0),
		"a wildcard":            constraints(t, []string{"dns:*.gov.ua"}, nil),
		"a leading period":      constraints(t, []string{"dns:.gov.ua"}, nil),
		"an address, no range":  constraints(t, nil, []string{"ip:\x7f\x00\x00\x01"}),
		"a mailbox too many":    constraints(t, nil, []string{"email:a@b@gov.ua"}),
		"a URI, no host":        constraints(t, nil, []string{"uri:https://gov.ua/"}),
		"an address for a host": constraints(t, nil, []string{"uri:192.0.2.1"}),
		"a name undecodable":    {0x30, 8, 0xa0, 6, 0x30, 4, 0xa4, 2, 5, 0},
		"a minimum":             {0x30, 10, 0xa0, 8, 0x30, 6, 0x82, 1, 'a', 0x80, 1, 1},
		"a maximum":             {0x30, 10, 0xa0, 8, 0x30, 6, 0x82, 1, 'a', 0x81, 1, 1},
		"a tenth form":          constraints(t, []string{"tag9:x"}, nil),
		"a form dressed wrong":  {0x30, 7, 0xa0, 5, 0x30, 3, 0xa2, 1, 'a'},
	} {
		_, err := subtree.Parse(der, words)
		assert.ErrorIs(t, err, subtree.ErrConstraints, name)
	}
	_, err := subtree.Parse([]byte{0x30, 10, 0xa0, 8, 0x30, 6, 0x82, 1, 'a', 0x80, 1, 0}, words)
	assert.NoError(t, err, "a minimum of zero, spelled out")
	for _, der := range [][]byte{nil, {0x30, 1, 0}, append(alternatives(t, "dns:a"), 0), alternatives(t, "tag9:x")} {
		_, err := subtree.ParseNames(der, words)
		assert.Error(t, err)
	}
}

// TestTooMany refuses what would take too long, before it does.
func TestTooMany(t *testing.T) {
	many := make([]string, 200)
	for i := range many {
		many[i] = "dns:gov.ua"
	}
	parsed, err := subtree.Parse(constraints(t, many, nil), words)
	require.NoError(t, err)
	names, err := subtree.ParseNames(alternatives(t, many...), words)
	require.NoError(t, err)
	assert.ErrorIs(t, parsed.Check(names), subtree.ErrTooMany)
	assert.NoError(t, parsed.Check(names[:50]))
}

func TestForms(t *testing.T) {
	assert.Equal(t, "directoryName", subtree.DirectoryName.String())
	assert.Equal(t, "GeneralName [9]", subtree.Form(9).String())
}

func FuzzConstraints(f *testing.F) {
	f.Add(constraints(f, []string{"dns:gov.ua", "email:.gov.ua", "dn:UA"}, []string{"ip:\xc0\x00\x02\x00\xff\xff\xff\x00", "uri:.gov.ua"}), alternatives(f, "dns:gov.ua"))
	f.Add(constraints(f, nil, []string{"other:x", "id:\x2a"}), alternatives(f, "other:x", "dn:UA", "email:\"a\"@gov.ua", "uri:https://gov.ua"))
	f.Fuzz(func(t *testing.T, extension, names []byte) {
		c, err := subtree.Parse(extension, words)
		if err != nil {
			return
		}
		all, err := subtree.ParseNames(names, words)
		if err != nil {
			return
		}
		verdict := c.Check(all)
		for _, one := range all {
			if c.Check([]subtree.Name{one}) != nil {
				assert.Error(t, verdict, "a name is wrong alone and right among others")
			}
		}
	})
}
