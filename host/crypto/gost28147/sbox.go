// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost28147

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/pidpys/pidpys/host/crypto/internal/gost"
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
	table  *gost.Table
}

// NewSBox returns the table whose DER form (the content of the OCTET STRING
// "dke") is dke: 64 octets, that is 8 rows of 16 nibbles with the high nibble
// first; row 0 acts on the least significant nibble of a word. Each row must
// be a permutation of 0…15, else the error wraps [ErrSBox].
func NewSBox(dke []byte) (*SBox, error) {
	if len(dke) != sboxSize {
		return nil, fmt.Errorf("%w: %d octets, want %d", ErrSBox, len(dke), sboxSize)
	}
	var rows [8][16]byte
	for i := range rows {
		var seen uint16
		for j := range rows[i] {
			nibble := dke[8*i+j/2] >> (4 * (1 - j%2)) & 15
			rows[i][j] = nibble
			seen |= 1 << nibble
		}
		if seen != 1<<16-1 {
			return nil, fmt.Errorf("%w: row %d is not a permutation", ErrSBox, i)
		}
	}
	return &SBox{[sboxSize]byte(dke), gost.NewTable(&rows)}, nil
}

// Table returns the table as the rounds use it. It is for package gost34311 and
// must not be changed.
func (s *SBox) Table() *gost.Table { return s.orDefault().table }

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
