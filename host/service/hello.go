// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"cmp"

	"github.com/pidpys/pidpys/host/protocol"
)

// greet answers hello. Of two protocols that differ, the older side is named,
// for that is the one to update.
func (s *session) greet(r *protocol.Request) error {
	var hello protocol.Hello
	if err := r.Params(&hello); err != nil {
		return err
	}
	if s.greeted || !validHello(&hello) {
		return protocol.Fail(protocol.InvalidParams)
	}
	s.greeted = true
	log := s.Log.WithField("browser", hello.Browser).WithField("extension", hello.Version)
	if hello.Origin != nil {
		log = log.WithField("origin", *hello.Origin)
	}
	if hello.TopOrigin != "" {
		log = log.WithField("top_origin", hello.TopOrigin)
	}
	switch cmp.Compare(hello.Protocol, protocol.Version) {
	case -1:
		log.Warn("the extension is too old")
		return protocol.Fail(protocol.ExtensionTooOld)
	case 1:
		log.Warn("the host is too old")
		return protocol.Fail(protocol.HostTooOld)
	}
	var dialect func(*Desk) Dialect
	if hello.Dialect != nil {
		var known bool
		if dialect, known = s.Dialects[hello.Dialect.Name]; !known {
			return errUnsupported
		}
		log = log.WithField("dialect", hello.Dialect.Name)
	}
	if hello.Own {
		s.conn.TrustPage()
		log = log.WithField("own", true)
	}
	log.Info("hello")
	s.hello = &hello
	if hello.Again {
		s.refusals = maxRefusals - 1 // nobody knows how many there were
	}
	if dialect != nil {
		s.talk = &talk{session: s, dialect: dialect(newDesk(s))}
	}
	r.Reply(protocol.Welcome{Version: s.Version, Protocol: protocol.Version, Name: s.Name, Settings: s.Settings})
	return nil
}
