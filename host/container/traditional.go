// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/md5"
	"encoding/hex"
	"encoding/pem"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// Keys from before PKCS #8 are encrypted in PEM by the headers of RFC 1421,
// 4.6.1, as OpenSSL understands them:
//
//	Proc-Type: 4,ENCRYPTED
//	DEK-Info: AES-256-CBC,initial vector in hexadecimal
//
// The secret is made by MD5 of the password and the first eight octets of the
// vector, without iterations.

// dekCiphers are those of DEK-Info.
var dekCiphers = map[string]blockCipher{
	"DES-CBC":      singleDES,
	"DES-EDE3-CBC": tripleDES,
	"AES-128-CBC":  aes128,
	"AES-192-CBC":  aes192,
	"AES-256-CBC":  aes256,
	"RC2-CBC":      rc2With128,
	"RC2-64-CBC":   rc2With64,
	"RC2-40-CBC":   rc2With40,
}

const dekSaltSize = 8

func traditionalBag(block *pem.Block, o *opening) (keyBag, error) {
	name, text, _ := strings.Cut(block.Headers["DEK-Info"], ",")
	c, known := dekCiphers[strings.TrimSpace(name)]
	if !known || block.Type != pemRSA && block.Type != pemEC {
		return keyBag{}, key.ErrUnsupported
	}
	iv, err := hex.DecodeString(strings.TrimSpace(text))
	if err != nil || len(iv) < dekSaltSize {
		return keyBag{}, key.ErrDamaged
	}
	p := protection{
		encodings: []encoding{asUTF8, asWindows1251},
		rounds:    1,
		cost:      (c.keySize + md5.Size - 1) / md5.Size,
		open: func(password, encrypted []byte) ([]byte, error) {
			secret := dekSecret(password, iv[:dekSaltSize], c.keySize)
			defer clear(secret)
			return c.openCBC(secret, iv, encrypted)
		},
	}
	return keyBag{locked: true, reveal: func(accept func(info []byte) error) error {
		return p.decrypt(block.Bytes, o.keys, o.work, func(plain []byte) error {
			info := asPrivateKeyInfo(plain)
			defer clear(info)
			if _, whole := sequence(plain); !whole || info == nil {
				return key.ErrWrongPassword
			}
			return accept(info)
		})
	}}, nil
}

// dekSecret joins MD5 of all before, the password and the salt.
func dekSecret(password, salt []byte, size int) []byte {
	secret := make([]byte, 0, size+md5.Size)
	var last []byte
	for len(secret) < size {
		h := md5.New()
		h.Write(last)
		h.Write(password)
		h.Write(salt)
		secret = h.Sum(secret)
		last = secret[len(secret)-md5.Size:]
	}
	clear(secret[size:])
	return secret[:size]
}
