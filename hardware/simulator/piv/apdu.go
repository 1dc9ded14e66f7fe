// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

// A command is a command APDU (ISO 7816-4, 5.1), of short length: the card asks
// programs to chain what is longer.
type command struct {
	class, instruction, p1, p2 byte
	data                       []byte
}

// chained says that the data goes on in the next command.
const chained = 0x10

// Instructions (SP 800-73-4 part 2, table 2).
const (
	insVerify       = 0x20
	insAuthenticate = 0x87
	insSelect       = 0xA4
	insResponse     = 0xC0
	insData         = 0xCB
)

func parseCommand(apdu []byte) (command, bool) {
	if len(apdu) < 4 {
		return command{}, false
	}
	c := command{class: apdu[0], instruction: apdu[1], p1: apdu[2], p2: apdu[3]}
	if body := apdu[4:]; len(body) > 1 {
		length := int(body[0])
		if length == 0 || len(body) < 1+length || len(body) > 2+length {
			return command{}, false
		}
		c.data = body[1 : 1+length]
	}
	return c, true
}

// A status is SW1 and SW2 (ISO 7816-4, table 5).
type status uint16

const (
	done               status = 0x9000
	more               status = 0x6100 // and how many octets, 0 being 256 or above
	triesLeft          status = 0x63C0 // and how many
	wrongLength        status = 0x6700
	notSatisfied       status = 0x6982 // security status
	blocked            status = 0x6983
	wrongData          status = 0x6A80
	notFound           status = 0x6A82
	wrongParameters    status = 0x6A86
	unknownKey         status = 0x6A88
	unknownInstruction status = 0x6D00
)

func (s status) append(data []byte) []byte { return append(data, byte(s>>8), byte(s)) }

// maxResponse is what fits into one answer; the rest is fetched with GET RESPONSE.
const maxResponse = 256

// exchange answers one APDU: it puts chained commands together and long answers
// into pieces.
func (c *Card) exchange(apdu []byte) []byte {
	cmd, ok := parseCommand(apdu)
	if !ok {
		return wrongLength.append(nil)
	}
	if cmd.instruction == insResponse {
		return c.next()
	}
	c.rest = nil
	if len(c.collected)+len(cmd.data) > maxCommand {
		c.collected = nil
		return wrongLength.append(nil)
	}
	cmd.data = append(c.collected, cmd.data...)
	if cmd.class&chained != 0 {
		c.collected = cmd.data
		return done.append(nil)
	}
	c.collected = nil
	answer, sw := c.run(cmd)
	if sw != done {
		return sw.append(nil)
	}
	c.rest = answer
	return c.next()
}

// maxCommand is more than any chain of commands needs, in octets.
const maxCommand = 4096

func (c *Card) next() []byte {
	piece := c.rest[:min(maxResponse, len(c.rest))]
	c.rest = c.rest[len(piece):]
	out := append([]byte{}, piece...)
	switch left := len(c.rest); {
	case left == 0:
		return done.append(out)
	case left >= maxResponse:
		return more.append(out)
	default:
		return (more + status(left)).append(out)
	}
}
