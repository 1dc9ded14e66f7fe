// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope_test

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"io"
	"math/big"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
)

// sizes are around the blocks and the buffers.
var sizes = []int{0, 1, 7, 8, 15, 16, 17, 31, 32, 32<<10 - 33, 32<<10 - 32, 32<<10 - 16, 32 << 10, 100_000}

// international makes keys with certificates of their own.
func international(t testing.TB) map[string]envelope.Recipient {
	t.Helper()
	keys := map[string]crypto.Signer{}
	for name, curve := range map[string]elliptic.Curve{"P-256": elliptic.P256(), "P-384": elliptic.P384(), "P-521": elliptic.P521()} {
		key, err := ecdsa.GenerateKey(curve, rand.Reader)
		require.NoError(t, err)
		keys[name] = key
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	require.NoError(t, err)
	keys["RSA"] = key
	recipients := map[string]envelope.Recipient{}
	for name, key := range keys {
		template := &x509.Certificate{
			SerialNumber: big.NewInt(int64(1 + len(recipients))), Subject: pkix.Name{CommonName: name},
			NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), SubjectKeyId: []byte(name),
		}
		der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
		require.NoError(t, err)
		cert, err := x509.ParseCertificate(der)
		require.NoError(t, err)
		recipients[name] = envelope.Recipient{Certificate: cert, Key: key}
		if ec, ok := key.(*ecdsa.PrivateKey); ok {
			private, err := ec.ECDH()
			require.NoError(t, err)
			recipients[name] = envelope.Recipient{Certificate: cert, Key: private}
		}
	}
	return recipients
}

// national are two with DSTU 4145 keys for agreement.
func national() (sender, to envelope.Recipient) {
	p := testpki.New(time.Now)
	a, b := p.Subscriber(testpki.Person), p.Subscriber(testpki.Director)
	return envelope.Recipient{Certificate: a.AgreeCert, Key: a.AgreeKey}, envelope.Recipient{Certificate: b.AgreeCert, Key: b.AgreeKey}
}

func seal(t testing.TB, content []byte, o envelope.Options, to ...*x509.Certificate) []byte {
	t.Helper()
	var message bytes.Buffer
	require.NoError(t, envelope.Seal(&message, bytes.NewReader(content), int64(len(content)), to, o))
	return message.Bytes()
}

func TestSealThenOpen(t *testing.T) {
	all := international(t)
	sender, to := national()
	all["DSTU 4145"] = to
	for name, to := range all {
		for _, size := range sizes {
			content := bytes.Repeat([]byte{'x'}, size)
			message := seal(t, content, envelope.Options{Senders: []envelope.Recipient{sender}}, to.Certificate)
			_, got, err := open(message, to)
			require.NoError(t, err, "%s, %d octets", name, size)
			require.True(t, bytes.Equal(content, got), "%s, %d octets", name, size)
		}
	}
}

func TestSeveralRecipients(t *testing.T) {
	all := international(t)
	sender, to := national()
	all["DSTU 4145"] = to
	var certs []*x509.Certificate
	for _, to := range all {
		certs = append(certs, to.Certificate)
	}
	message := seal(t, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}, ContentType: cms.SignedDataType}, certs...)
	for name, to := range all {
		r, got, err := open(message, to)
		require.NoError(t, err, name)
		assert.Equal(t, "content", string(got))
		assert.True(t, r.ContentType().Equal(cms.SignedDataType))
		if name == "DSTU 4145" {
			assert.Equal(t, sender.Certificate.Raw, r.Originator().Raw)
		} else {
			assert.Nil(t, r.Originator())
		}
	}
	_, _, err := open(message, sender)
	assert.ErrorIs(t, err, envelope.ErrNotRecipient, "the sender cannot open it")
}

// Recipients on different curves are each met by a key of the sender on theirs.
func TestSeveralSenders(t *testing.T) {
	p := testpki.New(time.Now)
	a, b := p.Subscriber(testpki.Person), p.Subscriber(testpki.Director)
	senders := []envelope.Recipient{{Certificate: a.SignCert, Key: a.SignKey}, {Certificate: a.AgreeCert, Key: a.AgreeKey}}
	message := seal(t, []byte("content"), envelope.Options{Senders: senders}, b.SignCert, b.AgreeCert)
	for _, test := range []struct{ to, from envelope.Recipient }{
		{envelope.Recipient{Certificate: b.SignCert, Key: b.SignKey}, senders[0]},
		{envelope.Recipient{Certificate: b.AgreeCert, Key: b.AgreeKey}, senders[1]},
	} {
		r, got, err := open(message, test.to)
		require.NoError(t, err)
		assert.Equal(t, "content", string(got))
		assert.Equal(t, test.from.Certificate.Raw, r.Originator().Raw)
	}
}

