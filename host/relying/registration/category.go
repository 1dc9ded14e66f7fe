// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registration

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// A Category is what somebody registers as.
type Category string

// Categories, as portals have them. Rules for [NonResident] are not published
// anywhere that we know of; those here are our own: any key that proves who its owner
// is, and country and document by the owner's word, for no certificate says where
// somebody is resident.
const (
	Natural     Category = "natural"      // «Фізична особа»
	Legal       Category = "legal"        // «Юридична особа»
	NonResident Category = "non-resident" // «Нерезидент»
)

// A Reason is why somebody may not register so.
type Reason string

// Reasons, and what helps.
const (
	// UnknownCategory: the page asked for none of ours.
	UnknownCategory Reason = "unknown-category"
	// NoCode: the certificate has no code of its owner, or one of zeros, so it tells nobody
	// from a namesake. Another certificate.
	NoCode Reason = "no-code"
	// ForAnOrganization: the key is for acting in the name of an organisation. The
	// person's own key, or [Legal].
	ForAnOrganization Reason = "for-an-organization"
	// Stamped: an organisation's stamp, which is nobody's own. A person's key, or [Legal].
	Stamped Reason = "stamp"
	// NoOrganization: a person's own key, which says of no organisation. A key that the
	// organisation got for the person, its stamp, or [Natural].
	NoOrganization Reason = "no-organization"
	// SoleProprietor: the key is a ФОП's, of one who works for him, or his stamp; a ФОП is
	// a natural person. The ФОП's own key, and [Natural].
	SoleProprietor Reason = "sole-proprietor"
)

// RefusedError says that the owner of a certificate may not register as something.
type RefusedError struct {
	Category Category
	Reason   Reason
}

func (e *RefusedError) Error() string {
	return fmt.Sprintf("registration: not as %q: %s", e.Category, e.Reason)
}

// Check tells whether the owner of a certificate may register as something, by the
// codes in it. The error is a [*RefusedError].
//
//	                  person   ФОП   of an organisation   stamp
//	Natural           yes      yes   no                   no
//	Legal             no       no    yes                  yes
//	NonResident       yes      yes   no                   no
//
// Who works for a ФОП, and a ФОП's stamp, are of no organisation. A stamp proves the
// organisation and nobody who acts for it.
func Check(c Category, owner pki.Person) error {
	if reason := refusal(c, owner); reason != "" {
		return &RefusedError{c, reason}
	}
	return nil
}

// refusal is empty where an owner may register.
func refusal(c Category, owner pki.Person) Reason {
	switch kind := owner.Kind(); {
	case c != Natural && c != Legal && c != NonResident:
		return UnknownCategory
	case kind == pki.KindStamp && blank(owner.EDRPOU), kind != pki.KindStamp && blank(owner.PersonalCode):
		return NoCode
	case c == Legal && blank(owner.EDRPOU):
		return NoOrganization
	case c == Legal && ofProprietor(owner):
		return SoleProprietor
	case c != Legal && kind == pki.KindCorporate:
		return ForAnOrganization
	case c != Legal && kind == pki.KindStamp:
		return Stamped
	}
	return ""
}

// blank reports whether a code is none. A stamp is told by its use alone and may have none, and
// zeros or dashes, with which forms are filled where there is nothing to write (facts/pki.md
// section 1.4 met "0"; in these codes unverified), would make one holder of many people.
func blank(code string) bool { return strings.Trim(code, "0- ") == "" }

// drfo is the shape of a РНОКПП, which stands in the place of the ЄДРПОУ of a ФОП (facts/pki.md,
// section 1.4). No organisation has a code of ten digits.
var drfo = regexp.MustCompile(`^[0-9]{10}$`)

// ofProprietor reports whether the owner's organisation, which he has, is a ФОП.
func ofProprietor(owner pki.Person) bool {
	return owner.EDRPOU == owner.PersonalCode || owner.EDRPOU == owner.Passport || drfo.MatchString(owner.EDRPOU)
}
