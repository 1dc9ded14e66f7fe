// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue_test

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
)

// named is a certificate of whom these attributes name.
func named(t *testing.T, attributes map[string]string) *x509.Certificate {
	t.Helper()
	types := map[string]asn1.ObjectIdentifier{
		"name": pki.OIDCommonName, "surname": pki.OIDSurname, "given": pki.OIDGivenName, "company": pki.OIDOrganization,
		"post": pki.OIDTitle, "city": pki.OIDLocality, "code": pki.OIDSerialNumber, "company code": pki.OIDOrganizationIdentifier,
	}
	var name pkix.RDNSequence
	for _, what := range slices.Sorted(maps.Keys(attributes)) {
		if value := attributes[what]; value != "" {
			name = append(name, pkix.RelativeDistinguishedNameSET{{Type: types[what], Value: value}})
		}
	}
	der, err := asn1.Marshal(name)
	require.NoError(t, err)
	return &x509.Certificate{RawSubject: der}
}

func TestSameOwner(t *testing.T) {
	person := map[string]string{"name": "Тестова Оксана Іванівна", "surname": "Тестова", "code": "TINUA-0000000017", "city": "Київ"}
	director := map[string]string{
		"name": "Показова Наталія", "company": "ТОВ", "code": "TINUA-0000000046", "company code": "NTRUA-00000055", "post": "Директор",
	}
	unknown := map[string]string{"name": "Хтось", "city": "Київ"}
	for _, c := range []struct {
		why    string
		old    map[string]string
		change map[string]string // "" takes the attribute out
		same   bool
	}{
		{"nothing changed", person, nil, true},
		{"how it is written", person, map[string]string{"name": "ТЕСТОВА  Оксана Іванівна "}, true},
		{"who moved", person, map[string]string{"city": "Львів"}, true},
		{"no organisation in other words", person, map[string]string{"company": "ФІЗИЧНА ОСОБА"}, true},
		{"who married", person, map[string]string{"surname": "Зразкова"}, false},
		{"another code", person, map[string]string{"code": "TINUA-0000000023"}, false},
		{"no code", person, map[string]string{"code": ""}, false},
		{"a passport instead", person, map[string]string{"code": "TINUA-000000017"}, false},
		{"of an organisation now", person, map[string]string{"company": "ТОВ", "company code": "NTRUA-00000055"}, false},
		{"in another post", director, map[string]string{"post": "Бухгалтер"}, true},
		{"at another organisation", director, map[string]string{"company code": "NTRUA-00000063"}, false},
		{"a renamed organisation", director, map[string]string{"company": "ТОВ «Нове»"}, false},
		{"of no organisation now", director, map[string]string{"company": "", "company code": ""}, false},
		{"without codes, the same", unknown, nil, true},
		{"without codes, moved", unknown, map[string]string{"city": "Львів"}, false},
	} {
		changed := maps.Clone(c.old)
		maps.Copy(changed, c.change)
		assert.Equal(t, c.same, reissue.SameOwner(named(t, c.old), named(t, changed)), c.why)
	}
}
