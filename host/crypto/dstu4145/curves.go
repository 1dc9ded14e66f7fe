// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package dstu4145

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"sync"

	"github.com/pidpys/pidpys/host/crypto/dstu4145/internal/curve"
	"github.com/pidpys/pidpys/host/crypto/internal/gf2m"
)

// A Curve is one of the ten standard curves with its base point. There is one
// *Curve for each, so pointers may be compared. It never changes.
type Curve struct {
	domain domain
	group  *curve.Curve
}

// Params are the domain parameters of a curve, all public.
type Params struct {
	M         int      // degree of the field
	K         []int    // exponents of the polynomial between M and 0, ascending: 1 or 3
	A         int      // coefficient a, 0 or 1
	B         *big.Int // coefficient b, bit i is the coefficient of x^i
	N         *big.Int // order of the base point
	Generator []byte   // the base point, compressed, little-endian
}

// A domain holds Params as text; b and n are in hexadecimal, most significant
// digit first, and the base point is little-endian octets in hexadecimal.
type domain struct {
	m       int
	k       []uint
	a       uint64
	b, n, p string
}

// The curves and orders are those of annex Г, table Г.2. The standard leaves
// the base points to its users; these are the ones the object identifiers
// 1.2.804.2.1.1.1.1.3.1.1.2.{0…9} stand for.
var domains = [...]domain{
	{163, []uint{3, 6, 7}, 1,
		"5ff6108462a2dc8210ab403925e638a19c1455d21",
		"400000000000000000002bec12be2262d39bcf14d",
		"be2358f3a3f8da297223c4a583e94cd75d5ff8e202"},
	{167, []uint{6}, 1,
		"6ee3ceeb230811759f20518a0930f1a4315a827dac",
		"3fffffffffffffffffffffb12ebcc7d7f29ff7701f",
		"54cd218b01a2b2303d0a91032819686a7853661f7a"},
	{173, []uint{1, 2, 10}, 0,
		"108576c80499db2fc16eddf6853bbb278f6b6fb437d9",
		"800000000000000000000189b4e67606e3825bb2831",
		"ca8973d381917a56ad2fa28f44f0ad6ecc9b611ad404"},
	{179, []uint{1, 2, 4}, 1,
		"4a6e0856526436f2f88dd07a341e32d04184572beb710",
		"3ffffffffffffffffffffffb981960435fe5ab64236ef",
		"027d2c02674695a99b81487fc56dd22b4b4651fe06ba06"},
	{191, []uint{9}, 1,
		"7bc86e2102902ec4d5890e8b6b4981ff27e0482750fefc03",
		"40000000000000000000000069a779cac1dabc6788f7474f",
		"2871ebda76fefcc2b5b958acd2a612794afff262b7144171"},
	{233, []uint{1, 4, 9}, 1,
		"6973b15095675534c7cf7e64a21bd54ef5dd3b8a0326aa936ece454d2c",
		"1000000000000000000000000000013e974e72f8a6922031d2603cfe0d7",
		"96fe5eb2ee03d02827f345351d76313c5bf38d11a13bf8cdb626a5cd3f00"},
	{257, []uint{12}, 0,
		"1cef494720115657e18f938d7a7942394ff9425c1458c57861f9eea6adbe3be10",
		"800000000000000000000000000000006759213af182e987d3e17714907d470d",
		"b60fd2d8dce8a93423c6101bca91c47a007e6c300b26cd556c9b0e7d20ef292a00"},
	{307, []uint{2, 4, 8}, 1,
		"393c7f7d53666b5054b5e6c6d3de94f4296c0c599e2e2e241050df18b6090bdc90186904968bb",
		"3ffffffffffffffffffffffffffffffffffffffc079c2f3825da70d390fbba588d4604022b7b7",
		"aa32726e2dc0523c7467316d279b237a085a82cd5cf76bd1f1921e4c9824021a299d188bee1602"},
	{367, []uint{21}, 1,
		"43fc8ad242b0b7a6f3d1627ad5654447556b47bf6aa4a64b0c2afe42cadab8f93d92394c79a79755437b56995136",
		"40000000000000000000000000000000000000000000009c300b75a3fa824f22428fd28ce8812245ef44049b2d49",
		"a0b9b34135374abf789f109ae512feb53996e081a60c401ae87b3e41767a1961f9d3e09aa9498cf012d5dd6e4a32"},
	{431, []uint{1, 3, 5}, 1,
		"3ce10490f6a708fc26dfe8c3d27c4f94e690134d5bff988d8d28aaeaede975936c66bac536b18ae2dc312ca493117daa469c640caf3",
		"3fffffffffffffffffffffffffffffffffffffffffffffffffffffba3175458009a8c0a724f02f81aa8a1fcbaf80d90c7a95110504cf",
		"7c857c94c5433bfd991e17c22684065850a9a249ed7bc249ae5a4e878689f872ef7ad524082ec3038e9aede7ba6ba13381d979ba621a"},
}

