// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package reissue moves a person from one key to another: a new key is made on a
// carrier, which it never leaves, and the authority certifies it because the
// current key, whose certificate is valid, signed the request (повторне
// формування сертифіката). The current key is never copied, and never deleted:
// it opens old mail.
//
// [Office.Plan] finds what stands in the way before anything is made.
// [Office.Run] does what a plan says, and goes on with one that was interrupted,
// by a journal that is written before and after every act: wherever the program
// was killed, the next run finds the key that was made, sends nothing that is of
// no use, and ends at the same place. [Office.Unfinished] lists what waits, and
// [Office.Abandon] gives one up, so that no key stays on a carrier unknown.
//
// The request is a PKCS #10 of RFC 2986 by the new key within a CMS SignedData
// by the old one, which a person takes to their authority; or it goes there by
// CMP, RFC 9483 section 4.1.3, where an administrator named the address. That
// any Ukrainian authority takes such a request from this program is unverified.
package reissue

import (
	"crypto/x509"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/cmp"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/status"
)

// An Office re-issues certificates. It may be used by several goroutines, and
// beside others of the same folder in other processes. Its members do not change
// then.
type Office struct {
	// Folder is where journals are kept, for this user alone. It is made when
	// there is something to keep. Without one nothing is begun.
	Folder  string
	Trust   func() *pki.Trust
	Witness Witness
	// Enrol is where the authority of an issuer's certificate, whose chain
	// reached a pinned root, re-issues by CMP. Without such an address, or with
	// nil, a person takes the request there.
	Enrol   func(issuer *x509.Certificate) (url string, ok bool)
	Network cmp.Network
	Now     func() time.Time
	// Log hears what happened, and neither names nor codes of people.
	Log *logrus.Logger

	// testOnlyFault hears of every write before and after it, and ends the
	// program there by an error.
	testOnlyFault func(point string) error
}

// A Witness knows whether certificates are revoked, and certificates to find
// chains by, which nobody trusts. Package witness has one.
type Witness interface {
	Status() *status.Source
	Known() []*x509.Certificate
}
