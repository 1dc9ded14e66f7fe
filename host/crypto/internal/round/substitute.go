// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package round

// Substitute replaces the octets of all columns, those in row r by Pi[r%4]. It
// looks up no table at a place that depends on them, so columns may be secret.
func Substitute(columns []uint64) { forward.apply(columns) }

// Unsubstitute undoes [Substitute], in constant time as well.
func Unsubstitute(columns []uint64) { backward.apply(columns) }

// A substitution is that of all rows as polynomials over GF(2): a bit of the
// result is a sum of products of the bits of the octet (its algebraic normal
// form), and sums and products of bits are operations on whole words, done for
// many octets at once.
type substitution struct {
	columns polynomial // for a column as it is
	rows    [4]sliced  // for the octets of rows r and r+4 of many columns
}

var (
	forward  = newSubstitution(&Pi)
	backward = newSubstitution(&InversePi)
)

// InversePi undoes Pi. Nobody writes to it.
var InversePi = func() (inverse [4][256]uint8) {
	for r := range Pi {
		for x, y := range Pi[r] {
			inverse[r][y] = uint8(x)
		}
	}
	return inverse
}()

func newSubstitution(pi *[4][256]uint8) (s substitution) {
	var p polynomial
	for x := range 256 {
		for r := range 8 {
			p[x>>4][x&15] |= uint64(pi[r%4][x]) << (8 * r)
		}
	}
	p.transform()
	s.columns = p
	for r := range s.rows {
		s.rows[r] = p.slice(r)
	}
	return s
}

// manyColumns is from where on it takes less time to slice columns into bits.
const manyColumns = 13

func (s *substitution) apply(columns []uint64) {
	for len(columns) >= manyColumns {
		n := min(len(columns), slicedColumns)
		s.applySliced(columns[:n])
		columns = columns[n:]
	}
	for c := range columns {
		columns[c] = s.columns.at(columns[c])
	}
}

// A polynomial has the coefficient of the product of those bits that are set in
// h (of the upper half of an octet) and l (of the lower) at [h][l]: in the octet
// of each row, the bits of the result to which the product is added.
type polynomial [16][16]uint64

// transform turns values into coefficients (the Möbius transform): a product
// counts for all octets that have its bits.
func (p *polynomial) transform() {
	for bit := 1; bit < 256; bit <<= 1 {
		for x := range 256 {
			if x&bit != 0 {
				p[x>>4][x&15] ^= p[(x^bit)>>4][(x^bit)&15]
			}
		}
	}
}

// at is the value for each octet of a column.
func (p *polynomial) at(column uint64) (value uint64) {
	high := products(spread(column>>4), spread(column>>5), spread(column>>6), spread(column>>7))
	low := products(spread(column), spread(column>>1), spread(column>>2), spread(column>>3))
	for h := range p {
		c := &p[h]
		sum := low[0]&c[0] ^ low[1]&c[1] ^ low[2]&c[2] ^ low[3]&c[3] ^
			low[4]&c[4] ^ low[5]&c[5] ^ low[6]&c[6] ^ low[7]&c[7] ^
			low[8]&c[8] ^ low[9]&c[9] ^ low[10]&c[10] ^ low[11]&c[11] ^
			low[12]&c[12] ^ low[13]&c[13] ^ low[14]&c[14] ^ low[15]&c[15]
		value ^= high[h] & sum
	}
	return value
}

// everyOctet is a bit in each octet.
const everyOctet = 0x0101_0101_0101_0101

// spread fills each octet with its lowest bit.
func spread(x uint64) uint64 { return x & everyOctet * 0xff }

// products are those of any of four bits, numbered by the bits they have.
func products(b0, b1, b2, b3 uint64) (p [16]uint64) {
	p[0], p[1], p[2], p[4], p[8] = ^uint64(0), b0, b1, b2, b3
	p[3], p[5], p[6], p[9], p[10], p[12] = b0&b1, b0&b2, b1&b2, b0&b3, b1&b3, b2&b3
	p[7], p[11], p[13], p[14] = p[3]&b2, p[3]&b3, p[5]&b3, p[6]&b3
	p[15] = p[7] & b3
	return p
}
