// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/aes"
	"crypto/rand"
	stdasn1 "encoding/asn1"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

const defaultIterations = 10_000

var (
	derNull = []byte{byte(asn1.NULL), 0}

	errPassword = errors.New("container: the password is not UTF-8")
)

// A sealing is how a PKCS #12 file is protected: PBES2 and a MAC.
type sealing struct {
	prf     stdasn1.ObjectIdentifier
	prfHash *pki.Hash
	macHash *pki.Hash

	saltSize, ivSize, keySize int // octets

	algorithm func(iv []byte) pki.AlgorithmIdentifier
	seal      func(secret, iv, plain []byte) ([]byte, error)
}

var gostSealing = sealing{
	prf: pki.OIDHMACGOST34311, prfHash: pki.GOST34311, macHash: pki.GOST34311,
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
	prf: oidHMACSHA256, prfHash: pki.SHA256, macHash: pki.SHA256,
	saltSize: 16, ivSize: aes.BlockSize, keySize: 32,
	algorithm: func(iv []byte) pki.AlgorithmIdentifier {
		var b cryptobyte.Builder
		b.AddASN1OctetString(iv)
		return pki.AlgorithmIdentifier{OID: oidAES256CBC, Parameters: b.BytesOrPanic()}
	},
	seal: blockCipher{32, aes.NewCipher}.sealCBC,
}

// sealingFor is the national one as soon as one key is of DSTU 4145.
func sealingFor(entries []Entry) sealing {
	national := slices.ContainsFunc(entries, func(e Entry) bool {
		_, ok := e.Key.(*dstu4145.PrivateKey)
		return ok
	})
	if national {
		return gostSealing
	}
	return aesSealing
}

// A safeWriter encrypts the parts of one file.
type safeWriter struct {
	sealing
	password   []byte
	iterations int
	rand       io.Reader
}

func newSafeWriter(entries []Entry, password []byte, options PKCS12Options) *safeWriter {
	w := &safeWriter{sealingFor(entries), password, options.Iterations, options.Rand}
	if w.iterations == 0 {
		w.iterations = defaultIterations
	}
	if w.rand == nil {
		w.rand = rand.Reader
	}
	return w
}

func (w *safeWriter) random(size int) ([]byte, error) {
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

func (w *safeWriter) encrypt(plain []byte) (sealed, error) {
	salt, err := w.random(w.saltSize)
	if err != nil {
		return sealed{}, err
	}
	iv, err := w.random(w.ivSize)
	if err != nil {
		return sealed{}, err
	}
	secret := pbkdf2(w.prfHash.New, w.password, salt, w.iterations, w.keySize)
	defer clear(secret)
	octets, err := w.seal(secret, iv, plain)
	return sealed{w.pbes2(salt, iv), octets}, err
}

// pbes2 writes the AlgorithmIdentifier: RFC 8018, appendix A.2 and A.4.
func (w *safeWriter) pbes2(salt, iv []byte) pki.AlgorithmIdentifier {
	var kdf, b cryptobyte.Builder
	kdf.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1OctetString(salt)
		b.AddASN1Int64(int64(w.iterations))
		pki.AlgorithmIdentifier{OID: w.prf, Parameters: derNull}.AddTo(b)
	})
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		pki.AlgorithmIdentifier{OID: oidPBKDF2, Parameters: kdf.BytesOrPanic()}.AddTo(b)
		w.algorithm(iv).AddTo(b)
	})
	return pki.AlgorithmIdentifier{OID: oidPBES2, Parameters: b.BytesOrPanic()}
}
