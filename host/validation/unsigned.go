// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package validation

import (
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/tsp"
)

// addMembers takes the revocation data of the message.
func (m *message) addMembers() {
	for _, member := range m.signed.CRLs {
		c := m.newCarrier()
		m.members = append(m.members, c)
		m.evidence.addRevocation(member, carriers{c})
	}
}

// addRevocation takes one member of the crls of a message.
func (e *evidence) addRevocation(member []byte, in carriers) {
	responses, lists := cades.RevocationInfo(&cms.SignedData{CRLs: [][]byte{member}})
	e.addProofs(responses, lists, in)
}

// addRevocationValues takes the attribute of this name.
func (e *evidence) addRevocationValues(value []byte, in carriers) {
	if responses, lists, err := cades.ParseRevocationValues(value); err == nil {
		e.addProofs(responses, lists, in)
	}
}

// addProofs takes responses and lists that carriers hold.
func (e *evidence) addProofs(responses, lists [][]byte, in carriers) {
	for _, der := range responses {
		e.addResponse(der, in)
	}
	for _, der := range lists {
		e.addList(der, in)
	}
}

// addCertificateValues takes the attribute of this name.
func (e *evidence) addCertificateValues(value []byte) {
	certs, _ := cades.ParseCertificateValues(value)
	for _, cert := range certs {
		e.addCertificate(cert)
	}
}

// addToken takes what a time-stamp carries for its own validation.
func (e *evidence) addToken(token *tsp.Token, in carriers) {
	for _, cert := range token.Certificates() {
		e.addCertificate(cert)
	}
	for _, member := range token.Signed.CRLs {
		e.addRevocation(member, in)
	}
	attributes := token.Signed.SignerInfos[0].UnsignedAttrs
	for _, value := range attributes.Values(cms.OIDCertificateValues) {
		e.addCertificateValues(value)
	}
	for _, value := range attributes.Values(cms.OIDRevocationValues) {
		e.addRevocationValues(value, in)
	}
}
