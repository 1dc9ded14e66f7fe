// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import (
	"bytes"
	"crypto"
	"crypto/ecdh"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"math/big"
)

// application is the AID of PIV (SP 800-73-4 part 1, 2.2): provider, application,
// version. Programs may leave the version out.
var application = []byte{0xA0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00}

const provider = 5 // octets of the AID

// run does a whole command of the PIV application (SP 800-73-4 part 2, 3).
func (c *Card) run(cmd command) ([]byte, status) {
	fresh := c.fresh
	c.fresh = false
	switch cmd.instruction {
	case insSelect:
		return c.choose(cmd.data)
	case insData:
		return c.read(cmd)
	case insVerify:
		return nil, c.verify(cmd)
	case insAuthenticate:
		return c.authenticate(cmd, fresh)
	}
	return nil, unknownInstruction
}

// choose is SELECT.
func (c *Card) choose(aid []byte) ([]byte, status) {
	if len(aid) < provider || !bytes.HasPrefix(application, aid) {
		return nil, notFound
	}
	c.verified = false
	return tlv(0x61, tlv(0x4F, application[provider:]), tlv(0x79, tlv(0x4F, application[:provider]))), done
}

// read is GET DATA.
func (c *Card) read(cmd command) ([]byte, status) {
	if cmd.p1 != 0x3F || cmd.p2 != 0xFF {
		return nil, wrongParameters
	}
	tag, name, _, ok := readTLV(cmd.data)
	if !ok || tag != 0x5C {
		return nil, wrongData
	}
	var number uint
	for _, octet := range name {
		number = number<<8 | uint(octet)
	}
	object := c.objects[number]
	if object == nil {
		return nil, notFound
	}
	return object, done
}

// verify is VERIFY: with a PIN it tries, without one it tells the state.
func (c *Card) verify(cmd command) status {
	if cmd.p2 != 0x80 {
		return unknownKey
	}
	switch {
	case cmd.p1 == 0xFF && len(cmd.data) == 0:
		c.verified = false
		return done
	case cmd.p1 != 0:
		return wrongParameters
	case len(cmd.data) == 0 && c.verified:
		return done
	case c.tries == 0:
		return blocked
	case len(cmd.data) == 0:
		return triesLeft + status(c.tries)
	case len(cmd.data) != maxPIN:
		return wrongData
	}
	c.verified = bytes.Equal(cmd.data, padded(c.spec.PIN))
	c.fresh = c.verified
	if !c.verified {
		if c.tries--; c.tries == 0 {
			return blocked
		}
		return triesLeft + status(c.tries)
	}
	c.tries = c.spec.Tries
	return done
}

// maxPIN is the length of a PIN as the card takes it: shorter ones are padded.
const maxPIN = 8

func padded(pin string) []byte {
	out := bytes.Repeat([]byte{0xFF}, maxPIN)
	copy(out, pin)
	return out
}

// Algorithms (SP 800-78-4, table 6-2).
const (
	algRSA2048 = 0x07
	algP256    = 0x11
)

// authenticate is GENERAL AUTHENTICATE, to sign (SP 800-73-4 part 2, A.3) or to
// agree on a secret (A.5). A signature with key 9C wants VERIFY right before.
func (c *Card) authenticate(cmd command, fresh bool) ([]byte, status) {
	key := c.spec.Keys[Slot(cmd.p2)]
	if key.Private == nil {
		return nil, unknownKey
	}
	if !c.verified || Slot(cmd.p2) == Signature && !fresh {
		return nil, notSatisfied
	}
	tag, template, _, ok := readTLV(cmd.data)
	if !ok || tag != 0x7C {
		return nil, wrongData
	}
	var challenge, point []byte
	for len(template) != 0 {
		var value []byte
		if tag, value, template, ok = readTLV(template); !ok {
			return nil, wrongData
		}
		switch tag {
		case 0x81:
			challenge = value
		case 0x85:
			point = value
		}
	}
	answer, ok := compute(key.Private, cmd.p1, challenge, point)
	if !ok {
		return nil, wrongData
	}
	return tlv(0x7C, tlv(0x82, answer)), done
}

func compute(private crypto.Signer, algorithm byte, challenge, point []byte) ([]byte, bool) {
	switch key := private.(type) {
	case *ecdsa.PrivateKey:
		if algorithm != algP256 {
			return nil, false
		}
		if point != nil {
			return agree(key, point)
		}
		signature, err := ecdsa.SignASN1(rand.Reader, key, challenge)
		return signature, err == nil && len(challenge) != 0
	case *rsa.PrivateKey:
		// The bare operation: programs pad.
		block := new(big.Int).SetBytes(challenge)
		if algorithm != algRSA2048 || len(challenge) != key.Size() || block.Cmp(key.N) >= 0 {
			return nil, false
		}
		return new(big.Int).Exp(block, key.D, key.N).FillBytes(make([]byte, key.Size())), true
	}
	return nil, false
}

func agree(key *ecdsa.PrivateKey, point []byte) ([]byte, bool) {
	own, err := key.ECDH()
	if err != nil {
		return nil, false
	}
	peer, err := ecdh.P256().NewPublicKey(point)
	if err != nil {
		return nil, false
	}
	secret, err := own.ECDH(peer)
	return secret, err == nil
}
