// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package subtree

import (
	"errors"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// A Form is a choice of GeneralName, RFC 5280 section 4.2.1.6: the number of
// its tag.
type Form uint8

// The forms whose constraints are processed.
const (
	RFC822Name    Form = 1
	DNSName       Form = 2
	DirectoryName Form = 4
	URI           Form = 6
	IPAddress     Form = 7
)

const lastForm Form = 8 // registeredID

func (f Form) processed() bool {
	switch f {
	case RFC822Name, DNSName, DirectoryName, URI, IPAddress:
		return true
	}
	return false
}

// String is the form's name in the standard.
func (f Form) String() string {
	names := []string{"otherName", "rfc822Name", "dNSName", "x400Address", "directoryName", "ediPartyName", "uniformResourceIdentifier", "iPAddress", "registeredID"}
	if int(f) < len(names) {
		return names[f]
	}
	return fmt.Sprintf("GeneralName [%d]", uint8(f))
}

// A Decoder turns a DER Name into its RDNs, each in a form that is equal for
// RDNs that are equal by RFC 5280 section 7.1.
type Decoder func(der []byte) (rdns []string, err error)

// A Name is a name of a subject, taken apart for comparison. That it is
// malformed counts only where a constraint speaks of its form.
type Name struct {
	form      Form
	malformed bool
	host      string   // in lower case; of a rfc822Name, dNSName or URI
	local     string   // before the @
	address   string   // the octets of an iPAddress
	rdns      []string // of a directoryName
}

// Email is a mailbox from elsewhere than a GeneralName.
func Email(mailbox string) Name { return newName(RFC822Name, []byte(mailbox), nil) }

// Directory is a DER Name from elsewhere than a GeneralName.
func Directory(der []byte, dn Decoder) Name { return newName(DirectoryName, der, dn) }

func newName(form Form, value []byte, dn Decoder) Name {
	n := Name{form: form}
	valid := true
	switch form {
	case RFC822Name:
		n.local, n.host, valid = splitMailbox(string(value))
	case DNSName:
		n.host, valid = fold(string(value)), validHost(string(value))
	case DirectoryName:
		rdns, err := dn(value)
		n.rdns, valid = rdns, err == nil
	case URI:
		n.host, valid = hostOf(string(value))
	case IPAddress:
		n.address, valid = string(value), len(value) == 4 || len(value) == 16
	}
	n.malformed = !valid
	return n
}

// ParseNames reads a SubjectAltName.
func ParseNames(der []byte, dn Decoder) ([]Name, error) {
	s := cryptobyte.String(der)
	var seq cryptobyte.String
	malformed := errors.New("malformed subject alternative names")
	if !s.ReadASN1(&seq, casn1.SEQUENCE) || !s.Empty() {
		return nil, malformed
	}
	var names []Name
	for !seq.Empty() {
		form, value, ok := readGeneralName(&seq)
		if !ok {
			return nil, malformed
		}
		names = append(names, newName(form, value, dn))
	}
	return names, nil
}

// readGeneralName takes a GeneralName off the front of s. A directoryName's
// value is the DER Name that its explicit tag holds.
func readGeneralName(s *cryptobyte.String) (Form, []byte, bool) {
	var value cryptobyte.String
	var tag casn1.Tag
	if !s.ReadAnyASN1(&value, &tag) {
		return 0, nil, false
	}
	form := Form(tag & 0x1f)
	wanted := casn1.Tag(form).ContextSpecific()
	switch form {
	case 0, 3, DirectoryName, 5: // otherName, x400Address and ediPartyName are structures too
		wanted = wanted.Constructed()
	}
	return form, value, tag == wanted && form <= lastForm
}
