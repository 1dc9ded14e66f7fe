// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/testpki"
)

// opened are the keys of a file and the certificates of its owner.
func opened(t *testing.T, file []byte) (key.Store, []key.Key) {
	t.Helper()
	store, err := container.Open(file, container.Passwords{File: []byte("password")})
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, store.Close()) })
	keys, err := store.Keys(t.Context())
	require.NoError(t, err)
	return store, keys
}

func TestRecipients(t *testing.T) {
	p := testpki.New(clock)
	person, director := p.Subscriber(testpki.Person), p.Subscriber(testpki.Director)
	ecdsaPerson, rsaPerson := p.Subscriber(testpki.ECDSAPerson), p.Subscriber(testpki.RSAPerson)
	_, sender := opened(t, director.PKCS12("password"))
	for name, test := range map[string]struct {
		file []byte
		to   *x509.Certificate
	}{
		"DSTU 4145":   {person.Key6("password"), person.AgreeCert},
		"ECDSA P-256": {ecdsaPerson.PKCS12("password"), ecdsaPerson.SignCert},
		"RSA":         {rsaPerson.PKCS12("password"), rsaPerson.SignCert},
	} {
		t.Run(name, func(t *testing.T) {
			var message bytes.Buffer
			require.NoError(t, envelope.Seal(&message, strings.NewReader("content"), 7, []*x509.Certificate{test.to},
				envelope.Options{Senders: key.Recipients(t.Context(), sender, nil)}))
			store, keys := opened(t, test.file)

			open := func(ctx context.Context) (string, error) {
				lent := key.Recipients(ctx, keys, []*x509.Certificate{test.to, director.AgreeCert})
				r, err := envelope.Open(bytes.NewReader(message.Bytes()), lent, nil)
				if err != nil {
					return "", err
				}
				content, err := io.ReadAll(r)
				return string(content), err
			}
			content, err := open(t.Context())
			require.NoError(t, err)
			assert.Equal(t, "content", content)

			require.NoError(t, store.Close())
			_, err = open(t.Context())
			assert.ErrorIs(t, err, key.ErrClosed, "that is not the message's fault")
			assert.NotErrorIs(t, err, envelope.ErrDamaged)
		})
	}
}

// A key that does not decrypt in the way of a message leaves it as it is.
func TestRecipientsThatDecryptOtherwise(t *testing.T) {
	rsaPerson := testpki.New(clock).Subscriber(testpki.RSAPerson)
	var message bytes.Buffer
	require.NoError(t, envelope.Seal(&message, strings.NewReader("content"), 7, []*x509.Certificate{rsaPerson.SignCert}, envelope.Options{}))
	_, keys := opened(t, rsaPerson.PKCS12("password"))
	_, err := envelope.Open(&message, key.Recipients(t.Context(), []key.Key{agreesOnly{keys[0]}}, []*x509.Certificate{rsaPerson.SignCert}), nil)
	assert.ErrorIs(t, err, envelope.ErrUnsupported)
	assert.ErrorIs(t, err, key.ErrNotDecrypter)
}

type agreesOnly struct{ key.Key }

func (agreesOnly) SharedSecret(context.Context, crypto.PublicKey, bool) ([]byte, error) {
	return nil, key.ErrNotDecrypter
}

func (agreesOnly) Decrypt(context.Context, []byte, crypto.DecrypterOpts) ([]byte, error) {
	return nil, key.ErrNotDecrypter
}

// Keys that only sign, and those of others, are nobody's recipients.
func TestRecipientsOfOtherKeys(t *testing.T) {
	person := testpki.New(clock).Subscriber(testpki.Person)
	assert.Empty(t, key.Recipients(t.Context(), []key.Key{key.New(person.AgreeKey, person.AgreeCert)}, nil))
	_, keys := opened(t, person.Key6("password"))
	assert.Empty(t, key.Recipients(t.Context(), keys, person.Chain))
	assert.Len(t, key.Recipients(t.Context(), keys, person.Certificates()), 2)
}
