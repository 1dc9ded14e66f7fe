// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import (
	"encoding/binary"
	"io"
	"net"
)

// What the reader says in a message of one octet (vsmartcard's vpcd).
const (
	powerOff = 0
	powerOn  = 1
	reset    = 2
	tellATR  = 4
)

// atr speaks T=0 and T=1 and has a name for history. Its last octet makes the
// sum of all but the first even (ISO 7816-3, 8.2.5).
var atr = func() []byte {
	history := "PIDPYS"
	out := append([]byte{0x3B, 0x80 | byte(len(history)), 0x80, 0x01}, history...)
	var sum byte
	for _, octet := range out[1:] {
		sum ^= octet
	}
	return append(out, sum)
}()

// ATR is what the card says first.
func ATR() []byte { return append([]byte{}, atr...) }

// serve is the card in the reader until one of them goes. Both sides send
// messages with their length in two octets before.
func (c *Card) serve(reader net.Conn) {
	for {
		acknowledge(reader)
		var length [2]byte
		if _, err := io.ReadFull(reader, length[:]); err != nil {
			return
		}
		message := make([]byte, binary.BigEndian.Uint16(length[:]))
		if _, err := io.ReadFull(reader, message); err != nil {
			return
		}
		answer := c.answer(message)
		if answer == nil {
			continue
		}
		if _, err := reader.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(answer))), answer...)); err != nil {
			return
		}
	}
}

func (c *Card) answer(message []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(message) != 1 {
		return c.exchange(message)
	}
	switch message[0] {
	case powerOff, powerOn, reset:
		c.verified, c.fresh, c.collected, c.rest = false, false, nil, nil
	case tellATR:
		return atr
	}
	return nil
}
