// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"io"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// gostContent is GOST 28147 with feedback. It is written with the default
// table.
type gostContent struct {
	iv   []byte
	sbox *gost28147.SBox
}

// parseGOSTCFB reads the parameters
//
//	SEQUENCE { iv OCTET STRING, dke OCTET STRING (64) OPTIONAL }
//
// where some software writes more octets of iv than the eight that count.
func parseGOSTCFB(parameters []byte) (c *gostContent, ok bool) {
	s := cryptobyte.String(parameters)
	var in, iv, dke cryptobyte.String
	if !s.ReadASN1(&in, casn1.SEQUENCE) || !s.Empty() ||
		!in.ReadASN1(&iv, casn1.OCTET_STRING) || len(iv) < gost28147.BlockSize {
		return nil, false
	}
	c = &gostContent{iv: iv[:gost28147.BlockSize]}
	if in.Empty() {
		return c, true
	}
	if !in.ReadASN1(&dke, casn1.OCTET_STRING) || !in.Empty() {
		return nil, false
	}
	var err error
	c.sbox, err = gost28147.NewSBox(dke)
	return c, err == nil
}

func (c *gostContent) identifier() pki.AlgorithmIdentifier {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(c.iv)
		b.AddASN1OctetString(gost28147.DefaultSBox().Bytes())
	})
	return pki.AlgorithmIdentifier{OID: pki.OIDGOST28147CFB, Parameters: b.BytesOrPanic()}
}

func (c *gostContent) keySizes() []int { return []int{gost28147.KeySize} }

func (c *gostContent) size(n int64) int64 { return n }

func (c *gostContent) encrypt(key []byte, r io.Reader) (io.Reader, error) {
	stream, err := gost28147.NewCFBEncrypter(key, c.iv, c.sbox)
	return newStreamReader(stream, err, r)
}

func (c *gostContent) decrypt(key []byte, r io.Reader) (io.Reader, error) {
	stream, err := gost28147.NewCFBDecrypter(key, c.iv, c.sbox)
	return newStreamReader(stream, err, r)
}
