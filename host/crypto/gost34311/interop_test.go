// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package gost34311_test

import (
	"crypto/hmac"
	"crypto/pbkdf2"
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// tables are the names the interop vectors give to the substitution tables.
var tables = map[string]*gost28147.SBox{"dke1": gost28147.DefaultSBox(), "gost34311": gost28147.ExampleSBox()}

// octets are hexadecimal in the interop vectors.
type octets []byte

func (o *octets) UnmarshalText(text []byte) (err error) {
	*o, err = hex.DecodeString(string(text))
	return err
}

func TestInteropVectors(t *testing.T) { cryptotest.EveryWay(t, testInteropVectors) }

func testInteropVectors(t *testing.T) {
	type hashCase struct {
		SBox   string
		H0     octets
		Msg    octets
		Hash   octets
		Source string
	}
	var file struct {
		Cases  []hashCase
		Empty  []hashCase `json:"empty_message"`
		HMAC   []struct{ Key, Msg, MAC octets }
		IITKDF []struct {
			Password, Key octets
			Rounds        int
		} `json:"iit_kdf"`
		PBKDF2 []struct {
			Password, Salt, Key octets
			Iter                int
		} `json:"pbkdf2_hmac"`
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/gost34311.json"), &file))

	cases := append(file.Cases, file.Empty...)
	require.NotEmpty(t, cases)
	for _, c := range cases {
		if c.H0 != nil {
			continue // Ukrainian formats all use the zero start vector, so New offers no other.
		}
		require.Contains(t, tables, c.SBox)
		sum := gost34311.Sum(tables[c.SBox], c.Msg)
		require.Equal(t, []byte(c.Hash), sum[:], c.Source)
	}
	require.NotEmpty(t, file.HMAC)
	for _, c := range file.HMAC {
		mac := hmac.New(newDefault, c.Key)
		mac.Write(c.Msg)
		require.Equal(t, []byte(c.MAC), mac.Sum(nil))
	}
	require.NotEmpty(t, file.IITKDF)
	for _, c := range file.IITKDF {
		key := gost34311.Sum(nil, c.Password)
		for range c.Rounds - 1 {
			key = gost34311.Sum(nil, key[:])
		}
		require.Equal(t, []byte(c.Key), key[:])
	}
	require.NotEmpty(t, file.PBKDF2)
	for _, c := range file.PBKDF2 {
		key, err := pbkdf2.Key(newDefault, string(c.Password), c.Salt, c.Iter, len(c.Key))
		require.NoError(t, err)
		require.Equal(t, []byte(c.Key), key)
	}
}
