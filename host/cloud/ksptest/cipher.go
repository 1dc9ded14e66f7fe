// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

var (
	errAgreement = errors.New("ksptest: no DSTU 4145 key on the server's curve")
	errSealed    = errors.New("ksptest: does not decrypt")
)

// Cipher is the test sessions' encryption, as the package's words have it.
type Cipher struct{}

// Begin makes a key for the session.
func (Cipher) Begin(server *x509.Certificate) (ksp.Exchange, error) {
	public, err := pki.PublicKey(server)
	if err != nil {
		return nil, err
	}
	peer, ok := public.(*dstu4145.PublicKey)
	if !ok {
		return nil, errAgreement
	}
	own, err := dstu4145.GenerateKey(peer.Curve, peer.SBox, rand.Reader)
	if err != nil {
		return nil, err
	}
	authData, err := pki.MarshalPublicKey(own.Public())
	if err != nil {
		return nil, err
	}
	requests, answers, err := derive(own, peer, authData)
	if err != nil {
		return nil, err
	}
	return &exchange{authData: authData, out: requests, in: answers}, nil
}

// accept is the other end of what Begin made.
func accept(authData []byte, own *dstu4145.PrivateKey) (*exchange, error) {
	public, err := pki.ParsePublicKey(authData)
	if err != nil {
		return nil, err
	}
	peer, ok := public.(*dstu4145.PublicKey)
	if !ok || peer.Curve != own.Public().(*dstu4145.PublicKey).Curve {
		return nil, errAgreement
	}
	requests, answers, err := derive(own, peer, authData)
	if err != nil {
		return nil, err
	}
	return &exchange{authData: authData, out: answers, in: requests}, nil
}

// derive is the keys of both directions.
func derive(own *dstu4145.PrivateKey, peer *dstu4145.PublicKey, authData []byte) (requests, answers []byte, err error) {
	secret, err := own.SharedSecret(peer, true)
	if err != nil {
		return nil, nil, err
	}
	defer clear(secret)
	if requests, err = hkdf.Key(sha256.New, secret, authData, "pidpys ksptest request", 32); err != nil {
		return nil, nil, err
	}
	answers, err = hkdf.Key(sha256.New, secret, authData, "pidpys ksptest answer", 32)
	return requests, answers, err
}

// exchange is one end of a session.
type exchange struct {
	authData []byte
	out, in  []byte // keys
}

func (e *exchange) AuthData() []byte { return e.authData }

func (e *exchange) Encrypt(plain []byte) ([]byte, error) {
	aead, err := seal(e.out)
	if err != nil {
		return nil, err
	}
	return aead.Seal(nil, nil, plain, nil), nil
}

func (e *exchange) Decrypt(sealed []byte) ([]byte, error) {
	aead, err := seal(e.in)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, nil, sealed, nil)
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func (e *exchange) Close() error {
	clear(e.out)
	clear(e.in)
	e.out, e.in = nil, nil
	return nil
}

// seal is AES-256-GCM that writes its nonce before the message.
func seal(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