func TestSealRefuses(t *testing.T) {
	sender, to := national()
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	mine, ec := []envelope.Recipient{sender}, international(t)["P-256"]
	for name, test := range map[string]struct {
		to      []*x509.Certificate
		senders []envelope.Recipient
		size    int64
		want    error
	}{
		"nobody":             {nil, mine, 3, envelope.ErrNotRecipient},
		"no sender":          {[]*x509.Certificate{to.Certificate}, nil, 3, envelope.ErrSender},
		"on another curve":   {[]*x509.Certificate{to.Certificate}, []envelope.Recipient{{Certificate: person.SignCert, Key: person.SignKey}}, 3, envelope.ErrSender},
		"of another kind":    {[]*x509.Certificate{to.Certificate}, []envelope.Recipient{ec}, 3, envelope.ErrSender},
		"less than it says":  {[]*x509.Certificate{ec.Certificate}, mine, 2, envelope.ErrSize},
		"more than it says":  {[]*x509.Certificate{to.Certificate}, mine, 4, envelope.ErrSize},
		"a negative size":    {[]*x509.Certificate{ec.Certificate}, mine, -100, cms.ErrTooLarge},
		"beyond every limit": {[]*x509.Certificate{to.Certificate}, mine, cms.MaxContent + 1, cms.ErrTooLarge},
	} {
		err := envelope.Seal(io.Discard, strings.NewReader("abc"), test.size, test.to, envelope.Options{Senders: test.senders})
		assert.ErrorIs(t, err, test.want, name)
	}
}

func TestOpenRefuses(t *testing.T) {
	ec := international(t)
	to := ec["P-256"]
	message := seal(t, []byte("content"), envelope.Options{}, to.Certificate)

	_, _, err := open(message, envelope.Recipient{Certificate: to.Certificate, Key: ec["RSA"].Key})
	assert.ErrorIs(t, err, envelope.ErrUnsupported, "a key of another kind")
	other, err := ecdh.P256().GenerateKey(rand.Reader)
	require.NoError(t, err)
	_, _, err = open(message, envelope.Recipient{Certificate: to.Certificate, Key: other})
	assert.ErrorIs(t, err, envelope.ErrDamaged, "a key that is not the certificate's")
	_, _, err = open(message[:len(message)-1], to)
	assert.ErrorIs(t, err, cms.ErrMalformed, "cut short")
	_, _, err = open([]byte("not a message"), to)
	assert.ErrorIs(t, err, cms.ErrNotEnvelopedData)

	message = seal(t, make([]byte, 16), envelope.Options{}, to.Certificate)
	message[len(message)-17] ^= 0xff // CBC changes the same bits of the last block, all padding
	_, _, err = open(message, to)
	assert.ErrorIs(t, err, envelope.ErrDamaged, "no padding at the end")
}

// TestKeysThatFail: what a key says of itself is no fault of the message, and it
// is asked no second time, though the message has it twice.
func TestKeysThatFail(t *testing.T) {
	removed := errors.New("the token was removed")
	for name, to := range international(t) {
		t.Run(name, func(t *testing.T) {
			message := seal(t, []byte("content"), envelope.Options{}, to.Certificate, to.Certificate)
			fails := &failing{public: to.Certificate.PublicKey, err: removed}
			to.Key = fails
			if _, ok := fails.public.(*rsa.PublicKey); ok {
				to.Key = failingRSA{fails}
			}
			_, _, err := open(message, to)
			assert.Equal(t, removed, err)
			assert.Equal(t, 1, fails.asked)
		})
	}
	sender, to := national()
	message := seal(t, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}}, to.Certificate)
	fails := &failing{err: removed}
	_, _, err := open(message, envelope.Recipient{Certificate: to.Certificate, Key: failingDSTU{fails}}, sender.Certificate)
	assert.Equal(t, removed, err)
	assert.Equal(t, 1, fails.asked)
}

// failing is a key that says why it does not do what it is asked for.
type failing struct {
	public any
	err    error
	asked  int
}

func (f *failing) fail() ([]byte, error) {
	f.asked++
	return nil, f.err
}

func (f *failing) ECDH(*ecdh.PublicKey) ([]byte, error) { return f.fail() }