// curves makes each curve when it is first asked for.
var curves = func() (list [len(domains)]func() *Curve) {
	for i := range list {
		list[i] = sync.OnceValue(func() *Curve { return newCurve(domains[i]) })
	}
	return list
}()

// M163 returns the curve over GF(2^163), identifier …3.1.1.2.0.
func M163() *Curve { return curves[0]() }

// M167 returns the curve over GF(2^167), identifier …3.1.1.2.1.
func M167() *Curve { return curves[1]() }

// M173 returns the curve over GF(2^173), identifier …3.1.1.2.2.
func M173() *Curve { return curves[2]() }

// M179 returns the curve over GF(2^179), identifier …3.1.1.2.3.
func M179() *Curve { return curves[3]() }

// M191 returns the curve over GF(2^191), identifier …3.1.1.2.4.
func M191() *Curve { return curves[4]() }

// M233 returns the curve over GF(2^233), identifier …3.1.1.2.5.
func M233() *Curve { return curves[5]() }

// M257 returns the curve over GF(2^257), identifier …3.1.1.2.6, that of most
// signature keys.
func M257() *Curve { return curves[6]() }

// M307 returns the curve over GF(2^307), identifier …3.1.1.2.7.
func M307() *Curve { return curves[7]() }

// M367 returns the curve over GF(2^367), identifier …3.1.1.2.8.
func M367() *Curve { return curves[8]() }

// M431 returns the curve over GF(2^431), identifier …3.1.1.2.9, that of root
// and key-agreement keys.
func M431() *Curve { return curves[9]() }

// Numbered returns the curve of an identifier …3.1.1.2.number, if there is one.
func Numbered(number int) (c *Curve, ok bool) {
	if number < 0 || number >= len(curves) {
		return nil, false
	}
	return curves[number](), true
}

// Match returns the standard curve with these domain parameters, if there is
// one. K may be in any order and Generator may have zeros at its end, as writers
// of explicit parameters have it. Strangers' parameters serve for nothing else:
// arithmetic on a curve of their choice gives keys away.
func Match(p Params) (c *Curve, ok bool) {
	i := slices.IndexFunc(domains[:], func(d domain) bool { return d.m == p.M })
	if i < 0 || p.B == nil || p.N == nil {
		return nil, false
	}
	want := domains[i].params()
	k := slices.Sorted(slices.Values(p.K))
	point := func(octets []byte) []byte { return bytes.TrimRight(octets, "\x00") }
	if !slices.Equal(k, want.K) || p.A != want.A || p.B.Cmp(want.B) != 0 || p.N.Cmp(want.N) != 0 ||
		!bytes.Equal(point(p.Generator), point(want.Generator)) {
		return nil, false
	}
	return curves[i](), true
}

// Curves returns all ten, in the order of the last arc of their identifiers,
// 0 to 9, which is that of their size.
func Curves() []*Curve {
	list := make([]*Curve, len(curves))
	for i, c := range curves {
		list[i] = c()
	}
	return list
}

func newCurve(d domain) *Curve {
	c := &Curve{domain: d}
	params := c.Params()
	field := gf2m.New(d.m, d.k...)
	b := params.B.FillBytes(make([]byte, field.Size()))
	slices.Reverse(b)
	group, err := curve.New(field, d.a, b, params.N, params.Generator)
	if err != nil {
		panic(fmt.Sprintf("dstu4145: internal error: %s: %v", c.Name(), err))
	}
	c.group = group
	return c
}

// Name returns the curve's name, such as "M257".
func (c *Curve) Name() string { return "M" + strconv.Itoa(c.domain.m) }

// Number is the inverse of [Numbered]: from 0 to 9, or −1 for a zero Curve.
func (c *Curve) Number() int {
	return slices.IndexFunc(domains[:], func(d domain) bool { return d.m == c.domain.m })
}

// M returns the degree of the field.
func (c *Curve) M() int { return c.domain.m }

// ElementSize returns the octets of a field element, and so of a compressed
// point: ⌈m/8⌉.
func (c *Curve) ElementSize() int { return c.group.Field.Size() }

// ScalarSize returns the octets of d, of r and of s: the length of n.
func (c *Curve) ScalarSize() int { return c.group.Order.Size() }

// Params returns a copy of the domain parameters.
func (c *Curve) Params() Params { return c.domain.params() }

func (d *domain) params() Params {
	p := Params{M: d.m, A: int(d.a), B: mustInt(d.b), N: mustInt(d.n)}
	for _, k := range d.k {
		p.K = append(p.K, int(k))
	}
	var err error
	if p.Generator, err = hex.DecodeString(d.p); err != nil {
		panic("dstu4145: internal error: " + err.Error())
	}
	return p
}

func mustInt(digits string) *big.Int {
	x, ok := new(big.Int).SetString(digits, 16)
	if !ok {
		panic("dstu4145: internal error: not a number: " + digits)
	}
	return x
}
