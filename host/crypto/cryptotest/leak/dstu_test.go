// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build leak

package leak_test

import (
	"bytes"
	"fmt"
	"hash"
	"math/big"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
	"github.com/pidpys/pidpys/host/crypto/internal/modn"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
	"github.com/pidpys/pidpys/host/crypto/x963"
)

// dstuTargets: a key is made, which multiplies the base point by it, signs, which
// does so with a number drawn from random octets, and agrees.
func dstuTargets() (all []target) {
	for _, c := range []*dstu4145.Curve{dstu4145.M257(), dstu4145.M431()} {
		own, peer := must(dstu4145.GenerateKey(c, nil, nil)), must(dstu4145.GenerateKey(c, nil, nil))
		digest := bytes.Repeat([]byte{0x5a}, 32)
		name := func(operation string) string { return "dstu4145 " + c.Name() + " " + operation }
		byKey := func(operation string, prepare func(d []byte) func() []byte) target {
			return target{name(operation), []string{"gf2m", "curve"}, scalars(c), extremeScalars(c), prepare}
		}
		all = append(all,
			byKey("public key of d", func(d []byte) func() []byte {
				return func() []byte { return must(dstu4145.NewPrivateKey(c, nil, d)).PublicKey.Bytes() }
			}),
			byKey("sign by d", func(d []byte) func() []byte {
				key := must(dstu4145.NewPrivateKey(c, nil, d))
				return func() []byte { return must(key.Sign(nil, digest, nil)) }
			}),
			ofOctets(name("sign by e"), 64, func(random []byte) func() []byte {
				return func() []byte { return must(own.Sign(bytes.NewReader(random), digest, nil)) }
			}, "gf2m", "curve"),
			byKey("agree by d", func(d []byte) func() []byte {
				key := must(dstu4145.NewPrivateKey(c, nil, d))
				return func() []byte { return must(key.SharedSecret(&peer.PublicKey, true)) }
			}),
		)
	}
	for name, newHash := range map[string]func() hash.Hash{
		"GOST 34.311": func() hash.Hash { return gost34311.New(nil) }, "Kupyna-256": kupyna.New256,
	} {
		all = append(all, ofOctets("x963 "+name+" by secret", 54, func(secret []byte) func() []byte {
			return func() []byte { return x963.Derive(newHash, secret, make([]byte, 32), 32) }
		}, "gost", "kupyna"))
	}
	return all
}

// scalars draws numbers 0 < d < n.
func scalars(c *dstu4145.Curve) func() []byte {
	return func() []byte { return must(dstu4145.GenerateKey(c, nil, nil)).Bytes() }
}

func extremeScalars(c *dstu4145.Curve) map[string][]byte {
	last := new(big.Int).Sub(c.Params().N, big.NewInt(1)).FillBytes(make([]byte, c.ScalarSize()))
	slices.Reverse(last)
	one := make([]byte, c.ScalarSize())
	one[0] = 1
	return map[string][]byte{"1": one, "n-1": last}
}

// fieldTargets: multiplication and inversion by secret elements and numbers.
func fieldTargets() (all []target) {
	for _, c := range []*dstu4145.Curve{dstu4145.M257(), dstu4145.M431()} {
		p := c.Params()
		k := make([]uint, len(p.K))
		for i := range k {
			k[i] = uint(p.K[i])
		}
		field, order := gf2m.New(p.M, k...), modn.New(p.N)
		elements := func(operation string, times int, run func(x *gf2m.Element)) target {
			prepare := func(secret []byte) func() []byte {
				var x gf2m.Element
				field.SetTruncated(&x, secret)
				return func() []byte {
					for range times {
						run(&x)
					}
					return field.Octets(&x)
				}
			}
			return ofOctets(fmt.Sprintf("gf2m %d %s", p.M, operation), field.Size(), prepare, "gf2m")
		}
		all = append(all,
			elements("multiply", 100, func(x *gf2m.Element) { field.Mul(x, x, x) }),
			elements("square", 100, func(x *gf2m.Element) { field.Square(x, x) }),
			elements("invert", 1, func(x *gf2m.Element) { field.Invert(x, x) }),
			target{fmt.Sprintf("modn %s multiply, add", c.Name()), []string{"modn"}, scalars(c), extremeScalars(c), func(secret []byte) func() []byte {
				var x modn.Scalar
				order.SetOctets(&x, secret)
				return func() []byte {
					for range 10 {
						order.Mul(&x, &x, &x)
						order.Add(&x, &x, &x)
					}
					return order.Octets(&x)
				}
			}},
		)
	}
	return all
}

// must is for what can only fail if the test is wrong.
func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}
