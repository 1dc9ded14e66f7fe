// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	stdasn1 "encoding/asn1"
	"errors"
	"math"
	"math/big"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A protection is what an encryption algorithm makes of a password.
type protection struct {
	encodings []encoding // of the password, the usual one first
	rounds    int        // of key derivation
	cost      int        // of each round, in the units of maxWork
	// open decrypts with the octets of a password.
	open func(password, encrypted []byte) ([]byte, error)
}

// protectionOf reads the AlgorithmIdentifier of password-based encryption.
func protectionOf(alg pki.AlgorithmIdentifier) (protection, error) {
	switch {
	case alg.OID.Equal(oidPBES2):
		return pbes2(alg.Parameters)
	case alg.OID.Equal(oidSunProtector):
		return sunProtector, nil
	}
	for _, c := range pkcs12Ciphers {
		if alg.OID.Equal(c.oid) {
			return pkcs12PBE(alg.Parameters, c.decrypter)
		}
	}
	for _, c := range pbes1Ciphers {
		if alg.OID.Equal(c.oid) {
			return pbes1(alg.Parameters, c.hashing, c.decrypter)
		}
	}
	return protection{}, key.ErrUnsupported
}

// decrypt tries the passwords and the encodings of each in order until accept
// takes what comes out. Without encryption's own check a wrong password shows
// only so: accept returns [key.ErrWrongPassword] for octets that make no
// sense, and any other error ends the search. What accept is given is wiped
// afterwards.
func (p protection) decrypt(encrypted []byte, passwords [][]byte, work *budget, accept func(plain []byte) error) error {
	for _, password := range passwords {
		for _, encode := range encodingsFor(p.encodings, password) {
			if err := work.spend(p.rounds, p.cost); err != nil {
				return err
			}
			err := p.try(encrypted, password, encode, accept)
			if !errors.Is(err, key.ErrWrongPassword) {
				return err
			}
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

// saltAndIterations reads SEQUENCE { salt OCTET STRING, iterations INTEGER },
// the parameters of all schemes before PBES2.
func saltAndIterations(parameters []byte) (salt []byte, iterations int, err error) {
	in, ok := sequence(parameters)
	if !ok || !in.ReadASN1Bytes(&salt, asn1.OCTET_STRING) || !readRounds(&in, &iterations) || !in.Empty() {
		return nil, 0, key.ErrDamaged
	}
	return salt, iterations, nil
}

// readRounds reads how many iterations there shall be. A number that no int
// holds becomes one that is as much too much for [budget.spend].
func readRounds(in *cryptobyte.String, rounds *int) bool {
	n := new(big.Int)
	if !in.ReadASN1Integer(n) {
		return false
	}
	if n.CmpAbs(big.NewInt(math.MaxInt)) > 0 {
		n.SetInt64(int64(n.Sign()) * math.MaxInt)
	}
	*rounds = int(n.Int64())
	return true
}

// pkcs12Ciphers are those of RFC 7292, appendix C.
var pkcs12Ciphers = []struct {
	oid stdasn1.ObjectIdentifier
	decrypter
}{
	{oidPKCS12PBE(1), rc4Cipher(16)},
	{oidPKCS12PBE(2), rc4Cipher(5)},
	{oidPKCS12PBE(3), tripleDES.cbc(8)},
	{oidPKCS12PBE(4), twoKeyTriple.cbc(8)},
	{oidPKCS12PBE(5), rc2With128.cbc(8)},
	{oidPKCS12PBE(6), rc2With40.cbc(8)},
}

func oidPKCS12PBE(n int) stdasn1.ObjectIdentifier {
	return stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 12, 1, n}
}

// pkcs12PBE reads pkcs-12PbeParams: RFC 7292, appendix C. Its key derivation
// is over SHA-1.
func pkcs12PBE(parameters []byte, c decrypter) (protection, error) {
	salt, iterations, err := saltAndIterations(parameters)
	if err != nil {
		return protection{}, err
	}
	derive := func(password []byte, id byte, size int) []byte {
		return pkcs12KDF(sha1Hashing.new, password, salt, iterations, id, size)
	}
	blocks := func(size int) int { return (size + sha1Hashing.size() - 1) / sha1Hashing.size() }
	return protection{
		encodings: oldBMPEncodings,
		rounds:    iterations,
		cost:      blocks(c.keySize) + blocks(c.ivSize),
		open: func(password, encrypted []byte) ([]byte, error) {
			secret := derive(password, forEncryption, c.keySize)
			defer clear(secret)
			return c.open(secret, derive(password, forIV, c.ivSize), encrypted)
		},
	}, nil
}

// pbes1Ciphers are those of RFC 8018, appendix A.3, but for MD2.
var pbes1Ciphers = []struct {
	oid stdasn1.ObjectIdentifier
	hashing
	decrypter
}{
	{oidPKCS5(3), md5Hashing, singleDES.cbc(8)},
	{oidPKCS5(6), md5Hashing, rc2With64.cbc(8)},
	{oidPKCS5(10), sha1Hashing, singleDES.cbc(8)},
	{oidPKCS5(11), sha1Hashing, rc2With64.cbc(8)},
}

func oidPKCS5(n int) stdasn1.ObjectIdentifier {
	return stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 5, n}
}

// pbes1 reads PBEParameter: RFC 8018, 6.1 and appendix A.3. One run of PBKDF1
// (5.1) gives the key and then the initial vector.
func pbes1(parameters []byte, h hashing, c decrypter) (protection, error) {
	salt, iterations, err := saltAndIterations(parameters)
	if err != nil {
		return protection{}, err
	}
	return protection{
		encodings: []encoding{asUTF8, asWindows1251},
		rounds:    iterations,
		cost:      h.cost,
		open: func(password, encrypted []byte) ([]byte, error) {
			state := h.new()
			state.Write(password)
			state.Write(salt)
			derived := state.Sum(nil)
			defer clear(derived)
			for range iterations - 1 {
				state.Reset()
				state.Write(derived)
				derived = state.Sum(derived[:0])
			}
			state.Reset()
			return c.open(derived[:c.keySize], derived[c.keySize:c.keySize+c.ivSize], encrypted)
		},
	}, nil
}

// encryptedWith reads SEQUENCE { algorithm, encrypted OCTET STRING }:
// EncryptedPrivateKeyInfo of RFC 5958, 3.
func encryptedWith(data []byte) (protection, []byte, error) {
	in, ok := sequence(data)
	if !ok {
		return protection{}, nil, key.ErrDamaged
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	var encrypted cryptobyte.String
	if err != nil || !in.ReadASN1(&encrypted, asn1.OCTET_STRING) || !in.Empty() {
		return protection{}, nil, key.ErrDamaged
	}
	p, err := protectionOf(alg)
	return p, encrypted, err
}
