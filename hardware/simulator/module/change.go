// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"slices"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/simulator"
	"github.com/pidpys/pidpys/host/pki"
)

// mayWrite says whether the session may put so many objects more on the token.
func (s *session) mayWrite(more int) cryptoki.RV {
	state := s.slot.state
	switch {
	case !s.writes:
		return cryptoki.SessionReadOnly
	case !s.slot.loggedIn:
		return cryptoki.UserNotLoggedIn
	case state.Room > 0 && len(state.Keys)+len(state.Certificates)+more > state.Room:
		return cryptoki.DeviceMemory
	}
	return cryptoki.OK
}

// change changes the token and reads what has become of it.
func (s *session) change(how func(*simulator.State)) cryptoki.RV {
	if s.slot.token.Update(how) != nil || s.slot.refresh() != nil {
		return cryptoki.DeviceError
	}
	return cryptoki.OK
}

// create is C_CreateObject, for certificates: as such, or as data of UAPKI's.
func (s *session) create(template attributes) (uint, cryptoki.RV) {
	if rv := s.mayWrite(1); rv != cryptoki.OK {
		return 0, rv
	}
	made := simulator.Certificate{ID: template[attrID], Label: string(template[attrLabel]), DER: template[attrValue]}
	switch number(template[attrClass]) {
	case classCertificate:
		if len(template[attrSubject]) == 0 {
			return 0, cryptoki.TemplateIncomplete
		}
		if s.slot.state.Plain {
			return 0, cryptoki.TemplateInconsistent
		}
	case classData:
		if string(template[attrApplication]) != cryptoki.CertificateApplication || len(made.ID) != 0 {
			return 0, cryptoki.TemplateInconsistent
		}
		made.Data = true
	default:
		return 0, cryptoki.TemplateInconsistent
	}
	if _, err := pki.ParseCertificate(made.DER); err != nil || !template.is(attrToken) {
		return 0, cryptoki.AttributeValueInvalid
	}
	rv := s.change(func(state *simulator.State) { state.Certificates = append(state.Certificates, made) })
	if rv != cryptoki.OK {
		return 0, rv
	}
	return s.slot.objects[len(s.slot.objects)-1].handle, cryptoki.OK
}

// destroy is C_DestroyObject. With a private key goes the public one, and what is
// certified of it stays.
func (s *session) destroy(handle uint) cryptoki.RV {
	o := s.object(handle)
	if o == nil {
		return cryptoki.ObjectHandleInvalid
	}
	if handle >= firstDerived {
		clear(o.attributes[attrValue])
		s.derived[handle-firstDerived] = nil
		return cryptoki.OK
	}
	if rv := s.mayWrite(0); rv != cryptoki.OK {
		return rv
	}
	if o.key == nil && o.certificate == nil {
		return cryptoki.FunctionNotSupported
	}
	return s.change(func(state *simulator.State) {
		if o.certificate != nil {
			same := func(c simulator.Certificate) bool {
				return bytes.Equal(c.ID, o.certificate.ID) && bytes.Equal(c.DER, o.certificate.DER)
			}
			state.Certificates = slices.DeleteFunc(state.Certificates, same)
			return
		}
		i := slices.IndexFunc(state.Keys, func(k simulator.Key) bool { return bytes.Equal(k.Scalar, o.key.Scalar) })
		if i < 0 {
			return // another program was faster
		}
		switch key := &state.Keys[i]; number(o.attributes[attrClass]) {
		case classPublicKey:
			key.NoPublic = true
		case classPrivateKey:
			if len(key.Certificate) > 0 {
				state.Certificates = append(state.Certificates,
					simulator.Certificate{ID: key.ID, Label: key.Label, DER: key.Certificate, Data: key.Data})
			}
			state.Keys = slices.Delete(state.Keys, i, i+1)
		default:
			key.Certificate = nil
		}
	})
}
