// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"context"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/subtle"
	"errors"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/key"
)

// A decryptingKey is a key of a kind for which the token offers decryption or
// key agreement.
type decryptingKey struct{ *tokenKey }

// decrypts reports whether the token lets the key be used so, and the PIN need
// not be typed again for it.
func (k *tokenKey) decrypts() bool {
	if k.always() {
		return false
	}
	all := k.store.mechanisms
	switch k.public.(type) {
	case *dstu4145.PublicKey:
		return (k.private == nil || k.private.Derive) &&
			(offers(all, cryptoki.DSTU4145ECDHDerive, cryptoki.MechanismDerive) ||
				offers(all, cryptoki.DSTU4145ECDHCofactorDerive, cryptoki.MechanismDerive))
	case *ecdsa.PublicKey:
		return (k.private == nil || k.private.Derive) && offers(all, cryptoki.ECDH1Derive, cryptoki.MechanismDerive)
	case *rsa.PublicKey:
		return (k.private == nil || k.private.Decrypt) && (offers(all, cryptoki.RSAX509, cryptoki.MechanismDecrypt) ||
			offers(all, cryptoki.RSAPKCSOAEP, cryptoki.MechanismDecrypt))
	}
	return false
}

// SharedSecret has the token agree on a secret. That a token gives the x
// coordinate of DSTU 4145 with the most significant octet first, as that of
// ECDH, is unverified.
func (k *decryptingKey) SharedSecret(ctx context.Context, peer crypto.PublicKey, cofactor bool) ([]byte, error) {
	derive, err := k.derivation(peer, cofactor)
	if err != nil {
		return nil, err
	}
	if !offers(k.store.mechanisms, derive.Mechanism, cryptoki.MechanismDerive) {
		return nil, key.ErrNotDecrypter
	}
	return k.secret(ctx, func(at wire.At, handle uint64) question {
		derive.At, derive.Handle = at, handle
		return question{call: wire.CallDerive, params: derive}
	})
}

func (k *decryptingKey) derivation(peer crypto.PublicKey, cofactor bool) (wire.Derive, error) {
	switch public := k.public.(type) {
	case *dstu4145.PublicKey:
		other, ok := peer.(*dstu4145.PublicKey)
		if !ok || other.Curve != public.Curve {
			break
		}
		mechanism := cryptoki.DSTU4145ECDHDerive
		if cofactor {
			mechanism = cryptoki.DSTU4145ECDHCofactorDerive
		}
		return wire.Derive{Mechanism: mechanism, Point: other.Bytes(), Length: public.Curve.ElementSize()}, nil
	case *ecdsa.PublicKey:
		own, err := public.ECDH()
		other, ok := peer.(*ecdh.PublicKey)
		if !ok || err != nil || other.Curve() != own.Curve() || cofactor {
			break
		}
		return wire.Derive{Mechanism: cryptoki.ECDH1Derive, Point: other.Bytes(), Length: fieldSize(public)}, nil
	}
	return wire.Derive{}, key.ErrNotDecrypter
}

// Decrypt decrypts with an RSA key.
func (k *decryptingKey) Decrypt(ctx context.Context, ciphertext []byte, options crypto.DecrypterOpts) ([]byte, error) {
	public, ok := k.public.(*rsa.PublicKey)
	if !ok {
		return nil, key.ErrNotDecrypter
	}
	switch o := options.(type) {
	case nil:
		return k.decrypt(ctx, wire.Decrypt{Mechanism: cryptoki.RSAPKCS, Ciphertext: ciphertext})
	//lint:ignore SA1019 what others encrypted so must open
	case *rsa.PKCS1v15DecryptOptions:
		plain, err := k.decrypt(ctx, wire.Decrypt{Mechanism: cryptoki.RSAPKCS, Ciphertext: ciphertext})
		if o.SessionKeyLen > 0 {
			return orRandom(plain, err, o.SessionKeyLen)
		}
		return plain, err
	case *rsa.OAEPOptions:
		return k.decryptOAEP(ctx, public.Size(), ciphertext, o)
	}
	return nil, key.ErrNotDecrypter
}

// decryptOAEP has the token decrypt alone and undoes the padding itself, if the
// token lets it: few offer OAEP with all hashes.
func (k *decryptingKey) decryptOAEP(ctx context.Context, size int, ciphertext []byte, o *rsa.OAEPOptions) ([]byte, error) {
	hash, known := oaepHashes[o.Hash]
	_, alike := oaepHashes[o.MGFHash]
	if !known || o.MGFHash != 0 && !alike {
		return nil, key.ErrNotDecrypter
	}
	if offers(k.store.mechanisms, cryptoki.RSAX509, cryptoki.MechanismDecrypt) {
		plain, err := k.decrypt(ctx, wire.Decrypt{Mechanism: cryptoki.RSAX509, Ciphertext: ciphertext})
		defer clear(plain)
		if err != nil {
			return nil, err
		}
		padded := make([]byte, max(size, len(plain)))
		copy(padded[len(padded)-len(plain):], plain) // some leave out zeros in front
		return oaepDecode(padded, o)
	}
	if o.MGFHash != 0 && o.MGFHash != o.Hash {
		return nil, key.ErrNotDecrypter
	}
	return k.decrypt(ctx, wire.Decrypt{Mechanism: cryptoki.RSAPKCSOAEP, Hash: hash, Label: o.Label, Ciphertext: ciphertext})
}

func (k *decryptingKey) decrypt(ctx context.Context, decrypt wire.Decrypt) ([]byte, error) {
	if !offers(k.store.mechanisms, decrypt.Mechanism, cryptoki.MechanismDecrypt) {
		return nil, key.ErrNotDecrypter
	}
	if len(decrypt.Ciphertext) > k.public.(*rsa.PublicKey).Size() {
		return nil, rsa.ErrDecryption // no worker is to fall for its length
	}
	return k.secret(ctx, func(at wire.At, handle uint64) question {
		decrypt.At, decrypt.Handle = at, handle
		return question{call: wire.CallDecrypt, params: decrypt}
	})
}

// oaepHashes are the mechanisms by which OAEP names its hash.
var oaepHashes = map[crypto.Hash]cryptoki.Mechanism{
	crypto.SHA1: cryptoki.SHA1, crypto.SHA256: cryptoki.SHA256, crypto.SHA384: cryptoki.SHA384, crypto.SHA512: cryptoki.SHA512,
}

// orRandom is a session key, or a random one if decryption gave another length
// or the driver refused the ciphertext, so that nobody learns which padding was
// right (RFC 3218, 2.3.2). How long the token took may still tell.
func orRandom(plain []byte, err error, size int) ([]byte, error) {
	defer clear(plain)
	var failed *key.DriverError
	if err != nil && !errors.Is(err, rsa.ErrDecryption) && !(errors.As(err, &failed) && failed.Call != "") {
		return nil, err
	}
	session := make([]byte, size)
	_, _ = rand.Read(session) // never fails
	if len(plain) == size {
		subtle.ConstantTimeCopy(1, session, plain)
	}
	return session, nil
}

// secret asks the token for something secret.
func (k *decryptingKey) secret(ctx context.Context, ask func(at wire.At, handle uint64) question) ([]byte, error) {
	var secret []byte
	err := k.store.use(ctx, func(ctx context.Context) error {
		private, err := k.store.ready(ctx, k.found)
		if err != nil {
			return err
		}
		q := ask(k.store.at, private.Handle)
		q.limit = k.store.driver.source.pace.use
		secret, err = k.store.send(ctx, q, nil)
		return err
	})
	return secret, err
}