type failingDSTU struct{ *failing }

func (f failingDSTU) SharedSecret(*dstu4145.PublicKey, bool) ([]byte, error) { return f.fail() }

type failingRSA struct{ *failing }

func (f failingRSA) Public() crypto.PublicKey { return f.public }

func (f failingRSA) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) { return f.fail() }

// TestCurvesThatDiffer: a sender's key on another curve than the recipient's is
// no key that the message was made with.
func TestCurvesThatDiffer(t *testing.T) {
	sender, to := national()
	message := seal(t, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}}, to.Certificate)
	person := testpki.New(time.Now).Subscriber(testpki.Person)
	named := *person.SignCert
	named.RawIssuer, named.SerialNumber, named.SubjectKeyId = to.Certificate.RawIssuer, to.Certificate.SerialNumber, to.Certificate.SubjectKeyId
	_, _, err := open(message, envelope.Recipient{Certificate: &named, Key: person.SignKey})
	assert.ErrorIs(t, err, envelope.ErrDamaged)
}

// TestNoOracle: what was encrypted by PKCS #1 v1.5 opens whether or not it
// decrypts, and differs only in what comes out.
func TestNoOracle(t *testing.T) {
	to := international(t)["RSA"]
	ed := &cms.EnvelopedData{
		ContentEncryptionAlgorithm: pki.AlgorithmIdentifier{
			OID:        asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42},
			Parameters: append([]byte{4, 16}, make([]byte, 16)...),
		},
		Recipients: []cms.RecipientInfo{{KeyTrans: &cms.KeyTransRecipientInfo{
			Recipient:              cms.CertificateID{SubjectKeyID: to.Certificate.SubjectKeyId},
			KeyEncryptionAlgorithm: pki.AlgorithmIdentifier{OID: pki.OIDRSA},
			EncryptedKey:           append(make([]byte, 255), 2),
		}}},
	}
	header, err := ed.Header(16)
	require.NoError(t, err)
	r, err := envelope.Open(bytes.NewReader(append(header, make([]byte, 16)...)), []envelope.Recipient{to}, nil)
	require.NoError(t, err)
	assert.NotNil(t, r)
}

// TestConstantMemory encrypts and decrypts 32 MiB.
func TestConstantMemory(t *testing.T) {
	const size = 32 << 20
	sender, to := national()
	for name, test := range map[string]struct {
		to envelope.Recipient
		o  envelope.Options
	}{
		"AES":    {international(t)["P-256"], envelope.Options{}},
		"Kalyna": {to, envelope.Options{Senders: []envelope.Recipient{sender}, Kalyna: true}},
	} {
		in, out := io.Pipe()
		sealed := make(chan error, 1)
		go func() {
			err := envelope.Seal(out, io.LimitReader(zeros{}, size), size, []*x509.Certificate{test.to.Certificate}, test.o)
			sealed <- out.CloseWithError(err)
		}()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		r, err := envelope.Open(in, []envelope.Recipient{test.to}, nil)
		require.NoError(t, err, name)
		n, err := io.Copy(io.Discard, r)
		require.NoError(t, err, name)
		assert.EqualValues(t, size, n, name)
		assert.NoError(t, <-sealed, name)
		runtime.ReadMemStats(&after)
		assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(4<<20), "all that was ever allocated, %s", name)
	}
}

// zeros is an endless content.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// TestCertificatesTravelBeside: without them nobody opens it who was not told.
func TestCertificatesTravelBeside(t *testing.T) {
	sender, to := national()
	message := seal(t, []byte("content"), envelope.Options{Senders: []envelope.Recipient{sender}, OmitCertificates: true}, to.Certificate)
	_, err := envelope.Open(bytes.NewReader(message), []envelope.Recipient{to}, nil)
	assert.ErrorIs(t, err, envelope.ErrOriginatorUnknown)
	in, err := envelope.Open(bytes.NewReader(message), []envelope.Recipient{to}, []*x509.Certificate{sender.Certificate})
	require.NoError(t, err)
	content, err := io.ReadAll(in)
	require.NoError(t, err)
	assert.Equal(t, "content", string(content))

	options := envelope.Options{Senders: []envelope.Recipient{sender}}
	found, err := options.Sender(to.Certificate)
	require.NoError(t, err)
	assert.Equal(t, sender.Certificate, found.Certificate)
	_, err = (&envelope.Options{}).Sender(to.Certificate)
	assert.ErrorIs(t, err, envelope.ErrSender)
}
