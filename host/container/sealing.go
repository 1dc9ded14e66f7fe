// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/aes"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const defaultIterations = 10_000

// Iterations of files that people keep. With the national algorithms 10,000 is
// what every file of the field has and all its readers are known to take; one
// of them costs as much as some thirty of SHA-256. With SHA-256 600,000 is
// today's advice for PBKDF2, unless so many keys are in the file that opening
// it, tried with two encodings, would cost more than maxWork.
func (s sealing) strongIterations(derivations int) int {
	const advised = 600_000
	if s.cost == nationalCost {
		return defaultIterations
	}
	return min(advised, maxWork/2/derivations)
}

var derNull = []byte{byte(asn1.NULL), 0}

// ErrPassword: a new password that the format has no octets for.
var ErrPassword = errors.New("container: the password has characters that the format does not take")

// A sealing is how a file is protected: PBES2 and, for PKCS #12, a MAC with
// the same hash.
type sealing struct {
	hashing

	saltSize, ivSize, keySize int // octets

	algorithm func(iv []byte) pki.AlgorithmIdentifier
	seal      func(secret, iv, plain []byte) ([]byte, error)
}

var gostSealing = sealing{
	hashing:  gostHashing,
	saltSize: 32, ivSize: gost28147.BlockSize, keySize: gost28147.KeySize,
	algorithm: func(iv []byte) pki.AlgorithmIdentifier {
		var b cryptobyte.Builder
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			b.AddASN1OctetString(iv)
			b.AddASN1OctetString(gost28147.DefaultSBox().Bytes())
		})
		return pki.AlgorithmIdentifier{OID: pki.OIDGOST28147CFB, Parameters: b.BytesOrPanic()}
	},
	seal: func(secret, iv, plain []byte) ([]byte, error) {
		stream, err := gost28147.NewCFBEncrypter(secret, iv, nil)
		if err != nil {
			return nil, err
		}
		defer stream.(gost28147.Wiper).Wipe()
		sealed := make([]byte, len(plain))
		stream.XORKeyStream(sealed, plain)
		return sealed, nil
	},
}

var aesSealing = sealing{
	hashing:  sha256Hashing,
	saltSize: 16, ivSize: aes.BlockSize, keySize: 32,
	algorithm: func(iv []byte) pki.AlgorithmIdentifier {
		var b cryptobyte.Builder
		b.AddASN1OctetString(iv)
		return pki.AlgorithmIdentifier{OID: oidAES256CBC, Parameters: b.BytesOrPanic()}
	},
	seal: aes256.sealCBC,
}

// sealingFor is the national one as soon as one key is of DSTU 4145.
func sealingFor(infos ...[]byte) sealing {
	if slices.ContainsFunc(infos, ofDSTU) {
		return gostSealing
	}
	return aesSealing
}

// ofDSTU reads the algorithm of a PrivateKeyInfo.
func ofDSTU(info []byte) bool {
	in, ok := sequence(info)
	if !ok || !in.SkipASN1(asn1.INTEGER) {
		return false
	}
	alg, err := pki.ReadAlgorithmIdentifier(&in)
	return err == nil && (alg.OID.Equal(pki.OIDDSTU4145) || alg.OID.Equal(pki.OIDDSTU4145BigEndian))
}

// A sealer encrypts the parts of one file.
type sealer struct {
	sealing
	password   []byte // UTF-8
	iterations int
	rand       io.Reader
}

// sealer takes nil for crypto/rand and 0 for 10,000 iterations.
func (s sealing) sealer(password []byte, random io.Reader, iterations int) *sealer {
	if iterations == 0 {
		iterations = defaultIterations
	}
	if random == nil {
		random = rand.Reader
	}
	return &sealer{s, password, iterations, random}
}

func (w *sealer) random(size int) ([]byte, error) {
	octets := make([]byte, size)
	if _, err := io.ReadFull(w.rand, octets); err != nil {
		return nil, fmt.Errorf("container: %w", err)
	}
	return octets, nil
}

// sealed is something encrypted and how.
type sealed struct {
	algorithm pki.AlgorithmIdentifier
	octets    []byte
}

// marshal writes what encryptedWith reads.
func (s sealed) marshal() []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		s.algorithm.AddTo(b)
		b.AddASN1OctetString(s.octets)
	})
	return b.BytesOrPanic()
}

func (w *sealer) encrypt(plain []byte) (sealed, error) {
	salt, err := w.random(w.saltSize)
	if err != nil {
		return sealed{}, err
	}
	iv, err := w.random(w.ivSize)
	if err != nil {
		return sealed{}, err
	}
	secret := pbkdf2(w.hashing.new, w.password, salt, w.iterations, w.keySize)
	defer clear(secret)
	octets, err := w.seal(secret, iv, plain)
	return sealed{w.pbes2(salt, iv), octets}, err
}

// pbes2 writes the AlgorithmIdentifier: RFC 8018, appendix A.2 and A.4.
func (w *sealer) pbes2(salt, iv []byte) pki.AlgorithmIdentifier {
	var kdf, b cryptobyte.Builder
	kdf.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(salt)
		b.AddASN1Int64(int64(w.iterations))
		pki.AlgorithmIdentifier{OID: w.hmac, Parameters: derNull}.AddTo(b)
	})
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		pki.AlgorithmIdentifier{OID: oidPBKDF2, Parameters: kdf.BytesOrPanic()}.AddTo(b)
		w.algorithm(iv).AddTo(b)
	})
	return pki.AlgorithmIdentifier{OID: oidPBES2, Parameters: b.BytesOrPanic()}
}
