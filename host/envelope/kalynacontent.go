// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/cipher"
	"io"

	"github.com/pidpys/pidpys/host/crypto/kalyna"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// kalynaContent is Kalyna with feedback of whole blocks, whose size is that of
// iv. It is written with blocks of 32 octets.
type kalynaContent struct{ iv []byte }

// parseKalynaCFB reads the parameters
//
//	SEQUENCE { iv OCTET STRING }
//
// with an iv of the block's size, as the UAPKI library writes and wants them.
func parseKalynaCFB(blockSize int, parameters []byte) (*kalynaContent, bool) {
	s := cryptobyte.String(parameters)
	var in, iv cryptobyte.String
	ok := s.ReadASN1(&in, casn1.SEQUENCE) && s.Empty() &&
		in.ReadASN1(&iv, casn1.OCTET_STRING) && in.Empty() && len(iv) == blockSize
	return &kalynaContent{iv}, ok
}

func (c *kalynaContent) identifier() pki.AlgorithmIdentifier {
	var b cryptobyte.Builder
	b.AddASN1(casn1.SEQUENCE, func(b *cryptobyte.Builder) { b.AddASN1OctetString(c.iv) })
	return pki.AlgorithmIdentifier{OID: append(oidKalynaCFB[:len(oidKalynaCFB):len(oidKalynaCFB)], 2), Parameters: b.BytesOrPanic()}
}

// keySizes are those that go with the block; the identifier does not tell.
func (c *kalynaContent) keySizes() []int {
	if len(c.iv) == kalynaBlocks[len(kalynaBlocks)-1] {
		return []int{len(c.iv)}
	}
	return []int{len(c.iv), 2 * len(c.iv)}
}

func (c *kalynaContent) size(n int64) int64 { return n }

func (c *kalynaContent) encrypt(key []byte, r io.Reader) (io.Reader, error) {
	return c.read(kalyna.NewCFBEncrypter, key, r)
}

func (c *kalynaContent) decrypt(key []byte, r io.Reader) (io.Reader, error) {
	return c.read(kalyna.NewCFBDecrypter, key, r)
}

func (c *kalynaContent) read(newStream func(*kalyna.Cipher, []byte) (cipher.Stream, error), key []byte, r io.Reader) (io.Reader, error) {
	k, err := kalyna.NewCipher(key, len(c.iv))
	if err != nil {
		return nil, err
	}
	stream, err := newStream(k, c.iv)
	return newStreamReader(kalynaStream{stream, k}, err, r)
}

// A kalynaStream has a cipher of its own.
type kalynaStream struct {
	cipher.Stream
	key *kalyna.Cipher
}

func (s kalynaStream) Wipe() {
	s.Stream.(kalyna.Wiper).Wipe()
	s.key.Wipe()
}
