// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package kalyna implements the block cipher of ДСТУ 7624:2014 "Калина" with
// all five sizes of its blocks and keys, and its modes.
//
//	block, octets   key, octets   rounds
//	16              16, 32        10, 14
//	32              32, 64        14, 18
//	64              64            18
//
//	mode of the standard                    here
//	проста заміна, ECB                      Cipher.EncryptBlocks
//	гамування, CTR                          NewCTR
//	гамування зі зворотним зв'язком, CFB    NewCFBEncrypter, NewCFBDecrypter
//	вироблення імітовставки, CMAC           NewCMAC
//	зчеплення шифроблоків, CBC              NewCBCEncrypter, NewCBCDecrypter
//	зворотний зв'язок за гамою, OFB         NewOFB
//	вибіркове гамування, GCM and GMAC       NewGCM, NewGMAC
//	імітовставка і гамування, CCM           NewCCM
//	індексована заміна, XTS                 NewXTS
//	захист ключових даних, KW               Wrap, Unwrap
//
// [WrapContentKey] is the key wrap used in Ukrainian envelopes.
//
// To encrypt data that somebody may tamper with, use [NewGCM] or [NewCCM], with
// a nonce that never comes twice with one key. ECB, CBC, CFB, OFB, CTR and XTS
// authenticate nothing: whoever can alter the ciphertext alters the plaintext.
// The constructors of package cipher make other modes than the standard's over a
// [Cipher], except for CBC, CFB and OFB.
//
// The cipher is as its designers describe it in "A New Encryption Standard of
// Ukraine: The Kalyna Block Cipher" (IACR ePrint 2015/650). The text of the
// standard was not at hand: the modes are as Bouncy Castle and UAPKI have them,
// and pass the standard's examples that those two quote.
//
// Keys and data pass in constant time: no branch and no address depends on them.
package kalyna

import (
	"crypto/cipher"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/internal/alias"
)

// SizeError is the error for a key and a block whose sizes in octets are none of
// the standard's.
type SizeError struct{ Key, Block int }

func (e SizeError) Error() string {
	return fmt.Sprintf("kalyna: key of %d octets with blocks of %d", e.Key, e.Block)
}

// ErrIVSize is the error for an initial vector that is not as long as a block.
var ErrIVSize = errors.New("kalyna: the initial vector does not have the size of a block")

// ErrTagSize is the error for a code, or the number of a length in [NewCCM], of a
// size that a mode does not admit.
var ErrTagSize = errors.New("kalyna: codes or lengths of this size are not admitted")

// A Wiper can overwrite what it holds. Whatever this package makes over a [Cipher],
// but an [XTS], holds secrets of its own, such as gamma, and is a Wiper. After Wipe
// it panics, and so does a Cipher with all that is over it, rather than process
// anything with an all-zero key.
type Wiper interface{ Wipe() }

// A Cipher is Kalyna with a key. It may be used by several goroutines at once
// until it is wiped.
type Cipher struct {
	schedule  schedule
	blockSize int
}

var _ cipher.Block = (*Cipher)(nil)

// NewCipher returns the cipher with blocks of blockSize octets. The sizes must be
// of the five of the standard, else the error is a [SizeError].
func NewCipher(key []byte, blockSize int) (*Cipher, error) {
	c := &Cipher{blockSize: blockSize}
	if err := c.schedule.expand(key, blockSize); err != nil {
		return nil, err
	}
	return c, nil
}

// BlockSize is the size of a block in octets.
func (c *Cipher) BlockSize() int { return c.blockSize }

// Encrypt encrypts the first block of src to dst.
func (c *Cipher) Encrypt(dst, src []byte) {
	c.checkBlock(dst, src)
	c.encrypt(dst[:c.blockSize], src[:c.blockSize])
}

// Decrypt decrypts the first block of src to dst.
func (c *Cipher) Decrypt(dst, src []byte) {
	c.checkBlock(dst, src)
	c.decrypt(dst[:c.blockSize], src[:c.blockSize])
}

// EncryptBlocks encrypts each block of src to dst, as CryptBlocks of
// [cipher.BlockMode] does.
func (c *Cipher) EncryptBlocks(dst, src []byte) {
	c.checkBlocks(dst, src)
	c.encrypt(dst[:len(src)], src)
}

// DecryptBlocks undoes [Cipher.EncryptBlocks].
func (c *Cipher) DecryptBlocks(dst, src []byte) {
	c.checkBlocks(dst, src)
	c.decrypt(dst[:len(src)], src)
}

// Wipe overwrites the key.
func (c *Cipher) Wipe() { c.schedule = schedule{} }

func (c *Cipher) mustHaveKey() {
	if c.schedule.rounds == 0 {
		panic("kalyna: use of a wiped key")
	}
}

// checkBlock panics where [cipher.Block] says that its methods must.
func (c *Cipher) checkBlock(dst, src []byte) {
	if len(src) < c.blockSize {
		panic("kalyna: input not full block")
	}
	if len(dst) < c.blockSize {
		panic("kalyna: output not full block")
	}
	if alias.InexactOverlap(dst[:c.blockSize], src[:c.blockSize]) {
		panic("kalyna: invalid buffer overlap")
	}
}

// checkBlocks panics where [cipher.BlockMode] says that CryptBlocks must.
func (c *Cipher) checkBlocks(dst, src []byte) {
	if len(src)%c.blockSize != 0 {
		panic("kalyna: input not full blocks")
	}
	checkStream(dst, src)
}

// checkStream panics where [cipher.Stream] says that XORKeyStream must.
func checkStream(dst, src []byte) {
	if len(dst) < len(src) {
		panic("kalyna: output smaller than input")
	}
	if alias.InexactOverlap(dst[:len(src)], src) {
		panic("kalyna: invalid buffer overlap")
	}
}
