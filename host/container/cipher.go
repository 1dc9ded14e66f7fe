// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/des"
	"crypto/rc4"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"golang.org/x/crypto/cryptobyte/asn1"
)

// A decrypter is a cipher that takes a key and an initial vector of known
// sizes from a key derivation, or the vector from its parameters.
type decrypter struct {
	keySize, ivSize int // octets
	open            func(secret, iv, encrypted []byte) ([]byte, error)
}

// A blockCipher is used in CBC mode with the padding of RFC 8018, 6.1.1.
type blockCipher struct {
	keySize int // octets
	make    func(key []byte) (cipher.Block, error)
}

// RC2 has a key as long as its effective bits here: no file is known where
// they differ.
var (
	aes128       = blockCipher{16, aes.NewCipher}
	aes192       = blockCipher{24, aes.NewCipher}
	aes256       = blockCipher{32, aes.NewCipher}
	tripleDES    = blockCipher{24, des.NewTripleDESCipher}
	twoKeyTriple = blockCipher{16, newTwoKeyTripleDES}
	singleDES    = blockCipher{8, des.NewCipher}
	rc2With40    = blockCipher{5, newRC2}
	rc2With64    = blockCipher{8, newRC2}
	rc2With128   = blockCipher{16, newRC2}
)

// newTwoKeyTripleDES uses its first half once more at the end.
func newTwoKeyTripleDES(secret []byte) (cipher.Block, error) {
	three := slices.Concat(secret, secret[:8])
	defer clear(three)
	return des.NewTripleDESCipher(three)
}

// cbc is the decrypter of a block cipher whose blocks have so many octets.
func (c blockCipher) cbc(blockSize int) decrypter { return decrypter{c.keySize, blockSize, c.openCBC} }

// openCBC decrypts and takes the padding off. A mistake in the padding is
// [key.ErrWrongPassword], or [key.ErrDamaged] if the beginning is right: who
// guesses padding here has the file anyway.
func (c blockCipher) openCBC(secret, iv, encrypted []byte) ([]byte, error) {
	block, err := c.make(secret)
	if err != nil {
		return nil, err
	}
	size := block.BlockSize()
	if len(iv) != size || len(encrypted) == 0 || len(encrypted)%size != 0 {
		return nil, key.ErrDamaged
	}
	plain := slices.Clone(encrypted)
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(plain, plain)
	padding := int(plain[len(plain)-1])
	if padding == 0 || padding > size {
		defer clear(plain)
		if beginsRight(plain, size) {
			return nil, key.ErrDamaged
		}
		return nil, key.ErrWrongPassword
	}
	return plain[:len(plain)-padding], nil
}

// beginsRight reports whether octets with padding of at most size begin as
// what is encrypted in key files does: a SEQUENCE of their length that starts
// with an INTEGER or another SEQUENCE.
func beginsRight(plain []byte, size int) bool {
	h, err := header(plain)
	if err != nil || h.Tag != byte(asn1.SEQUENCE) {
		return false
	}
	padding := int64(len(plain)-h.Size()) - h.Length
	if padding < 1 || padding > int64(size) || h.Length == 0 {
		return false
	}
	first := asn1.Tag(plain[h.Size()])
	return first == asn1.INTEGER || first == asn1.SEQUENCE
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

// rc4Cipher is RC4 with a key of so many octets.
func rc4Cipher(keySize int) decrypter {
	return decrypter{keySize: keySize, open: func(secret, _, encrypted []byte) ([]byte, error) {
		stream, err := rc4.NewCipher(secret)
		if err != nil {
			return nil, err
		}
		plain := make([]byte, len(encrypted))
		stream.XORKeyStream(plain, encrypted)
		return plain, nil
	}}
}
