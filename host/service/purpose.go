// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// purpose is what an operation needs a key of the person for.
type purpose struct {
	usage string                   // as the window is told
	fits  func(key.Candidate) bool // is it such a key, or may it turn out to be
	unfit string                   // the status of every other
	none  error                    // says that there is no such key
	signs bool                     // it makes signatures for a page
	late  bool                     // a certificate that has expired serves too
	doing string                   // what the window says once the person agreed; empty: nothing
	stays bool                     // what was done the window tells, and stays open
}

var (
	toSign = &purpose{signs: true, fits: maySign, unfit: protocol.StatusNotForSigning, none: key.ErrNoSigningKey, doing: protocol.ShowSigning}
	// toSignBare needs a key whose bare answer is to be had, and not just a message of its
	// provider's making.
	toSignBare = toSign.narrowed(func(c key.Candidate) bool { return !key.AnswersCMS(c.Key) })
	// toEncrypt needs a key for agreement, as those do who receive.
	toEncrypt = &purpose{
		usage: protocol.UsageAgree, fits: mayAgree, unfit: protocol.StatusNotForEncryption, none: errNoEncryptionKey,
		doing: protocol.ShowEncrypting,
	}
	// toDecrypt takes a certificate that has expired since the message was made.
	toDecrypt = &purpose{
		usage: protocol.UsageAgree, fits: mayDecrypt, unfit: protocol.StatusNotForEncryption, none: errNoEncryptionKey,
		late: true, doing: protocol.ShowDecrypting,
	}
	// toReissue moves from a key that signs to a new one.
	toReissue = &purpose{fits: maySign, unfit: protocol.StatusNotForSigning, none: key.ErrNoSigningKey, stays: true}
	// toAgree needs no key, just a person.
	toAgree = &purpose{usage: protocol.UsageNone, doing: protocol.ShowEncrypting}
)

var errNoEncryptionKey = protocol.Fail(protocol.NoEncryptionKey)

// toOpen is the purpose of a key that is only opened, for now: one to sign with or, of
// [protocol.UsageAgree], to agree.
func toOpen(usage string) *purpose {
	only := *toSign
	if usage == protocol.UsageAgree {
		only = *toEncrypt
	}
	only.doing = ""
	return &only
}

// narrowed is the purpose with fewer keys that fit: those of which fits says so, if
// there is a certificate to know by. Where fits is nil, it is the same.
func (p *purpose) narrowed(fits func(key.Candidate) bool) *purpose {
	if fits == nil {
		return p
	}
	fewer := *p
	fewer.fits = func(c key.Candidate) bool { return p.fits(c) && (c.Certificate == nil || fits(c)) }
	return &fewer
}

// maySign reports whether a key is one for signing, or may turn out to be: of a
// key without a certificate its container may say nothing.
func maySign(c key.Candidate) bool { return c.Usage&key.Sign != 0 || unknown(c) }

// mayAgree is the same for agreement.
func mayAgree(c key.Candidate) bool { return c.Usage&key.Agree != 0 || unknown(c) }

// mayDecrypt is the same for whatever others may encrypt to.
func mayDecrypt(c key.Candidate) bool {
	return mayAgree(c) || c.Certificate != nil && pki.CanReceive(c.Certificate)
}

func unknown(c key.Candidate) bool { return c.Usage == 0 && c.Certificate == nil }
