// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	stdasn1 "encoding/asn1"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A blockCipher is used in CBC mode with the padding of RFC 8018, 6.1.1.
type blockCipher struct {
	keySize int // octets
	make    func(key []byte) (cipher.Block, error)
}

var (
	tripleDES = blockCipher{24, des.NewTripleDESCipher}
	rc2With40 = blockCipher{5, newRC2}
	rc2Full   = blockCipher{16, newRC2}
)

// oidAES256CBC and its neighbours: NIST, 2.16.840.1.101.3.4.1.
var (
	oidAES128CBC = stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 2}
	oidAES192CBC = stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 22}
	oidAES256CBC = stdasn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 1, 42}
	oidDESEDE3   = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 3, 7}
)

// cbcCiphers are those of PBES2 beside GOST 28147.
var cbcCiphers = []struct {
	oid stdasn1.ObjectIdentifier
	blockCipher
}{
	{oidAES128CBC, blockCipher{16, aes.NewCipher}},
	{oidAES192CBC, blockCipher{24, aes.NewCipher}},
	{oidAES256CBC, blockCipher{32, aes.NewCipher}},
	{oidDESEDE3, tripleDES},
}

// openCBC decrypts and takes the padding off. Any mistake is
// [key.ErrWrongPassword]: who guesses padding here has the file anyway.
func (c blockCipher) openCBC(secret, iv, encrypted []byte) ([]byte, error) {
	block, err := c.make(secret)
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(iv) != size || len(encrypted) == 0 || len(encrypted)%size != 0 {
		return nil, key.ErrNotContainer
	}
	plain := slices.Clone(encrypted)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, plain)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		clear(plain)
		return nil, key.ErrWrongPassword
	}
	return plain[:len(plain)-padding], nil
}

// sealCBC pads and encrypts.
func (c blockCipher) sealCBC(secret, iv, plain []byte) ([]byte, error) {
	block, err := c.make(secret)
	if err != nil {
		return nil, err
	}
	padding := block.BlockSize() - len(plain)%block.BlockSize()
	sealed := make([]byte, len(plain), len(plain)+padding)
	copy(sealed, plain)
	for range padding {
		sealed = append(sealed, byte(padding))
	}
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(sealed, sealed)
	return sealed, nil
}

// An opener decrypts with one algorithm and its parameters.
type opener struct {
	keySize int
	open    func(secret, encrypted []byte) ([]byte, error)
}

// encryptionScheme finds the cipher of PBES2: RFC 8018, appendix B.2, and GOST
// 28147 with the substitution table that its parameters name.
func encryptionScheme(alg pki.AlgorithmIdentifier) (opener, error) {
	if alg.OID.Equal(pki.OIDGOST28147CFB) {
		return gostCFB(alg.Parameters)
	}
	for _, c := range cbcCiphers {
		if !alg.OID.Equal(c.oid) {
			continue
		}
		parameters := cryptobyte.String(alg.Parameters)
		var iv []byte
		if !parameters.ReadASN1Bytes(&iv, asn1.OCTET_STRING) || !parameters.Empty() {
			return opener{}, key.ErrNotContainer
		}
		return opener{c.keySize, func(secret, encrypted []byte) ([]byte, error) {
			return c.openCBC(secret, iv, encrypted)
		}}, nil
	}
	return opener{}, key.ErrUnsupported
}

// gostCFB reads SEQUENCE { iv OCTET STRING (8), dke OCTET STRING (64) }.
func gostCFB(parameters []byte) (opener, error) {
	in, ok := sequence(parameters)
	var iv, dke []byte
	if !ok || !in.ReadASN1Bytes(&iv, asn1.OCTET_STRING) ||
		!in.ReadASN1Bytes(&dke, asn1.OCTET_STRING) || !in.Empty() {
		return opener{}, key.ErrNotContainer
	}
	sbox, err := gost28147.NewSBox(dke)
	if err != nil {
		return opener{}, key.ErrNotContainer
	}
	return opener{gost28147.KeySize, func(secret, encrypted []byte) ([]byte, error) {
		stream, err := gost28147.NewCFBDecrypter(secret, iv, sbox)
		if err != nil {
			return nil, key.ErrNotContainer
		}
		defer stream.(gost28147.Wiper).Wipe()
		plain := make([]byte, len(encrypted))
		stream.XORKeyStream(plain, encrypted)
		return plain, nil
	}}, nil
}
