// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package token

import (
	"crypto"
	"crypto/rsa"
	"crypto/subtle"
	"encoding/binary"
)

// oaepDecode undoes EME-OAEP (RFC 8017, 7.1.2, step 3) of what a token decrypted
// without looking at it: many tokens know OAEP with SHA-1 alone. padded has as
// many octets as the modulus, and is wiped. It takes the same time whatever is
// wrong with it, for otherwise one who may ask often learns the plaintext
// (Manger, CRYPTO 2001).
func oaepDecode(padded []byte, o *rsa.OAEPOptions) ([]byte, error) {
	defer clear(padded)
	mgf := o.MGFHash
	if mgf == 0 {
		mgf = o.Hash
	}
	size := o.Hash.Size()
	if len(padded) < 2*size+2 {
		return nil, rsa.ErrDecryption
	}
	label := o.Hash.New()
	label.Write(o.Label)

	seed, block := padded[1:1+size], padded[1+size:]
	mask(seed, block, mgf)
	mask(block, seed, mgf)
	good := subtle.ConstantTimeByteEq(padded[0], 0) & subtle.ConstantTimeCompare(block[:size], label.Sum(nil))
	begin, looking := 0, 1
	for i, octet := range block[size:] {
		one := looking & subtle.ConstantTimeByteEq(octet, 1)
		begin = subtle.ConstantTimeSelect(one, size+i+1, begin)
		good &= 1 - looking&(1-one)&(1-subtle.ConstantTimeByteEq(octet, 0))
		looking &= 1 - one
	}
	if good&(1-looking) != 1 {
		return nil, rsa.ErrDecryption
	}
	return append([]byte{}, block[begin:]...), nil
}

// mask adds MGF1 of a seed (RFC 8017, B.2.1).
func mask(out, seed []byte, hash crypto.Hash) {
	h := hash.New()
	for counter := uint32(0); len(out) > 0; counter++ {
		h.Reset()
		h.Write(seed)
		h.Write(binary.BigEndian.AppendUint32(nil, counter))
		out = out[subtle.XORBytes(out, out, h.Sum(nil)):]
	}
}
