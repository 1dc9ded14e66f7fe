// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"errors"
	"math/big"
	"slices"

	"github.com/google/go-tpm/tpm2"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// Sign signs all digests while the key is loaded, in one session.
func (k *tpmKey) Sign(ctx context.Context, digests []key.Digest) ([]key.Result, error) {
	results := make([]key.Result, len(digests))
	err := k.store.during(ctx, func(ctx context.Context) error {
		if len(digests) == 0 {
			return ctx.Err()
		}
		e, err := k.store.source.folder.read(k.id)
		if err != nil {
			return err
		}
		if !pki.EqualPublicKeys(e.public, k.public) {
			return key.ErrNoSuchKey
		}
		err = k.store.source.with(ctx, e, func(d *device, p *parent, o tpm2.NamedHandle) error {
			pin, err := k.secret()
			if err != nil {
				return err
			}
			defer clear(pin)
			session, err := d.session(p, pin, encryptIn)
			if err != nil {
				return err
			}
			at := tpm2.AuthHandle{Handle: o.Handle, Name: o.Name, Auth: session}
			for i, digest := range digests {
				results[i].Raw, results[i].Err = d.sign(at, k.public, digest)
				if err := results[i].Err; err != nil && !concernsOne(err) {
					return d.judge(err)
				}
			}
			return nil
		})
		if errors.Is(err, key.ErrWrongPIN) {
			// It was changed meanwhile; this one is not sent again.
			k.wipe()
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return results, nil
}

// concernsOne reports whether an error is of a single signature.
func concernsOne(err error) bool {
	return errors.Is(err, key.ErrDigest) || errors.Is(err, key.ErrMechanism) || errors.Is(err, key.ErrFault)
}

// hashes are those that a TPM may know.
var hashes = map[*pki.Hash]tpm2.TPMIAlgHash{
	pki.SHA256: tpm2.TPMAlgSHA256, pki.SHA384: tpm2.TPMAlgSHA384, pki.SHA512: tpm2.TPMAlgSHA512,
}

// sign has the TPM make one signature, and withholds one that the public key does
// not verify.
func (d *device) sign(at tpm2.AuthHandle, public crypto.PublicKey, digest key.Digest) ([]byte, error) {
	scheme, err := digest.Scheme(public)
	if err != nil {
		return nil, err
	}
	algorithm, hash, value := tpm2.TPMAlgRSASSA, hashes[digest.Hash], digest.Value
	switch {
	case digest.PSS:
		algorithm = tpm2.TPMAlgRSAPSS
	case isECDSA(public):
		// Only the leftmost octets count (FIPS 186-5, 6.4.1), and every TPM has SHA-256.
		algorithm, hash, value = tpm2.TPMAlgECDSA, tpm2.TPMAlgSHA256, value[:p256Size]
	}
	answer, err := tpm2.Sign{
		KeyHandle: at,
		Digest:    tpm2.TPM2BDigest{Buffer: slices.Clone(value)}, // it is encrypted in place
		InScheme: tpm2.TPMTSigScheme{
			Scheme: algorithm, Details: tpm2.NewTPMUSigScheme(algorithm, &tpm2.TPMSSchemeHash{HashAlg: hash}),
		},
		Validation: tpm2.TPMTTKHashCheck{Tag: tpm2.TPMSTHashCheck},
	}.Execute(d)
	switch {
	case errors.Is(err, tpm2.TPMRCHash) || errors.Is(err, tpm2.TPMRCScheme) || errors.Is(err, tpm2.TPMRCValue) || errors.Is(err, tpm2.TPMRCSize):
		return nil, key.ErrMechanism
	case err != nil:
		return nil, explain(err)
	}
	signature, err := octets(&answer.Signature)
	switch {
	case err != nil:
		return nil, explain(err)
	case scheme.Verify(public, digest.Value, signature) == nil:
		return signature, nil
	case digest.PSS && saltedOtherwise(public, digest, signature):
		return nil, key.ErrMechanism
	}
	return nil, key.ErrFault
}

func isECDSA(public crypto.PublicKey) bool {
	_, ok := public.(*ecdsa.PublicKey)
	return ok
}

// octets is a signature as [key.Result] has it: Ecdsa-Sig-Value (RFC 3279, 2.2.3),
// or what RSA answers.
func octets(signature *tpm2.TPMTSignature) ([]byte, error) {
	switch signature.SigAlg {
	case tpm2.TPMAlgECDSA:
		rs, err := signature.Signature.ECDSA()
		if err != nil {
			return nil, err
		}
		var b cryptobyte.Builder
		b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1BigInt(new(big.Int).SetBytes(rs.SignatureR.Buffer))
			b.AddASN1BigInt(new(big.Int).SetBytes(rs.SignatureS.Buffer))
		})
		return b.Bytes()
	case tpm2.TPMAlgRSAPSS:
		made, err := signature.Signature.RSAPSS()
		if err != nil {
			return nil, err
		}
		return made.Sig.Buffer, nil
	}
	made, err := signature.Signature.RSASSA()
	if err != nil {
		return nil, err
	}
	return made.Sig.Buffer, nil
}

// saltedOtherwise reports whether a PSS signature is right but for the length of
// its salt: TPMs from before revision 1.38 of their standard take the longest there
// is.
func saltedOtherwise(public crypto.PublicKey, digest key.Digest, signature []byte) bool {
	k, ok := public.(*rsa.PublicKey)
	return ok && rsa.VerifyPSS(k, digest.Hash.HashFunc(), digest.Value, signature, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthAuto}) == nil
}
