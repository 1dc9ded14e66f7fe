// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"
	"errors"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidPBES2  = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 13}
	oidPBKDF2 = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, 12}

	oidHMACSHA256 = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 2, 9}
)

// prfs are the pseudorandom functions of PBKDF2: RFC 8018, appendix B.1, and
// HMAC over GOST 34.311. None named is HMAC-SHA-1.
var prfs = []struct {
	oid  stdasn1.ObjectIdentifier
	hash *pki.Hash
}{
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 2, 7}, pki.SHA1},
	{oidHMACSHA256, pki.SHA256},
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 2, 10}, pki.SHA384},
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 2, 11}, pki.SHA512},
	{pki.OIDHMACGOST34311, pki.GOST34311},
}

// pkcs12Ciphers are those of RFC 7292, appendix C, that files still have.
var pkcs12Ciphers = []struct {
	oid stdasn1.ObjectIdentifier
	blockCipher
}{
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 3}, tripleDES},
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 5}, rc2Full},
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, 6}, rc2With40},
}

// A protection is what an encryption algorithm makes of a password.
type protection struct {
	encodings []encoding // of the password, the usual one first
	rounds    int        // of key derivation
	blocks    int        // how often each round is done
	// open decrypts with the octets of a password.
	open func(password, encrypted []byte) ([]byte, error)
}

// protectionOf reads the AlgorithmIdentifier of password-based encryption.
func protectionOf(alg pki.AlgorithmIdentifier) (protection, error) {
	if alg.OID.Equal(oidPBES2) {
		return pbes2(alg.Parameters)
	}
	for _, c := range pkcs12Ciphers {
		if alg.OID.Equal(c.oid) {
			return pkcs12PBE(alg.Parameters, c.blockCipher)
		}
	}
	return protection{}, key.ErrUnsupported
}

// decrypt tries the encodings of the password in order until accept takes
// what comes out. Without encryption's own check a wrong password shows only
// so: accept returns [key.ErrWrongPassword] for octets that make no sense, and
// any other error ends the search. What accept is given is wiped afterwards.
func (p protection) decrypt(encrypted, password []byte, work *budget, accept func(plain []byte) error) error {
	for _, encode := range encodingsFor(p.encodings, password) {
		if err := work.spend(p.rounds, p.blocks); err != nil {
			return err
		}
		err := p.try(encrypted, password, encode, accept)
		if !errors.Is(err, key.ErrWrongPassword) {
			return err
		}
	}
	return key.ErrWrongPassword
}

func (p protection) try(encrypted, password []byte, encode encoding, accept func(plain []byte) error) error {
	octets, ok := encode(password)
	if !ok {
		return key.ErrWrongPassword
	}
	defer clear(octets)
	plain, err := p.open(octets, encrypted)
	if err != nil {
		return err
	}
	defer clear(plain)
	return accept(plain)
}

// pbes2 reads PBES2-params: RFC 8018, appendix A.4, with PBKDF2 alone.
func pbes2(parameters []byte) (protection, error) {
	in, ok := sequence(parameters)
	if !ok {
		return protection{}, key.ErrNotContainer
	}
	kdf, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil {
		return protection{}, key.ErrNotContainer
	}
	scheme, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil {
		return protection{}, key.ErrNotContainer
	}
	if !kdf.OID.Equal(oidPBKDF2) {
		return protection{}, key.ErrUnsupported
	}
	cipher, err := encryptionScheme(scheme)
	if err != nil {
		return protection{}, err
	}
	derivation, err := readPBKDF2(kdf.Parameters)
	if err != nil {
		return protection{}, err
	}
	if derivation.keySize != 0 && derivation.keySize != cipher.keySize {
		return protection{}, key.ErrNotContainer
	}
	return protection{
		encodings: []encoding{asUTF8, asWindows1251},
		rounds:    derivation.iterations,
		blocks:    (cipher.keySize + derivation.prf.Size() - 1) / derivation.prf.Size(),
		open: func(password, encrypted []byte) ([]byte, error) {
			secret := pbkdf2(derivation.prf.New, password, derivation.salt, derivation.iterations, cipher.keySize)
			defer clear(secret)
			return cipher.open(secret, encrypted)
		},
	}, nil
}

type derivation struct {
	salt       []byte
	iterations int
	keySize    int // 0 if not named
	prf        *pki.Hash
}

// readPBKDF2 reads PBKDF2-params: RFC 8018, appendix A.2.
func readPBKDF2(parameters []byte) (derivation, error) {
	d := derivation{prf: pki.SHA1}
	in, ok := sequence(parameters)
	if !ok || !in.ReadASN1Bytes(&d.salt, asn1.OCTET_STRING) || !in.ReadASN1Integer(&d.iterations) ||
		in.PeekASN1Tag(asn1.INTEGER) && !in.ReadASN1Integer(&d.keySize) {
		return derivation{}, key.ErrNotContainer
	}
	if in.Empty() {
		return d, nil
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil || !in.Empty() {
		return derivation{}, key.ErrNotContainer
	}
	for _, prf := range prfs {
		if alg.OID.Equal(prf.oid) {
			d.prf = prf.hash
			return d, nil
		}
	}
	return derivation{}, key.ErrUnsupported
}

// pkcs12PBE reads pkcs-12PbeParams: RFC 7292, appendix C. Its key derivation
// is over SHA-1.
func pkcs12PBE(parameters []byte, c blockCipher) (protection, error) {
	in, ok := sequence(parameters)
	var salt []byte
	var iterations int
	if !ok || !in.ReadASN1Bytes(&salt, asn1.OCTET_STRING) || !in.ReadASN1Integer(&iterations) || !in.Empty() {
		return protection{}, key.ErrNotContainer
	}
	const ivSize = 8
	return protection{
		encodings: []encoding{asBMPString, asWidened1251},
		rounds:    iterations,
		blocks:    (c.keySize+pki.SHA1.Size()-1)/pki.SHA1.Size() + 1,
		open: func(password, encrypted []byte) ([]byte, error) {
			secret := pkcs12KDF(pki.SHA1.New, password, salt, iterations, forEncryption, c.keySize)
			defer clear(secret)
			iv := pkcs12KDF(pki.SHA1.New, password, salt, iterations, forIV, ivSize)
			return c.openCBC(secret, iv, encrypted)
		},
	}, nil
}

// encryptedWith reads SEQUENCE { algorithm, encrypted OCTET STRING }:
// EncryptedPrivateKeyInfo of RFC 5958, 3.
func encryptedWith(data []byte) (protection, []byte, error) {
	in, ok := sequence(data)
	if !ok {
		return protection{}, nil, key.ErrNotContainer
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	var encrypted cryptobyte.String
	if err != nil || !in.ReadASN1(&encrypted, asn1.OCTET_STRING) || !in.Empty() {
		return protection{}, nil, key.ErrNotContainer
	}
	p, err := protectionOf(alg)
	return p, encrypted, err
}
