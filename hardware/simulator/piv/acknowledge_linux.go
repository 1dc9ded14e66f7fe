// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package piv

import (
	"net"

	"golang.org/x/sys/unix"
)

// acknowledge has the system confirm at once what it receives next. The reader
// sends the second half of a message after the first was confirmed, which by
// itself takes 40 ms: a second and a half until OpenSC has read a card. The
// option lasts for a moment only (tcp(7), TCP_QUICKACK).
func acknowledge(reader net.Conn) {
	connection, ok := reader.(*net.TCPConn)
	if !ok {
		return
	}
	if raw, err := connection.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _ = unix.SetsockoptInt(int(fd), unix.IPPROTO_TCP, unix.TCP_QUICKACK, 1) })
	}
}
