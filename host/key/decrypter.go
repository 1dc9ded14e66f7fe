// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/envelope"
)

// A Decrypter is a Key with which its owner opens what is encrypted to it. The
// private key stays where it is. A method that is not for this kind of key
// answers [ErrNotDecrypter]; the caller wipes what the others answer.
type Decrypter interface {
	// SharedSecret is the common secret of a DSTU 4145 key or one on a NIST
	// curve with another's on the same curve, a *dstu4145.PublicKey or an
	// *ecdh.PublicKey. Only DSTU 4145 knows a cofactor; see
	// [dstu4145.PrivateKey.SharedSecret] and [ecdh.PrivateKey.ECDH].
	SharedSecret(ctx context.Context, peer crypto.PublicKey, cofactor bool) ([]byte, error)

	// Decrypt decrypts with an RSA key, as [rsa.PrivateKey.Decrypt] says. That a
	// ciphertext does not decrypt is [rsa.ErrDecryption].
	Decrypt(ctx context.Context, ciphertext []byte, options crypto.DecrypterOpts) ([]byte, error)
}

// Recipients lends keys to package envelope: every key that is a [Decrypter]
// with each certificate of the same public key, those beside it and those
// given. ctx ends all that is done with them.
func Recipients(ctx context.Context, keys []Key, certificates []*x509.Certificate) []envelope.Recipient {
	var recipients []envelope.Recipient
	for _, k := range keys {
		decrypter, ok := k.(Decrypter)
		if !ok {
			continue
		}
		var lent any
		switch public := k.Public().(type) {
		case *dstu4145.PublicKey:
			lent = agreerDSTU{ctx, decrypter}
		case *ecdsa.PublicKey:
			lent = agreerEC{ctx, decrypter}
		case *rsa.PublicKey:
			lent = decrypterRSA{ctx, decrypter, public}
		}
		for _, certificate := range own(k, certificates) {
			recipients = append(recipients, envelope.Recipient{Certificate: certificate, Key: lent})
		}
	}
	return recipients
}

type agreerDSTU struct {
	ctx context.Context
	key Decrypter
}

func (a agreerDSTU) SharedSecret(peer *dstu4145.PublicKey, cofactor bool) ([]byte, error) {
	return asked(a.key.SharedSecret(a.ctx, peer, cofactor))
}

type agreerEC struct {
	ctx context.Context
	key Decrypter
}

func (a agreerEC) ECDH(peer *ecdh.PublicKey) ([]byte, error) {
	return asked(a.key.SharedSecret(a.ctx, peer, false))
}

type decrypterRSA struct {
	ctx    context.Context
	key    Decrypter
	public *rsa.PublicKey
}

func (d decrypterRSA) Public() crypto.PublicKey { return d.public }

func (d decrypterRSA) Decrypt(_ io.Reader, ciphertext []byte, options crypto.DecrypterOpts) ([]byte, error) {
	return asked(d.key.Decrypt(d.ctx, ciphertext, options))
}

// asked says in the words of package envelope that a message asks of a key what
// that cannot do.
func asked(secret []byte, err error) ([]byte, error) {
	if errors.Is(err, ErrNotDecrypter) {
		err = fmt.Errorf("%w: %w", envelope.ErrUnsupported, err)
	}
	return secret, err
}
