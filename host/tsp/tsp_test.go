// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tsp_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/tsp"
)

var now = time.Date(2026, 11, 21, 15, 4, 5, 0, time.UTC)

func clock() time.Time { return now }

// served is a network of one handler.
type served struct{ http.Handler }

func (s served) Post(ctx context.Context, url, contentType string, body []byte, limit int64) ([]byte, error) {
	answer := httptest.NewRecorder()
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	request.Header.Set("Content-Type", contentType)
	s.ServeHTTP(answer, request)
	if answer.Code != http.StatusOK {
		return nil, errors.New(answer.Body.String())
	}
	return answer.Body.Bytes(), nil
}

func stamp(p *testpki.PKI, path string, o testpki.TSAOptions, h *pki.Hash, supplied ...*x509.Certificate) (*tsp.Token, error) {
	client := tsp.Client{Network: served{p.TSA(o)}, Trust: p.Trust(), Certificates: supplied}
	return client.Stamp(context.Background(), path, h, h.Sum([]byte("data")))
}

func TestStamp(t *testing.T) {
	p := testpki.New(clock)
	for _, path := range []string{testpki.TSPPath, testpki.TSPPathEC} {
		for _, h := range []*pki.Hash{pki.GOST34311, pki.Kupyna256, pki.Kupyna512, pki.SHA256, pki.SHA512} {
			for name, forms := range map[string]testpki.TSAFaults{
				"usual": 0,
				"unusual": testpki.TSAFraction | testpki.TSAAccuracy | testpki.TSAOrders | testpki.TSAOldBinding |
					testpki.TSANested | testpki.TSAGrantsWithMods,
			} {
				token, err := stamp(p, path, testpki.TSAOptions{Faults: forms}, h)
				require.NoError(t, err, "%s %s %s", path, h, name)
				assert.Equal(t, now, token.Info.Time)
				assert.NoError(t, token.Stamps(func(h *pki.Hash) []byte { return h.Sum([]byte("data")) }))
				assert.ErrorIs(t, token.Stamps(func(h *pki.Hash) []byte { return h.Sum([]byte("date")) }), tsp.ErrImprint)
				assert.ErrorIs(t, token.Stamps(func(*pki.Hash) []byte { return nil }), tsp.ErrImprint)
				again, err := tsp.ParseToken(token.Raw)
				require.NoError(t, err)
				assert.Equal(t, token, again)
				if name == "unusual" {
					assert.Equal(t, 1500*time.Millisecond, token.Info.Accuracy)
					assert.Equal(t, now.Add(1500*time.Millisecond), token.Info.Latest())
				}
			}
		}
	}
}

// TestTokenInBER: what is put into signatures is DER, as signed attributes must
// be, and the signature is over that.
func TestTokenInBER(t *testing.T) {
	p := testpki.New(clock)
	token, err := stamp(p, testpki.TSPPathEC, testpki.TSAOptions{}, pki.SHA256)
	require.NoError(t, err)
	in := cryptobyte.String(token.Raw)
	var inside cryptobyte.String
	require.True(t, in.ReadASN1(&inside, casn1.SEQUENCE))
	indefinite := slices.Concat([]byte{0x30, 0x80}, inside, []byte{0, 0})
	again, err := tsp.ParseToken(indefinite)
	require.NoError(t, err)
	assert.Equal(t, token, again)
	_, err = again.Verify(nil, p.Trust())
	assert.NoError(t, err)
	for _, behind := range [][]byte{{0}, {0, 0}, {0x30, 0}} {
		_, err = tsp.ParseToken(append(slices.Clone(indefinite), behind...))
		assert.ErrorIs(t, err, tsp.ErrMalformed)
	}
}

