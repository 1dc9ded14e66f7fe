// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/cipher"
	stdasn1 "encoding/asn1"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var (
	oidPBES2  = oidPKCS5(13)
	oidPBKDF2 = oidPKCS5(12)
)

// pbes2 reads PBES2-params: RFC 8018, appendix A.4.
func pbes2(parameters []byte) (protection, error) {
	in, ok := sequence(parameters)
	if !ok {
		return protection{}, key.ErrDamaged
	}
	kdf, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil {
		return protection{}, key.ErrDamaged
	}
	scheme, err := pki.ReadAlgorithmIdentifier(&in)
	if err != nil || !in.Empty() {
		return protection{}, key.ErrDamaged
	}
	c, err := encryptionScheme(scheme)
	if err != nil {
		return protection{}, err
	}
	d, err := derivationOf(kdf)
	if err != nil {
		return protection{}, err
	}
	if d.keySize != 0 && d.keySize != c.keySize {
		return protection{}, key.ErrDamaged
	}
	return protection{
		encodings: []encoding{asUTF8, asWindows1251},
		rounds:    d.rounds,
		cost:      d.cost(c.keySize),
		open: func(password, encrypted []byte) ([]byte, error) {
			secret, err := d.derive(password, c.keySize)
			if err != nil {
				return nil, err
			}
			defer clear(secret)
			return c.open(secret, encrypted)
		},
	}, nil
}

// A derivation makes a secret of so many octets of a password.
type derivation struct {
	keySize int // 0 if not named
	rounds  int
	cost    func(size int) int // of each round
	derive  func(password []byte, size int) ([]byte, error)
}

// derivationOf reads a key derivation function of PBES2.
func derivationOf(alg pki.AlgorithmIdentifier) (derivation, error) {
	switch {
	case alg.OID.Equal(oidPBKDF2):
		return readPBKDF2(alg.Parameters)
	case alg.OID.Equal(oidScrypt):
		return readScrypt(alg.Parameters)
	}
	return derivation{}, key.ErrUnsupported
}

// readPBKDF2 reads PBKDF2-params: RFC 8018, appendix A.2. No pseudorandom
// function named is HMAC over SHA-1.
func readPBKDF2(parameters []byte) (derivation, error) {
	prf := sha1Hashing
	var salt []byte
	var iterations, keySize int
	in, ok := sequence(parameters)
	if !ok || !in.ReadASN1Bytes(&salt, asn1.OCTET_STRING) || !readRounds(&in, &iterations) ||
		in.PeekASN1Tag(asn1.INTEGER) && (!in.ReadASN1Integer(&keySize) || keySize < 1) {
		return derivation{}, key.ErrDamaged
	}
	if !in.Empty() {
		alg, err := pki.ReadAlgorithmIdentifier(&in)
		if err != nil || !in.Empty() {
			return derivation{}, key.ErrDamaged
		}
		if prf, err = hashingByHMAC(alg.OID); err != nil {
			return derivation{}, err
		}
	}
	return derivation{
		keySize: keySize,
		rounds:  iterations,
		cost:    func(size int) int { return (size + prf.size() - 1) / prf.size() * prf.cost },
		derive: func(password []byte, size int) ([]byte, error) {
			return pbkdf2(prf.new, password, salt, iterations, size), nil
		},
	}, nil
}

// An opener decrypts with one algorithm and its parameters.
type opener struct {
	keySize int
	open    func(secret, encrypted []byte) ([]byte, error)
}

// Ciphers of PBES2: NIST's 2.16.840.1.101.3.4.1, RFC 8018, appendix B.2, and
// the modes of GOST 28147.
var (
	oidAES256CBC    = stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
	oidRC2CBC       = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 3, 2}
	oidGOST28147CTR = stdasn1.ObjectIdentifier{1, 2, 804, 2, 1, 1, 1, 1, 1, 1, 2}
)

// cbcCiphers are those whose only parameter is the initial vector.
var cbcCiphers = []struct {
	oid stdasn1.ObjectIdentifier
	blockCipher
}{
	{stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}, aes128},
	{stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}, aes192},
	{oidAES256CBC, aes256},
	{stdasn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}, tripleDES},
	{stdasn1.ObjectIdentifier{1, 3, 14, 3, 2, 7}, singleDES},
}

// encryptionScheme finds the cipher of PBES2.
func encryptionScheme(alg pki.AlgorithmIdentifier) (opener, error) {
	switch {
	case alg.OID.Equal(pki.OIDGOST28147CFB):
		return gostStream(alg.Parameters, gost28147.NewCFBDecrypter)
	case alg.OID.Equal(oidGOST28147CTR):
		return gostStream(alg.Parameters, gost28147.NewCTR)
	case alg.OID.Equal(oidRC2CBC):
		return rc2Scheme(alg.Parameters)
	}
	for _, c := range cbcCiphers {
		if alg.OID.Equal(c.oid) {
			in := cryptobyte.String(alg.Parameters)
			return c.scheme(&in)
		}
	}
	return opener{}, key.ErrUnsupported
}

// scheme reads the initial vector, with which the parameters end.
func (c blockCipher) scheme(parameters *cryptobyte.String) (opener, error) {
	var iv []byte
	if !parameters.ReadASN1Bytes(&iv, asn1.OCTET_STRING) || !parameters.Empty() {
		return opener{}, key.ErrDamaged
	}
	return opener{c.keySize, func(secret, encrypted []byte) ([]byte, error) {
		return c.openCBC(secret, iv, encrypted)
	}}, nil
}

// rc2Versions: the numbers by which RFC 8018, appendix B.2.3 calls the
// effective key bits.
var rc2Versions = map[int]blockCipher{160: rc2With40, 120: rc2With64, 58: rc2With128}

// rc2Scheme reads RC2-CBC-Parameter: RFC 8018, appendix B.2.3.
func rc2Scheme(parameters []byte) (opener, error) {
	in, ok := sequence(parameters)
	var version int
	if !ok || !in.ReadASN1Integer(&version) {
		return opener{}, key.ErrDamaged
	}
	c, known := rc2Versions[version]
	if !known {
		return opener{}, key.ErrUnsupported
	}
	return c.scheme(&in)
}

// gostStream reads SEQUENCE { iv OCTET STRING (8), dke OCTET STRING (64)
// OPTIONAL }. The table is the one named, and ДКЕ № 1 if none is.
func gostStream(parameters []byte, mode func(secret, iv []byte, sbox *gost28147.SBox) (cipher.Stream, error)) (opener, error) {
	in, ok := sequence(parameters)
	var iv, dke []byte
	if !ok || !in.ReadASN1Bytes(&iv, asn1.OCTET_STRING) || len(iv) != gost28147.BlockSize ||
		!in.Empty() && !in.ReadASN1Bytes(&dke, asn1.OCTET_STRING) || !in.Empty() {
		return opener{}, key.ErrDamaged
	}
	sbox := gost28147.DefaultSBox()
	if dke != nil {
		var err error
		if sbox, err = gost28147.NewSBox(dke); err != nil {
			return opener{}, key.ErrDamaged
		}
	}
	return opener{gost28147.KeySize, func(secret, encrypted []byte) ([]byte, error) {
		stream, err := mode(secret, iv, sbox)
		if err != nil {
			return nil, err
		}
		defer stream.(gost28147.Wiper).Wipe()
		plain := make([]byte, len(encrypted))
		stream.XORKeyStream(plain, encrypted)
		return plain, nil
	}}, nil
}
