// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// contentCipher is a content encryption algorithm with its parameters.
type contentCipher struct {
	gost    bool // GOST 28147 with feedback, else AES-CBC
	keySize int
	iv      []byte
	sbox    *gost28147.SBox
}

// parseCipher reads a content encryption algorithm. The parameters of AES-CBC
// are its initial vector (RFC 3565 section 4.1). Those of GOST 28147 are
//
//	SEQUENCE { iv OCTET STRING, dke OCTET STRING (64) OPTIONAL }
//
// where some software writes more octets of iv than the eight that count.
func parseCipher(alg pki.AlgorithmIdentifier) (c contentCipher, err error) {
	unsupported := fmt.Errorf("%w: content encryption %v", ErrUnsupported, alg.OID)
	s := cryptobyte.String(alg.Parameters)
	var iv, dke cryptobyte.String
	if size, ok := isAES(alg.OID, aesCBC); ok {
		if !s.ReadASN1(&iv, casn1.OCTET_STRING) || !s.Empty() || len(iv) != aes.BlockSize {
			return c, unsupported
		}
		return contentCipher{keySize: size, iv: iv}, nil
	}
	var in cryptobyte.String
	if !alg.OID.Equal(pki.OIDGOST28147CFB) || !s.ReadASN1(&in, casn1.SEQUENCE) || !s.Empty() ||
		!in.ReadASN1(&iv, casn1.OCTET_STRING) || len(iv) < gost28147.BlockSize {
		return c, unsupported
	}
	c = contentCipher{gost: true, keySize: gost28147.KeySize, iv: iv[:gost28147.BlockSize]}
	if in.Empty() {
		return c, nil
	}
	if !in.ReadASN1(&dke, casn1.OCTET_STRING) || !in.Empty() {
		return c, unsupported
	}
	if c.sbox, err = gost28147.NewSBox(dke); err != nil {
		return c, fmt.Errorf("%w: %w", unsupported, err)
	}
	return c, nil
}

// identifier is what parseCipher reads.
func (c contentCipher) identifier() pki.AlgorithmIdentifier {
	var b cryptobyte.Builder
	if !c.gost {
		b.AddASN1OctetString(c.iv)
		return pki.AlgorithmIdentifier{OID: oidAES256CBC, Parameters: b.BytesOrPanic()}
	}
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(c.iv)
		b.AddASN1OctetString(gost28147.DefaultSBox().Bytes())
	})
	return pki.AlgorithmIdentifier{OID: pki.OIDGOST28147CFB, Parameters: b.BytesOrPanic()}
}

// size is that of the encryption of n octets.
func (c contentCipher) size(n int64) int64 {
	if c.gost {
		return n
	}
	return n/aes.BlockSize*aes.BlockSize + aes.BlockSize
}

// decrypt reads what r has encrypted. A key of the wrong size is [ErrDamaged].
func (c contentCipher) decrypt(key []byte, r io.Reader) (io.Reader, error) {
	if len(key) != c.keySize {
		return nil, ErrDamaged
	}
	if c.gost {
		stream, err := gost28147.NewCFBDecrypter(key, c.iv, c.sbox)
		return &gostReader{cipher.StreamReader{S: stream, R: r}}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &cbcReader{mode: cipher.NewCBCDecrypter(block, c.iv), r: r}, nil
}

// encrypt reads the encryption of r.
func (c contentCipher) encrypt(key []byte, r io.Reader) (io.Reader, error) {
	if c.gost {
		stream, err := gost28147.NewCFBEncrypter(key, c.iv, c.sbox)
		return &gostReader{cipher.StreamReader{S: stream, R: r}}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return &cbcReader{mode: cipher.NewCBCEncrypter(block, c.iv), r: r, pad: true}, nil
}

// gostReader encrypts or decrypts what it reads, and wipes the key at its end.
type gostReader struct{ stream cipher.StreamReader }

func (g *gostReader) Read(p []byte) (int, error) {
	n, err := g.stream.Read(p)
	if err != nil {
		g.stream.S.(gost28147.Wiper).Wipe()
	}
	return n, err
}