func TestFaults(t *testing.T) {
	p := testpki.New(clock)
	const year = 365 * 24 * time.Hour
	var refusal *tsp.RefusalError
	var constraint *pki.ConstraintError
	var validity *pki.ValidityError
	for name, test := range map[string]struct {
		faults testpki.TSAFaults
		skew   time.Duration
		want   error
		as     any
	}{
		"no nonce":                {testpki.TSANoNonce, 0, tsp.ErrNonce, nil},
		"wrong nonce":             {testpki.TSAWrongNonce, 0, tsp.ErrNonce, nil},
		"wrong imprint":           {testpki.TSAWrongImprint, 0, tsp.ErrImprint, nil},
		"refused":                 {testpki.TSARejects, 0, nil, &refusal},
		"waiting":                 {testpki.TSAWaits, 0, nil, &refusal},
		"foreign root":            {testpki.TSAForeign, 0, pki.ErrNoChain, nil},
		"no authority":            {testpki.TSAOrdinary, 0, nil, &constraint},
		"wrong signature":         {testpki.TSABadSignature, 0, tsp.ErrSignature, nil},
		"wrong, nested signature": {testpki.TSABadSignature | testpki.TSANested, 0, tsp.ErrSignature, nil},
		"no binding":              {testpki.TSANoBinding, 0, tsp.ErrBinding, nil},
		"another's binding":       {testpki.TSAOtherBinding, 0, tsp.ErrBinding, nil},
		"critical extension":      {testpki.TSACritical, 0, tsp.ErrMalformed, nil},
		"no certificate":          {testpki.TSANoCertificates, 0, tsp.ErrNoCertificate, nil},
		"before its certificate":  {0, -2 * year, nil, &validity},
		"after its certificate":   {0, 5 * year, nil, &validity},
		"several":                 {testpki.TSAForeign | testpki.TSANoNonce | testpki.TSAFraction, 0, tsp.ErrNonce, nil},
	} {
		for _, path := range []string{testpki.TSPPath, testpki.TSPPathEC} {
			token, err := stamp(p, path, testpki.TSAOptions{Faults: test.faults, Skew: test.skew}, pki.SHA256)
			require.Error(t, err, name)
			assert.Nil(t, token, name)
			if test.want != nil {
				assert.ErrorIs(t, err, test.want, name)
			}
			if test.as != nil {
				assert.ErrorAs(t, err, test.as, name)
			}
		}
	}
	assert.Equal(t, tsp.NoFailure, failureOf(t, p, testpki.TSAWaits))
	assert.Equal(t, tsp.BadAlg, failureOf(t, p, testpki.TSARejects))
}

func failureOf(t *testing.T, p *testpki.PKI, faults testpki.TSAFaults) tsp.Failure {
	t.Helper()
	_, err := stamp(p, testpki.TSPPath, testpki.TSAOptions{Faults: faults}, pki.SHA256)
	var refusal *tsp.RefusalError
	require.ErrorAs(t, err, &refusal)
	return refusal.Failure
}

func TestPolicy(t *testing.T) {
	p := testpki.New(clock)
	client := tsp.Client{Network: served{p.TSA(testpki.TSAOptions{})}, Trust: p.Trust()}
	var err error
	client.Policy, err = x509.ParseOID("1.2.804.2.1.1.1.2.3.1")
	require.NoError(t, err)
	_, err = client.Stamp(t.Context(), testpki.TSPPath, pki.SHA256, pki.SHA256.Sum(nil))
	require.NoError(t, err)
	client.Network = served{p.TSA(testpki.TSAOptions{Faults: testpki.TSAOtherPolicy})}
	_, err = client.Stamp(t.Context(), testpki.TSPPath, pki.SHA256, pki.SHA256.Sum(nil))
	assert.ErrorIs(t, err, tsp.ErrPolicy)
}

// TestSuppliedCertificate: a token that holds no certificate verifies with one
// from elsewhere, as most national ones do.
func TestSuppliedCertificate(t *testing.T) {
	p := testpki.New(clock)
	for path, national := range map[string]bool{testpki.TSPPath: true, testpki.TSPPathEC: false} {
		token, err := stamp(p, path, testpki.TSAOptions{Faults: testpki.TSANoCertificates}, pki.GOST34311,
			p.TimeStamper(!national), p.TimeStamper(national))
		require.NoError(t, err)
		assert.Empty(t, token.Certificates())
	}
}

// TestClock: a wrong clock makes no wrong token; how far it is off is in the
// token for all to see.
func TestClock(t *testing.T) {
	p := testpki.New(clock)
	token, err := stamp(p, testpki.TSPPath, testpki.TSAOptions{Skew: time.Hour}, pki.SHA256)
	require.NoError(t, err)
	assert.Equal(t, now.Add(time.Hour), token.Info.Time)
}

