// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key_test

import (
	"crypto/x509"
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

func clock() time.Time { return time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC) }

func TestChoose(t *testing.T) {
	p := testpki.New(clock)
	person, director, ecdsaPerson := p.Subscriber(testpki.Person), p.Subscriber(testpki.Director), p.Subscriber(testpki.ECDSAPerson)
	sign, agree := key.New(person.SignKey), key.New(person.AgreeKey)
	renewed := testpki.New(func() time.Time { return clock().AddDate(1, 0, 0) }).Subscriber(testpki.Person)

	type want struct {
		certificate *x509.Certificate
		usage       key.Usage
		selected    bool
	}
	for name, test := range map[string]struct {
		keys         []key.Key
		certificates []*x509.Certificate
		want         []want
	}{
		"certificates given": {
			[]key.Key{sign, agree}, person.Certificates(),
			[]want{{person.SignCert, key.Sign, true}, {person.AgreeCert, key.Agree, false}},
		},
		"the agreement key first": {
			[]key.Key{agree, sign}, person.Certificates(),
			[]want{{person.AgreeCert, key.Agree, false}, {person.SignCert, key.Sign, true}},
		},
		"certificates beside the key": {
			[]key.Key{key.New(person.SignKey, person.Certificates()...)}, nil,
			[]want{{person.SignCert, key.Sign, true}},
		},
		"no certificates": {[]key.Key{sign}, nil, []want{{nil, 0, false}}},
		"another's certificates": {
			[]key.Key{sign}, director.Certificates(), []want{{nil, 0, false}},
		},
		"only the agreement certificate": {
			[]key.Key{sign, agree}, []*x509.Certificate{person.AgreeCert},
			[]want{{nil, 0, false}, {person.AgreeCert, key.Agree, false}},
		},
		"two who could sign": {
			[]key.Key{sign, key.New(director.SignKey, director.SignCert)}, person.Certificates(),
			[]want{{person.SignCert, key.Sign, false}, {director.SignCert, key.Sign, false}},
		},
		"a renewed certificate": {
			[]key.Key{key.New(person.SignKey, renewed.SignCert)}, person.Certificates(),
			[]want{{renewed.SignCert, key.Sign, true}},
		},
		"non-repudiation alone": {
			[]key.Key{key.New(ecdsaPerson.SignKey)}, append(person.Chain, ecdsaPerson.SignCert),
			[]want{{ecdsaPerson.SignCert, key.Sign, true}},
		},
		"no keys": {nil, person.Certificates(), []want{}},
	} {
		t.Run(name, func(t *testing.T) {
			got := []want{}
			for i, c := range key.Choose(test.keys, test.certificates, nil) {
				assert.Equal(t, test.keys[i], c.Key)
				got = append(got, want{c.Certificate, c.Usage, c.Selected})
			}
			assert.Equal(t, test.want, got)
		})
	}
}

// intended is a key of a store that knows what it is for.
type intended struct {
	key.Key
	usage key.Usage
}

func (i intended) Usage() key.Usage { return i.usage }

func TestChooseByStore(t *testing.T) {
	person := testpki.New(clock).Subscriber(testpki.Person)
	k := intended{key.New(person.SignKey), key.Agree}
	assert.Equal(t, key.Agree, key.Choose([]key.Key{k}, nil, nil)[0].Usage, "all that is known")
	assert.Equal(t, key.Sign, key.Choose([]key.Key{k}, person.Certificates(), nil)[0].Usage, "a certificate knows better")
}

// TestChooseProven: a certificate that anybody could have made takes no key
// from the one that an authority issued, however long it lasts.
func TestChooseProven(t *testing.T) {
	person := testpki.New(clock).Subscriber(testpki.Person)
	forged := testpki.New(func() time.Time { return clock().AddDate(1, 0, 0) }).Subscriber(testpki.Person).SignCert
	proven := func(c *x509.Certificate) bool { return !c.Equal(forged) }
	keys := []key.Key{key.New(person.SignKey, forged)}
	assert.Equal(t, forged, key.Choose(keys, person.Certificates(), nil)[0].Certificate, "it lasts longer")
	assert.Equal(t, person.SignCert, key.Choose(keys, person.Certificates(), proven)[0].Certificate)
	assert.Equal(t, forged, key.Choose(keys, nil, proven)[0].Certificate, "there is no other")
}

func TestUsageNames(t *testing.T) {
	assert.Equal(t, []string{}, key.Usage(0).Names())
	assert.Equal(t, []string{"sign"}, key.Sign.Names())
	assert.Equal(t, []string{"sign", "agree"}, (key.Sign | key.Agree).Names())
}

type named struct{ key.Key }

func (named) Alias() string { return "печатка\x1b[2J\u202e" }

type formatted struct{ key.Store }

func (formatted) Format() string { return "jks" }

func TestDescribe(t *testing.T) {
	p := testpki.New(clock)
	stamp, person := p.Subscriber(testpki.Stamp), p.Subscriber(testpki.RSAPerson)
	keys := []key.Key{named{key.New(stamp.SignKey, stamp.SignCert)}, key.New(person.SignKey), key.New(p.Subscriber(testpki.ECDSAPerson).SignKey)}
	got, err := json.MarshalIndent(key.Describe(formatted{}, key.Choose(keys, nil, nil)), "", "  ")
	require.NoError(t, err)
	const want = `{
  "format": "jks",
  "keys": [
    {
      "algorithm": "dstu4145",
      "curve": "1.2.804.2.1.1.1.1.3.1.1.2.6",
      "ski": "7E6082CBAEA1E7DBED41C661AEC5115D30AF3C371CC8DA4038821498DAA0422F",
      "ski_kupyna": "D583691241D801E33BD8B1A3C962D87A8E801DE0490163BEFC9229C248CE0F1F",
      "usage": [
        "sign"
      ],
      "alias": "печатка[2J",
      "certificate": {
        "subject": "ТОВ \"ТЕСТОВІ РІШЕННЯ\"",
        "issuer": "Тестовий кваліфікований надавач електронних довірчих послуг",
        "serial": "6451A6CFF438B7B8040000000900000000000000",
        "not_after": "2028-10-20T23:59:59Z",
        "ski": "7E6082CBAEA1E7DBED41C661AEC5115D30AF3C371CC8DA4038821498DAA0422F"
      }
    },
    {
      "algorithm": "rsa",
      "curve": "",
      "ski": "786EAA3DC0B606775F0F76E4EC84FF9691371198",
      "ski_kupyna": "",
      "usage": [],
      "alias": "",
      "certificate": null
    },
    {
      "algorithm": "ecdsa",
      "curve": "1.2.840.10045.3.1.7",
      "ski": "D254085CDE0D2C8EC35A90A9A3C4E929E2D35CDC",
      "ski_kupyna": "",
      "usage": [],
      "alias": "",
      "certificate": null
    }
  ]
}`
	assert.Equal(t, want, string(got))
}

func TestRef(t *testing.T) {
	ref := key.NewRef("pkcs11", "token=a:b;id=%01")
	assert.Equal(t, "pkcs11", ref.Scheme())
	assert.Equal(t, "token=a:b;id=%01", ref.Name())
	assert.Empty(t, key.Ref("no scheme").Scheme())
	assert.Empty(t, key.Ref("").Name())
}
