// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// decryptRSA decrypts the content key, of keySize octets. A key encrypted by
// PKCS #1 v1.5 that does not decrypt comes out as a random one, so that nobody
// learns of it: RFC 3218 section 2.3.2.
func decryptRSA(key crypto.Decrypter, info *cms.KeyTransRecipientInfo, keySize int) ([]byte, error) {
	var options crypto.DecrypterOpts
	switch alg := info.KeyEncryptionAlgorithm; {
	case alg.OID.Equal(pki.OIDRSA):
		//lint:ignore SA1019 what others encrypted so must open; the session key hides whether the padding was right
		options = &rsa.PKCS1v15DecryptOptions{SessionKeyLen: keySize}
	case alg.OID.Equal(oidRSAOAEP):
		oaep, err := parseOAEP(alg.Parameters)
		if err != nil {
			return nil, err
		}
		options = oaep
	default:
		return nil, fmt.Errorf("%w: key encryption %v", ErrUnsupported, alg.OID)
	}
	plain, err := key.Decrypt(rand.Reader, info.EncryptedKey, options)
	if errors.Is(err, rsa.ErrDecryption) {
		return nil, ErrDamaged
	}
	return plain, err
}

// encryptRSA encrypts the content key by OAEP with SHA-256.
func encryptRSA(public *rsa.PublicKey, key []byte) (alg pki.AlgorithmIdentifier, encrypted []byte, err error) {
	encrypted, err = rsa.EncryptOAEP(crypto.SHA256.New(), rand.Reader, public, key, nil)
	if err != nil {
		return alg, nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	var b cryptobyte.Builder
	hash := pki.SHA256.AlgorithmIdentifier()
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(casn1.Tag(0).ContextSpecific().Constructed(), hash.AddTo)
		b.AddASN1(casn1.Tag(1).ContextSpecific().Constructed(),
			pki.AlgorithmIdentifier{OID: pki.OIDMGF1, Parameters: hash.Marshal()}.AddTo)
	})
	return pki.AlgorithmIdentifier{OID: oidRSAOAEP, Parameters: b.BytesOrPanic()}, encrypted, nil
}

// parseOAEP reads the parameters of RSAES-OAEP.
//
//	RSAES-OAEP-params ::= SEQUENCE {                 -- RFC 8017 appendix A.2.1
//	  hashAlgorithm [0] AlgorithmIdentifier DEFAULT sha1,
//	  maskGenAlgorithm [1] AlgorithmIdentifier DEFAULT mgf1SHA1,
//	  pSourceAlgorithm [2] AlgorithmIdentifier DEFAULT pSpecifiedEmpty }
//
// Labels other than the empty one are not supported.
func parseOAEP(der []byte) (*rsa.OAEPOptions, error) {
	unsupported := fmt.Errorf("%w: parameters of OAEP", ErrUnsupported)
	s := cryptobyte.String(der)
	var in cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !s.Empty() {
		return nil, unsupported
	}
	options := &rsa.OAEPOptions{Hash: crypto.SHA1, MGFHash: crypto.SHA1}
	for tag, into := range []*crypto.Hash{&options.Hash, &options.MGFHash} {
		var field cryptobyte.String
		var present bool
		if !in.ReadOptionalASN1(&field, &present, casn1.Tag(tag).ContextSpecific().Constructed()) {
			return nil, unsupported
		}
		if !present {
			continue
		}
		alg, err := pki.ParseAlgorithmIdentifier(field)
		if err == nil && tag == 1 {
			if !alg.OID.Equal(pki.OIDMGF1) {
				return nil, unsupported
			}
			alg, err = pki.ParseAlgorithmIdentifier(alg.Parameters)
		}
		if err != nil {
			return nil, unsupported
		}
		hash, err := alg.Hash()
		if err != nil || hash.HashFunc() == 0 {
			return nil, unsupported
		}
		*into = hash.HashFunc()
	}
	if !in.Empty() {
		return nil, unsupported
	}
	return options, nil
}
