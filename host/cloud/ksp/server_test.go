// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/cloud/ksptest"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// TestWhichCertificates: in whatever order they come, and whatever stands beside
// them; both lead to a root.
func TestWhichCertificates(t *testing.T) {
	stamp, foreign := town().Subscriber(testpki.Stamp), town().Subscriber(testpki.Foreign)
	ca := stamp.Chain[0]
	for why, c := range map[string]struct {
		certificates [][]byte
		want         error
	}{
		"as met":                         {[][]byte{stamp.AgreeCert.Raw, stamp.SignCert.Raw}, nil},
		"the other way round":            {[][]byte{stamp.SignCert.Raw, stamp.AgreeCert.Raw}, nil},
		"an authority's among them":      {[][]byte{ca.Raw, stamp.AgreeCert.Raw, stamp.SignCert.Raw}, nil},
		"no certificate for agreement":   {[][]byte{stamp.SignCert.Raw}, key.ErrAnswer},
		"no certificate for signing":     {[][]byte{stamp.AgreeCert.Raw, ca.Raw}, key.ErrAnswer},
		"a stranger's agreement":         {[][]byte{foreign.AgreeCert.Raw, stamp.SignCert.Raw}, key.ErrAnswer},
		"a stranger's signatures":        {[][]byte{stamp.AgreeCert.Raw, foreign.SignCert.Raw}, key.ErrAnswer},
		"a certificate that is cut":      {[][]byte{stamp.AgreeCert.Raw, stamp.SignCert.Raw[:100]}, key.ErrAnswer},
		"one that has expired":           {[][]byte{stamp.AgreeCert.Raw, town().Subscriber(testpki.Expired).SignCert.Raw}, key.ErrAnswer},
		"another of the same provider's": {[][]byte{stamp.AgreeCert.Raw, town().Subscriber(testpki.Person).SignCert.Raw}, key.ErrAnswer}, // which signed nothing
	} {
		t.Run(why, func(t *testing.T) {
			inner := answers(func(string, []byte) (any, *ksptest.Failure) { return object{"operationId": "1", "status": 1}, nil })
			s := enter(t, config(ksp.SignServer, ksptest.Line(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodPost {
					inner.ServeHTTP(w, r)
					return
				}
				text, err := json.Marshal(object{"certificates": c.certificates})
				assert.NoError(t, err)
				w.Write(text)
			}))))
			_, err := sign(t.Context(), s)
			if c.want == nil {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, c.want)
			}
		})
	}
}

// TestSignedAnswers: only what the server's own key signed is an answer.
func TestSignedAnswers(t *testing.T) {
	stamp := town().Subscriber(testpki.Stamp)
	content := []byte(`{"operationId":"1","status":1}`)
	attached := func(by *testpki.Subscriber, change func(*cades.Signer)) *cms.SignedData {
		signer := cades.Signer{Certificate: by.SignCert, SigningTime: noon}
		if change != nil {
			change(&signer)
		}
		h, err := signer.ContentHash()
		require.NoError(t, err)
		prepared, err := signer.Prepare(h.Sum(content))
		require.NoError(t, err)
		value, err := by.SignKey.Sign(rand.Reader, prepared.Digest(), prepared.Hash())
		require.NoError(t, err)
		sd, err := prepared.Finish(value)
		require.NoError(t, err)
		return sd
	}
	write := func(sd *cms.SignedData, content []byte) []byte {
		der, err := sd.Marshal(content)
		require.NoError(t, err)
		return der
	}
	twice := attached(stamp, nil)
	twice.SignerInfos = append(twice.SignerInfos, twice.SignerInfos[0])
	unsigned := attached(stamp, nil)
	unsigned.SignerInfos = nil
	otherType := attached(stamp, nil)
	otherType.ContentType = cms.SignedDataType
	renamed := attached(town().Subscriber(testpki.Person), nil)
	renamed.SignerInfos[0].Issuer, renamed.SignerInfos[0].Serial = stamp.SignCert.RawIssuer, stamp.SignCert.SerialNumber

	for why, c := range map[string]struct {
		message []byte
		good    bool
	}{
		"as it should be":               {write(attached(stamp, nil), content), true},
		"by Kupyna":                     {write(attached(stamp, func(s *cades.Signer) { s.Hash = pki.Kupyna256 }), content), true},
		"without the certificate":       {write(attached(stamp, func(s *cades.Signer) { s.OmitCertificate = true }), content), true},
		"another content":               {write(attached(stamp, nil), []byte(`{"operationId":"2","status":1}`)), false},
		"no content":                    {write(attached(stamp, func(s *cades.Signer) { s.Detached = true }), nil), false},
		"two signatures":                {write(twice, content), false},
		"no signature":                  {write(unsigned, content), false},
		"another content type":          {write(otherType, content), false},
		"by somebody else":              {write(attached(town().Subscriber(testpki.Person), nil), content), false},
		"by somebody else in its name":  {write(renamed, content), false},
		"with something behind it":      {append(write(attached(stamp, nil), content), 0), false},
		"cut":                           {write(attached(stamp, nil), content)[:50], false},
		"no message":                    {content, false},
		"nothing":                       {nil, false},
		"by the server's name, its key": {write(attached(town().Subscriber(testpki.Foreign), nil), content), false},
	} {
		t.Run(why, func(t *testing.T) {
			signed, err := json.Marshal(object{"signedData": c.message})
			require.NoError(t, err)
			answer, err := json.Marshal(object{"encryptedData": signed})
			require.NoError(t, err)
			certificates := answers(nil)
			settings := config(ksp.SignServer, ksptest.Line(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method == http.MethodGet {
					certificates.ServeHTTP(w, r)
					return
				}
				_, _ = w.Write(answer)
			})))
			settings.Cipher = new(glass)
			_, err = sign(t.Context(), enter(t, settings))
			if c.good {
				assert.NoError(t, err)
			} else {
				assert.ErrorIs(t, err, key.ErrAnswer)
			}
		})
	}
}
