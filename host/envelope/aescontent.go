// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"io"

	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// aesContent is AES-CBC. It is written with keys of 32 octets.
type aesContent struct {
	keySize int
	iv      []byte
}

// parseAESCBC reads the parameters, which are the initial vector: RFC 3565
// section 4.1.
func parseAESCBC(keySize int, parameters []byte) (*aesContent, bool) {
	s := cryptobyte.String(parameters)
	var iv cryptobyte.String
	ok := s.ReadASN1(&iv, casn1.OCTET_STRING) && s.Empty() && len(iv) == aes.BlockSize
	return &aesContent{keySize, iv}, ok
}

func (c *aesContent) identifier() pki.AlgorithmIdentifier {
	var b cryptobyte.Builder
	b.AddASN1OctetString(c.iv)
	return pki.AlgorithmIdentifier{OID: oidAES256CBC, Parameters: b.BytesOrPanic()}
}

func (c *aesContent) keySizes() []int { return []int{c.keySize} }

// size is with padding.
func (c *aesContent) size(n int64) int64 { return n/aes.BlockSize*aes.BlockSize + aes.BlockSize }

func (c *aesContent) encrypt(key []byte, r io.Reader) (io.Reader, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &cbcReader{mode: cipher.NewCBCEncrypter(block, c.iv), r: r, pad: true}, nil
}

func (c *aesContent) decrypt(key []byte, r io.Reader) (io.Reader, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &cbcReader{mode: cipher.NewCBCDecrypter(block, c.iv), r: r}, nil
}
