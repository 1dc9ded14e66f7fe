// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145_test

import (
	"encoding/hex"
	"encoding/json"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/internal/interop"
)

// A number is a vector's integer: hexadecimal, most significant digit first.
type number struct{ n *big.Int }

func (n *number) UnmarshalText(text []byte) error {
	n.n = hexInt(string(text))
	return nil
}

// Octets are a vector's little-endian octets.
type octets []byte

func (o *octets) UnmarshalText(text []byte) (err error) {
	*o, err = hex.DecodeString(string(text))
	return err
}

func hexInt(digits string) *big.Int {
	x, ok := new(big.Int).SetString(digits, 16)
	if !ok {
		panic("internal error: not a number: " + digits)
	}
	return x
}

func unhex(digits string) []byte {
	b, err := hex.DecodeString(digits)
	if err != nil {
		panic("internal error: " + err.Error())
	}
	return b
}

func littleEndian(x *big.Int, size int) []byte {
	b := x.FillBytes(make([]byte, size))
	slices.Reverse(b)
	return b
}

func curve(t testing.TB, m int) *dstu4145.Curve {
	t.Helper()
	for _, c := range dstu4145.Curves() {
		if c.M() == m {
			return c
		}
	}
	require.FailNow(t, "no such curve", "m = %d", m)
	return nil
}

// A signVector is a signature with all that went into it.
type signVector struct {
	c            *dstu4145.Curve
	d, e, digest []byte
	q            []byte // may be unknown
	r, s         *big.Int
}

func (v signVector) check(t *testing.T) {
	t.Helper()
	size := v.c.ScalarSize()
	signature := append(littleEndian(v.r, size), littleEndian(v.s, size)...)
	key, err := dstu4145.NewPrivateKey(v.c, nil, v.d)
	require.NoError(t, err)
	if v.q != nil {
		require.Equal(t, v.q, key.PublicKey.Bytes())
	}
	if v.e != nil {
		got, ok := key.SignWith(v.e, v.digest)
		require.True(t, ok)
		require.Equal(t, signature, got)
	}
	require.True(t, dstu4145.Verify(&key.PublicKey, v.digest, signature))
}

// TestAnnexB is the example of DSTU 4145-2002, annex B, as it is quoted in the
// self-test of UAPKI and the tests of Bouncy Castle. Its base point is not the
// one of the named curve.
func TestAnnexB(t *testing.T) { cryptotest.EveryWay(t, testAnnexB, "gf2m", "curve") }

func testAnnexB(t *testing.T) {
	c := dstu4145.WithBase(dstu4145.M163(),
		hexInt("72d867f93a93ac27df9ff01affe74885c8c540420"),
		hexInt("0224a9c3947852b97c5599d5f4ab81122adc3fd9b"))
	signVector{
		c:      c,
		d:      littleEndian(hexInt("183f60fdf7951ff47d67193f8d073790c1c9b5a3e"), 21),
		e:      littleEndian(hexInt("1025e40bd97db012b7a1d79de8e12932d247f61c6"), 21),
		digest: unhex("ff4722f5aeed76eb2e5373df6d1680715bb92e3a8886e4ae9a0c917742c4c909"),
		q: dstu4145.Compress(c,
			hexInt("57de7fde023ff929cb6ac785ce4b79cf64abdc2da"),
			hexInt("3e85444324bcf06ad85abf6ad7b5f34770532b9aa")),
		r: hexInt("274ea2c0caa014a0d80a424f59ade7a93068d08a7"),
		s: hexInt("2100d86957331832b8e8c230f5bd6a332b3615aca"),
	}.check(t)
}

func TestSignVectors(t *testing.T) { cryptotest.EveryWay(t, testSignVectors, "gf2m", "curve") }

func testSignVectors(t *testing.T) {
	var file struct {
		Cases []struct {
			ID    string
			Curve struct {
				M            int
				Ks           []int
				A            int
				B, N, Gx, Gy number
			}
			CurveOID     string `json:"curve_oid"`
			Hash         octets `json:"hash_le"`
			D, E, Qx, Qy number
			R, S         number
			DLE          octets `json:"d_le"`
			Compressed   octets `json:"q_compressed_le"`
			RLE          octets `json:"r_le"`
			SLE          octets `json:"s_le"`
		}
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/dstu4145-sign.json"), &file))
	require.NotEmpty(t, file.Cases)
	for _, v := range file.Cases {
		t.Run(v.ID, func(t *testing.T) {
			if v.CurveOID != "" {
				require.True(t, strings.HasSuffix(v.CurveOID, ".2.6"))
				key, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, v.DLE)
				require.NoError(t, err)
				require.EqualValues(t, v.Compressed, key.PublicKey.Bytes())
				require.True(t, dstu4145.Verify(&key.PublicKey, v.Hash, append(v.RLE, v.SLE...)))
				return
			}
			named := curve(t, v.Curve.M)
			params := named.Params()
			require.Equal(t, params.K, v.Curve.Ks)
			require.Equal(t, params.A, v.Curve.A)
			require.Zero(t, params.B.Cmp(v.Curve.B.n))
			require.Zero(t, params.N.Cmp(v.Curve.N.n))
			c := dstu4145.WithBase(named, v.Curve.Gx.n, v.Curve.Gy.n)
			vector := signVector{
				c: c, digest: v.Hash, r: v.R.n, s: v.S.n,
				d: littleEndian(v.D.n, c.ScalarSize()), e: littleEndian(v.E.n, c.ScalarSize()),
			}
			if v.Qx.n != nil {
				vector.q = dstu4145.Compress(c, v.Qx.n, v.Qy.n)
			}
			vector.check(t)
		})
	}
}

func TestCurveVectors(t *testing.T) {
	var file struct {
		Curves []struct {
			OID          string
			M            int
			Ks           []int
			A            int
			B, N, Gx, Gy number
			Compressed   octets `json:"g_compressed_le"`
		}
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/dstu4145-curves.json"), &file))
	curves := dstu4145.Curves()
	require.Len(t, file.Curves, len(curves))
	for i, v := range file.Curves {
		params := curves[i].Params()
		assert.True(t, strings.HasSuffix(v.OID, "."+string(rune('0'+i))), "order of the identifiers")
		assert.Equal(t, v.M, params.M)
		assert.Equal(t, v.Ks, params.K)
		assert.Equal(t, v.A, params.A)
		assert.Zero(t, v.B.n.Cmp(params.B))
		assert.Zero(t, v.N.n.Cmp(params.N))
		assert.EqualValues(t, v.Compressed, params.Generator)
		assert.EqualValues(t, v.Compressed, dstu4145.Compress(curves[i], v.Gx.n, v.Gy.n))
	}
}

func TestSharedSecretVector(t *testing.T) {
	cryptotest.EveryWay(t, testSharedSecretVector, "gf2m", "curve")
}

func testSharedSecretVector(t *testing.T) {
	var v struct {
		D1       octets `json:"d1_le"`
		D2       octets `json:"d2_le"`
		ZX       octets `json:"zx_le"`
		Cofactor bool
	}
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/dstu4145-dh.json"), &v))
	slices.Reverse(v.ZX)
	one, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, v.D1)
	require.NoError(t, err)
	two, err := dstu4145.NewPrivateKey(dstu4145.M257(), nil, v.D2)
	require.NoError(t, err)
	for _, pair := range [][2]*dstu4145.PrivateKey{{one, two}, {two, one}} {
		z, err := pair[0].SharedSecret(&pair[1].PublicKey, v.Cofactor)
		require.NoError(t, err)
		assert.EqualValues(t, v.ZX, z)
	}
}
