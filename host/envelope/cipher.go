// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/cipher"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// A contentCipher is a content encryption algorithm with its parameters.
type contentCipher interface {
	// identifier is what parseCipher reads.
	identifier() pki.AlgorithmIdentifier
	// keySizes are those of the keys it takes in octets, the usual one first.
	keySizes() []int
	// size is that of the encryption of n octets.
	size(n int64) int64
	// encrypt reads the encryption of r, decrypt what r has encrypted. The key
	// is of one of the sizes.
	encrypt(key []byte, r io.Reader) (io.Reader, error)
	decrypt(key []byte, r io.Reader) (io.Reader, error)
}

// parseCipher reads a content encryption algorithm.
func parseCipher(alg pki.AlgorithmIdentifier) (contentCipher, error) {
	var c contentCipher
	var ok bool
	if size, aes := isAES(alg.OID, aesCBC); aes {
		c, ok = parseAESCBC(size, alg.Parameters)
	} else if alg.OID.Equal(pki.OIDGOST28147CFB) {
		c, ok = parseGOSTCFB(alg.Parameters)
	} else if size, kalyna := kalynaBlock(alg.OID, oidKalynaCFB); kalyna {
		c, ok = parseKalynaCFB(size, alg.Parameters)
	}
	if !ok {
		return nil, fmt.Errorf("%w: content encryption %v", ErrUnsupported, alg.OID)
	}
	return c, nil
}

// decrypt reads what r has encrypted. A key of the wrong size is [ErrDamaged].
func decrypt(c contentCipher, key []byte, r io.Reader) (io.Reader, error) {
	if !slices.Contains(c.keySizes(), len(key)) {
		return nil, ErrDamaged
	}
	return c.decrypt(key, r)
}

// A streamReader encrypts or decrypts what it reads, and wipes the key at its
// end, which a wiped stream must not be asked to go past.
type streamReader struct {
	stream cipher.StreamReader
	wiper  interface{ Wipe() }
	err    error // that ended it
}

// newStreamReader reads through a stream of package gost28147 or kalyna.
func newStreamReader(stream cipher.Stream, err error, r io.Reader) (io.Reader, error) {
	if err != nil {
		return nil, err
	}
	return &streamReader{stream: cipher.StreamReader{S: stream, R: r}, wiper: stream.(interface{ Wipe() })}, nil
}

func (s *streamReader) Read(p []byte) (int, error) {
	if s.err != nil {
		return 0, s.err
	}
	n, err := s.stream.Read(p)
	if err != nil {
		s.wiper.Wipe()
		s.err = err
	}
	return n, err
}