func TestBefore(t *testing.T) {
	p := testpki.New(clock)
	at := func(path string, skew time.Duration, faults testpki.TSAFaults) *tsp.Token {
		token, err := stamp(p, path, testpki.TSAOptions{Skew: skew, Faults: faults}, pki.SHA256)
		require.NoError(t, err)
		return token
	}
	const national, european = testpki.TSPPath, testpki.TSPPathEC
	exact := at(national, 0, 0)
	assert.True(t, exact.Before(at(national, time.Second, 0)))
	assert.False(t, exact.Before(at(national, 0, 0)), "the same second")
	assert.False(t, exact.Before(at(national, time.Second, testpki.TSAAccuracy)), "maybe the same second")
	assert.True(t, exact.Before(at(european, 2*time.Second, testpki.TSAAccuracy)))
	ordered := at(national, 0, testpki.TSAOrders|testpki.TSAAccuracy)
	assert.True(t, ordered.Before(at(national, time.Second, testpki.TSAOrders|testpki.TSAAccuracy)), "one authority that orders")
	assert.False(t, ordered.Before(at(european, time.Second, testpki.TSAOrders|testpki.TSAAccuracy)), "two authorities")
}

// TestChangedToken: no octet of a token matters so little that it may change,
// but for those of nothing that is signed.
func TestChangedToken(t *testing.T) {
	p := testpki.New(clock)
	supplied := []*x509.Certificate{p.TimeStamper(false)}
	token, err := stamp(p, testpki.TSPPathEC, testpki.TSAOptions{Faults: testpki.TSANoCertificates}, pki.SHA256, supplied...)
	require.NoError(t, err)
	for i := range token.Raw {
		raw := bytes.Clone(token.Raw)
		raw[i] ^= 1
		changed, err := tsp.ParseToken(raw)
		if err != nil {
			continue
		}
		if _, err := changed.Verify(supplied, p.Trust()); err == nil {
			assert.Equal(t, token.Info, changed.Info, "octet %d", i)
			assert.Equal(t, token.Signed.SignerInfos[0].SignedOctets(), changed.Signed.SignerInfos[0].SignedOctets(), "octet %d", i)
		}
	}
}

// TestStructure: a token has one signature, over a TSTInfo inside.
func TestStructure(t *testing.T) {
	p := testpki.New(clock)
	token, err := stamp(p, testpki.TSPPathEC, testpki.TSAOptions{}, pki.SHA256)
	require.NoError(t, err)
	info := infoOf(t, token)
	for why, change := range map[string]func(*cms.SignedData){
		"two signatures":       func(sd *cms.SignedData) { sd.SignerInfos = append(sd.SignerInfos, sd.SignerInfos[0]) },
		"no signature":         func(sd *cms.SignedData) { sd.SignerInfos = nil },
		"no content":           func(sd *cms.SignedData) { sd.Detached = true },
		"another content type": func(sd *cms.SignedData) { sd.ContentType = cms.DataType },
	} {
		changed := *token.Signed
		change(&changed)
		raw, err := changed.Marshal(info)
		require.NoError(t, err)
		_, err = tsp.ParseToken(raw)
		assert.ErrorIs(t, err, tsp.ErrMalformed, why)
	}
	_, err = tsp.ParseToken(append(bytes.Clone(token.Raw), 0))
	assert.ErrorIs(t, err, tsp.ErrMalformed, "octets behind")
	_, err = tsp.ParseToken(make([]byte, tsp.MaxToken+1))
	assert.ErrorIs(t, err, tsp.ErrTooLarge)
	_, err = tsp.ParseResponse(make([]byte, tsp.MaxResponse+1))
	assert.ErrorIs(t, err, tsp.ErrTooLarge)
}

func infoOf(t *testing.T, token *tsp.Token) []byte {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(token.Raw))
	require.NoError(t, err)
	var info bytes.Buffer
	_, err = info.ReadFrom(reader.Content())
	require.NoError(t, err)
	return info.Bytes()
}

func TestRequests(t *testing.T) {
	_, err := tsp.NewRequest(pki.SHA256, make([]byte, 20))
	assert.Error(t, err, "a digest of another hash")
	request, err := tsp.NewRequest(pki.GOST34311, make([]byte, 32))
	require.NoError(t, err)
	assert.Nil(t, request.Imprint.Hash.Parameters)
	assert.True(t, request.CertReq)
	assert.LessOrEqual(t, request.Nonce.BitLen(), 63)
	other, err := tsp.NewRequest(pki.GOST34311, make([]byte, 32))
	require.NoError(t, err)
	assert.NotEqual(t, request.Nonce, other.Nonce)
	request.Nonce = big.NewInt(0)
	message, err := request.Marshal()
	require.NoError(t, err)
	again, err := tsp.ParseRequest(message)
	require.NoError(t, err)
	assert.Equal(t, request.Nonce.String(), again.Nonce.String())
}
