// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package demo

import (
	"errors"
	"net"
	"strings"
	"time"

	"github.com/pidpys/pidpys/host/demo/mail"
	"github.com/pidpys/pidpys/host/demo/portal"
)

// nobody is the name before the "@" of addresses at which the post office says that there is
// nobody.
const nobody = "nobody@"

// openPortal opens the portal on the port after one, the page of letters on the next,
// and the post office between them on any. The portal's clock may be nil.
func (h *House) openPortal(port int, clock func() time.Time) error {
	ours, err := h.open(port, PortalPort-Port)
	if err != nil {
		return err
	}
	letters, err := h.open(port, MailPort-Port)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	h.Office = &mail.Office{Nobody: func(address string) bool { return strings.HasPrefix(address, nobody) }}
	served := make(chan error, 1)
	go func() { served <- h.Office.Serve(listener) }()
	h.closeOffice = func() error {
		err := errors.Join(listener.Close(), <-served)
		h.Office.Close()
		return err
	}
	h.Portal, h.Mail = ours.origin(), letters.origin()
	letters.serve(h.Office.Handler())
	verifier := h.verifier(h.Portal)
	ours.serve(portal.New(portal.Config{
		Verifier: verifier, Clock: clock, Post: portal.Post{Office: listener.Addr().String(), From: "portal@pidpys.test"}, Mail: h.Mail,
	}))
	return nil
}
