// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package reissue

import "crypto/x509"

// Interrupt has every write of an office hear of itself, before and after.
func (o *Office) Interrupt(fault func(point string) error) { o.testOnlyFault = fault }

// SameOwner is what certificates are compared by.
func SameOwner(old, new *x509.Certificate) bool { return sameOwner(old, new) }

// ParseJournal is what reads journals.
func ParseJournal(id string, data []byte) error {
	_, err := parseJournal(id, data)
	return err
}
