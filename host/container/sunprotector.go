// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/hmac"
	"crypto/sha1"
	stdasn1 "encoding/asn1"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// oidSunProtector is Sun's own way to protect the keys of a JKS: the password
// in UTF-16 and one round of SHA-1, which is why such a file must not fall
// into other hands.
//
//	salt (20) ‖ plain ⊕ stream ‖ SHA-1(password ‖ plain)
//	stream: SHA-1(password ‖ salt), then each SHA-1(password ‖ block before)
var oidSunProtector = stdasn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 42, 2, 17, 1, 1}

var sunProtector = protection{
	encodings: []encoding{asUTF16},
	rounds:    1,
	cost:      1,
	open:      openSun,
}

func openSun(password, encrypted []byte) ([]byte, error) {
	if len(encrypted) < 2*sha1.Size {
		return nil, key.ErrDamaged
	}
	salt, check := encrypted[:sha1.Size], encrypted[len(encrypted)-sha1.Size:]
	plain := slices.Clone(encrypted[sha1.Size : len(encrypted)-sha1.Size])
	sunStream(password, salt, plain)
	if hmac.Equal(sunCheck(password, plain), check) {
		return plain, nil
	}
	defer clear(plain)
	if legible(plain) {
		return nil, key.ErrDamaged
	}
	return nil, key.ErrWrongPassword
}

// sealSun takes the salt from random.
func sealSun(password, plain []byte, random io.Reader) (sealed, error) {
	octets := make([]byte, sha1.Size+len(plain), 2*sha1.Size+len(plain))
	if _, err := io.ReadFull(random, octets[:sha1.Size]); err != nil {
		return sealed{}, fmt.Errorf("container: %w", err)
	}
	copy(octets[sha1.Size:], plain)
	sunStream(password, octets[:sha1.Size], octets[sha1.Size:])
	alg := pki.AlgorithmIdentifier{OID: oidSunProtector, Parameters: derNull}
	return sealed{alg, append(octets, sunCheck(password, plain)...)}, nil
}

// sunStream adds the stream to octets.
func sunStream(password, salt, octets []byte) {
	h := sha1.New()
	block := slices.Clone(salt)
	defer func() { clear(block) }()
	for i := range octets {
		if i%sha1.Size == 0 {
			h.Reset()
			h.Write(password)
			h.Write(block)
			block = h.Sum(block[:0])
		}
		octets[i] ^= block[i%sha1.Size]
	}
	h.Reset()
}

func sunCheck(password, plain []byte) []byte {
	h := sha1.New()
	h.Write(password)
	h.Write(plain)
	return h.Sum(nil)
}
