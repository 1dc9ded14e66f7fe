// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// every is one way to sign with each kind of key.
var every = []struct {
	person, algorithm string
	hash              *pki.Hash
	pss               bool
}{
	{testpki.Person, "1.2.804.2.1.1.1.1.3.1.1", pki.GOST34311, false},
	{testpki.Kupyna, "1.2.804.2.1.1.1.1.3.6.1.1", pki.Kupyna256, false},
	{testpki.ECDSAPerson, "1.2.840.10045.4.3.2", pki.SHA256, false},
	{testpki.ECDSAPerson, "1.2.840.10045.4.3.4", pki.SHA512, false},
	{testpki.RSAPerson, "1.2.840.113549.1.1.1", pki.SHA256, false},
	{testpki.RSAPerson, "1.2.840.113549.1.1.12", pki.SHA384, false},
	{testpki.RSAPerson, "1.2.840.113549.1.1.10", pki.SHA256, true},
}

// From the first page to signatures that verify, with every kind of key.
func TestSigns(t *testing.T) {
	for _, version := range []int{1, 2} {
		for _, e := range every {
			t.Run(fmt.Sprintf("CSC %d, %s by %s", version, e.algorithm, e.person), func(t *testing.T) {
				keys := town.Subscriber(e.person)
				p := start(t, csctest.Options{Version: version, Max: 40, People: []csctest.Person{{ID: "one", Keys: []*testpki.Subscriber{keys}}}})
				p.enter()
				ids := p.must("credentials/list", object{})["credentialIDs"]
				require.Equal(t, []any{"one-1"}, ids)
				info := p.must("credentials/info", object{"credentialID": "one-1", "certificates": "chain"})
				assert.Contains(t, info["key"].(object)["algo"], e.algorithm)
				told := info["cert"].(object)["certificates"].([]any)
				assert.Len(t, told, 1+len(keys.Chain))
				assert.Equal(t, base64.StdEncoding.EncodeToString(keys.SignCert.Raw), told[0])

				wanted := digests(e.hash, 40)
				request := object{
					"credentialID": "one-1", "SAD": p.granted("credential", p.signing("one-1", e.hash, wanted...)),
					p.hashes(): encoded(wanted...), p.hash(): e.hash.OID().String(), "signAlgo": e.algorithm,
				}
				if e.pss {
					algorithm, err := pki.PSSAlgorithm(keys.SignKey.Public(), e.hash)
					require.NoError(t, err)
					request["signAlgoParams"] = base64.StdEncoding.EncodeToString(algorithm.Parameters)
				}
				signatures := p.must("signatures/signHash", request)["signatures"].([]any)
				require.Len(t, signatures, len(wanted))
				for i, signature := range signatures {
					raw, err := base64.StdEncoding.DecodeString(signature.(string))
					require.NoError(t, err)
					verify(t, keys, key.Digest{Hash: e.hash, Value: wanted[i], PSS: e.pss}, raw, true)
				}

				status, answer := p.post("signatures/signHash", request)
				assert.Equal(t, http.StatusBadRequest, status)
				assert.Equal(t, "Invalid parameter SAD", answer["error_description"], "an authorization is for so many signatures")
			})
		}
	}
}

// verify holds a bare signature against the person's certificate.
func verify(t *testing.T, keys *testpki.Subscriber, d key.Digest, raw []byte, good bool) {
	t.Helper()
	public, err := pki.PublicKey(keys.SignCert)
	require.NoError(t, err)
	d.Hash = d.Hash.For(public)
	scheme, err := d.Scheme(public)
	require.NoError(t, err)
	if err := scheme.Verify(public, d.Value, raw); good {
		assert.NoError(t, err)
	} else {
		assert.Error(t, err)
	}
}
