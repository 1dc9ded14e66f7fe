// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// A register of 512 bits holds two words each of four field elements, in its four
// lanes. What is done to elements is done in their lanes, and some instructions
// carry them from lane to lane. None takes a time that depends on what is in a
// register; nothing branches and no address is formed but by the number of
// points or of bits.

// LANES(a, b, c, d) tells VSHUFI64X2 to take these lanes of a register, in this
// order.
#define LANES(a, b, c, d) $((a)|(b)<<2|(c)<<4|(d)<<6)

// In each lane, z becomes the lower word of x moved up, the upper word of x moved
// down, and the middle of the four words of high and low.
#define UP(x, z) VPUNPCKLQDQ x, ZERO, z
#define DOWN(x, z) VPUNPCKHQDQ ZERO, x, z
#define MIDDLE(high, low, z) VSHUFPD $0x55, high, low, z

#define SUM3(x, y, z) VPTERNLOGQ $0x96, x, y, z       // z += x + y
#define ADDPRODUCT(x, y, z) VPTERNLOGQ $0x78, x, y, z // z += x & y
