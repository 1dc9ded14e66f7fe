// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math/bits"
)

// sboxSize is the size of a packed table: 8 rows of 16 nibbles.
const sboxSize = 64

// ErrSBox is the error for octets that are no substitution table; it comes
// wrapped with the reason.
var ErrSBox = errors.New("gost28147: not a substitution table")

// SBox is a substitution table (ДКЕ). It never changes, so all users may share
// one. The nil *SBox stands for [DefaultSBox].
type SBox struct {
	packed [sboxSize]byte

	// octets[i][x] is the result of substituting x for octet i of a word,
	// in its place and rotated by 11 bits: one look-up for two nibbles.
	octets [4][256]uint32
}

// NewSBox returns the table whose DER form (the content of the OCTET STRING
// "dke") is dke: 64 octets, that is 8 rows of 16 nibbles with the high nibble
// first; row 0 acts on the least significant nibble of a word. Each row must
// be a permutation of 0…15, else the error wraps [ErrSBox].
func NewSBox(dke []byte) (*SBox, error) {
	if len(dke) != sboxSize {
		return nil, fmt.Errorf("%w: %d octets, want %d", ErrSBox, len(dke), sboxSize)
	}
	var rows [8][16]uint32
	for i := range rows {
		var seen uint16
		for j := range rows[i] {
			nibble := dke[8*i+j/2] >> (4 * (1 - j%2)) & 15
			rows[i][j] = uint32(nibble)
			seen |= 1 << nibble
		}
		if seen != 1<<16-1 {
			return nil, fmt.Errorf("%w: row %d is not a permutation", ErrSBox, i)
		}
	}
	s := &SBox{packed: [sboxSize]byte(dke)}
	for i := range s.octets {
		low, high := &rows[2*i], &rows[2*i+1]
		for x := range s.octets[i] {
			s.octets[i][x] = bits.RotateLeft32(high[x>>4]<<4|low[x&15], 8*i+11)
		}
	}
	return s, nil
}

// Bytes returns the 64 octets the table was made from.
func (s *SBox) Bytes() []byte {
	packed := s.orDefault().packed
	return packed[:]
}

// Equal reports whether both are the same table.
func (s *SBox) Equal(o *SBox) bool {
	return s.orDefault().packed == o.orDefault().packed
}

func (s *SBox) orDefault() *SBox {
	if s == nil {
		return defaultSBox
	}
	return s
}

// DefaultSBox returns ДКЕ №1, the table of all Ukrainian keys that do not
// name another one in their domain parameters.
func DefaultSBox() *SBox { return defaultSBox }

// ExampleSBox returns the table of the examples in ГОСТ 34.311-95, annex A
// (also id-GostR3411-94-TestParamSet of RFC 4357). Some Ukrainian certificate
// authorities of 2011 and 2012 have it in their keys.
func ExampleSBox() *SBox { return exampleSBox }

var (
	defaultSBox = mustSBox("" +
		"a9d6eb45f13c7082" + "80c4967b231f5ead" + "f658eba4c037291d" + "38d96bf025ca4e17" +
		"f8e9720dc615b43a" + "28975f0bc1dea364" + "38b564ea2c179fd0" + "123e6db8fac57904")

	exampleSBox = mustSBox("" +
		"4a92d80e6b1c7f53" + "eb4c6dfa23810759" + "581da342efc7609b" + "7da1089fe46cb253" +
		"6c715fd84a9e03b2" + "4ba0721d36859cfe" + "db413f590ae7682c" + "1fd057a4923e6b8c")
)

func mustSBox(packed string) *SBox {
	dke, _ := hex.DecodeString(packed)
	s, err := NewSBox(dke)
	if err != nil {
		panic("gost28147: internal error: " + err.Error())
	}
	return s
}
