// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"context"
	"crypto/x509"
	"testing"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

func certificates(all ...*x509.Certificate) []*x509.Certificate { return all }

// wrapped is a bare SignedData with the ContentInfo around it.
func wrapped(t *testing.T, bare []byte) []byte {
	t.Helper()
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(pki.OIDSignedData)
		b.AddASN1(casn1.Tag(0).Constructed().ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(bare) })
	})
	message, err := b.Bytes()
	require.NoError(t, err)
	return message
}

// TestDeskEncryptsAndDecrypts: from one person to another, with keys that are open and
// with those that they open for it.
func TestDeskEncryptsAndDecrypts(t *testing.T) {
	to := authorities().Subscriber(testpki.Director).AgreeCert
	for name, open := range map[string]func(c counter) (service.Held, func()){
		"held":   func(c counter) (service.Held, func()) { return c.holds(), c.agrees },
		"chosen": func(c counter) (service.Held, func()) { return nil, c.chooses },
	} {
		t.Run(name, func(t *testing.T) {
			var sealed [][]byte
			serveDesk(t, &surroundings{}, "person.p12", false, func(c counter) {
				held, person := open(c)
				require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) (err error) {
					sealed, err = d.Encrypt(ctx, held, papers("Звіт", ""), certificates(to), service.EncryptOptions{})
					return err
				}, person))
			})
			require.Len(t, sealed, 2)
			serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
				held, person := open(c)
				for i, content := range []string{"Звіт", ""} {
					var opened service.Decrypted
					require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) (err error) {
						opened, err = d.Decrypt(ctx, held, service.Paper{Content: sealed[i]}, nil)
						return err
					}, person))
					assert.Equal(t, content, string(opened.Content))
					assert.Equal(t, authorities().Subscriber(testpki.Person).AgreeCert, opened.Originator)
				}
			})
		})
	}
}

// TestDeskEncryptsWithoutAKey: where the recipient's key needs none of the person's, they
// agree and open nothing.
func TestDeskEncryptsWithoutAKey(t *testing.T) {
	receiver, err := x509.ParseCertificate(sample("rsa-person.receiver"))
	require.NoError(t, err)
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			sealed, err := d.Encrypt(ctx, nil, papers("Звіт"), certificates(receiver), service.EncryptOptions{Ephemeral: true})
			assert.Len(t, sealed, 1)
			return err
		}, func() {
			c.opens()
			asked := c.asks("consent")
			assert.NotContains(t, asked["params"], "key")
			c.say(frame{"id": asked["id"], "result": frame{"approved": true}, "role": "window"})
			c.closes()
		}))
	})
}

// TestDeskRefusesToSeal says which orders come to no window.
func TestDeskRefusesToSeal(t *testing.T) {
	director := authorities().Subscriber(testpki.Director)
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		for name, tt := range map[string]struct {
			papers     []service.Paper
			recipients []*x509.Certificate
			options    service.EncryptOptions
			code       protocol.Code
		}{
			"nothing":             {nil, certificates(director.AgreeCert), service.EncryptOptions{}, protocol.InvalidParams},
			"a digest":            {[]service.Paper{unseen(pki.SHA256, "a")}, certificates(director.AgreeCert), service.EncryptOptions{}, protocol.InvalidParams},
			"to nobody":           {papers("a"), nil, service.EncryptOptions{}, protocol.InvalidParams},
			"to a key that signs": {papers("a"), certificates(director.SignCert), service.EncryptOptions{}, protocol.InvalidParams},
			"to too many":         {papers("a"), make([]*x509.Certificate, protocol.MaxRecipients+1), service.EncryptOptions{}, protocol.InvalidParams},
			"from nobody":         {papers("a"), certificates(director.AgreeCert), service.EncryptOptions{Ephemeral: true}, protocol.Unsupported},
			"signed at no level":  {papers("a"), certificates(director.AgreeCert), service.EncryptOptions{Signed: &service.SignOrder{Level: "B-X"}}, protocol.Unsupported},
		} {
			err := c.has(func(ctx context.Context, d *service.Desk) error {
				_, err := d.Encrypt(ctx, nil, tt.papers, tt.recipients, tt.options)
				return err
			}, nobody)
			assert.Equal(t, tt.code, service.AsError(err).Code, name)
		}
		err := c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Decrypt(ctx, nil, service.Paper{Hash: pki.SHA256, Value: make([]byte, 32)}, nil)
			return err
		}, nobody)
		assert.Equal(t, protocol.InvalidParams, service.AsError(err).Code)
		err = c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Decrypt(ctx, nil, service.Paper{Content: []byte("Звіт")}, nil)
			return err
		}, func() { c.opens(); c.choose(); c.agree() })
		assert.Equal(t, protocol.NotAnEnvelope, service.AsError(err).Code)
	})
}

// TestSealedAfterSigning: one consent, in which the recipients are, and both hold.
func TestSealedAfterSigning(t *testing.T) {
	to := authorities().Subscriber(testpki.Director)
	var sealed []byte
	serveDesk(t, &surroundings{}, "person.p12", false, func(c counter) {
		held := c.holds()
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			made, err := d.Encrypt(ctx, held, papers("Звіт"), certificates(to.AgreeCert), service.EncryptOptions{Signed: &service.SignOrder{}})
			if err == nil {
				sealed = made[0]
			}
			return err
		}, func() {
			operation, asked := c.opens(), c.asks("consent")
			assert.Equal(t, "seal", operation["action"])
			params := asked["params"].(map[string]any)
			assert.Len(t, params["recipients"], 1)
			c.say(frame{"id": asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
			c.closes()
		}))
	})
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		var opened service.Decrypted
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) (err error) {
			opened, err = d.Decrypt(ctx, nil, service.Paper{Content: sealed}, nil)
			return err
		}, c.chooses))
		assert.Equal(t, cms.SignedDataType, opened.ContentType)
		assert.Equal(t, authorities().Subscriber(testpki.Person).AgreeCert, opened.Originator)
		_, content := verified(t, wrapped(t, opened.Content), nil)
		assert.Equal(t, "Звіт", string(content))
	})
	serveDesk(t, &surroundings{}, "rsa-person.p12", false, func(c counter) {
		held := c.holds()
		err := c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Encrypt(ctx, held, papers("Звіт"), certificates(to.AgreeCert), service.EncryptOptions{Signed: &service.SignOrder{}})
			return err
		}, func() { c.opens(); c.agree() })
		assert.Equal(t, protocol.NoEncryptionKey, service.AsError(err).Code, "to a DSTU 4145 key nobody encrypts without one")
	})
}
