// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"errors"
	"fmt"
)

// What can be wrong with a key and whoever can help is different for each:
// the user, the file, or the program that asks.
var (
	ErrWrongPassword = errors.New("key: wrong password")
	ErrEmptyPassword = errors.New("key: the password is empty")
	// ErrKeyPassword: the password of the file is right, but the keys within
	// have another one.
	ErrKeyPassword = errors.New("key: the keys have another password than the file")
	ErrCancelled   = errors.New("key: cancelled by the user")

	ErrNotContainer = errors.New("key: not a key container")
	ErrTruncated    = errors.New("key: the key container is cut short")
	// ErrDamaged: a key container whose octets are not those that its maker
	// wrote, although the password is right.
	ErrDamaged = errors.New("key: the key container is damaged")
	// ErrTooLarge: more octets or more keys than any real container has.
	ErrTooLarge = errors.New("key: the key container exceeds the limits")
	// ErrTooMuchWork: a container that asks for more key derivation than any
	// real one, to keep this machine busy.
	ErrTooMuchWork = errors.New("key: the key container asks for too much key derivation")
	// ErrUnsupported: a key container, protected or made by an algorithm
	// that is not known here.
	ErrUnsupported = errors.New("key: unsupported algorithm in the key container")

	ErrNoSigningKey  = errors.New("key: no key for signing")
	ErrNoCertificate = errors.New("key: no certificate for the key")
	// ErrForbidden: the administrator does not let keys of this kind be used.
	ErrForbidden = errors.New("key: the administrator forbids keys of this kind")

	// ErrClosed: the store of this key has been closed.
	ErrClosed = errors.New("key: closed")
	// ErrDigest: a digest whose length is not its hash's, or a hash that this
	// kind of key does not sign.
	ErrDigest = errors.New("key: unfit digest")
	// ErrNotRaw: the key answers with a CMS, so it is no crypto.Signer.
	ErrNotRaw = errors.New("key: the key gives no bare signature")
	// ErrNotDecrypter: this kind of key does not decrypt in this way.
	ErrNotDecrypter = errors.New("key: the key does not decrypt in this way")
	// ErrFault: a signature that its own public key does not verify. The
	// signature is withheld, since a wrong one may give the key away.
	ErrFault = errors.New("key: the signature does not verify with its own key")
)

// What can be wrong with a carrier.
var (
	ErrNoToken      = errors.New("key: no such carrier is plugged in")
	ErrTokenRemoved = errors.New("key: the carrier was removed")
	// ErrTokenBusy: another program did not let go of the carrier in time.
	ErrTokenBusy = errors.New("key: another program holds the carrier")
	// ErrTokenFull: the carrier's own memory does not suffice.
	ErrTokenFull = errors.New("key: the carrier is out of memory")
	// ErrSessionLost: the carrier forgot that the PIN was given. Nothing sends
	// it again by itself.
	ErrSessionLost = errors.New("key: the carrier ended the session")
	// ErrNoSuchKey: the key that was seen before is not on the carrier any more.
	ErrNoSuchKey = errors.New("key: the key is not on the carrier")
	// ErrMechanism: the carrier or its driver does not offer signing with this
	// kind of key.
	ErrMechanism = errors.New("key: the driver does not sign with such a key")

	ErrWrongPIN   = errors.New("key: wrong PIN")
	ErrPINLength  = errors.New("key: the PIN is too short or too long for the carrier")
	ErrPINExpired = errors.New("key: the PIN has expired")
	ErrPINLocked  = errors.New("key: the PIN is locked")
	ErrPINUnset   = errors.New("key: no PIN was set on the carrier")
	// ErrLastTry: nobody agreed to the last try.
	ErrLastTry = errors.New("key: one try is left for the PIN")
	// ErrPINEntry: the system's window for the PIN, or the PIN pad, did not work.
	ErrPINEntry = errors.New("key: the PIN could not be asked for")

	// ErrNoGenerator: the carrier or its driver makes no such key; its vendor's
	// tool may.
	ErrNoGenerator = errors.New("key: the carrier makes no such key")
	// ErrKeyExists: there is a key of that identifier, or one with a certificate,
	// which nobody destroys.
	ErrKeyExists = errors.New("key: there is such a key already")

	ErrNoTPM = errors.New("key: this computer has no TPM, or it is switched off")
	// ErrTPMForbidden: the TPM is there, and this user may not use it.
	ErrTPMForbidden = errors.New("key: no permission to use the TPM")
	// ErrTPMLockout: the TPM counted too many wrong PINs, whoever entered them; a
	// [CarrierError] says for how long.
	ErrTPMLockout = errors.New("key: the TPM is in lockout")
	// ErrSharedTries: nobody agreed to spend a try that all keys of the TPM share.
	ErrSharedTries = errors.New("key: few tries are left for all keys of the TPM")
	// ErrOtherTPM: made by the TPM of another computer, or before this one was
	// cleared. Nothing opens it here.
	ErrOtherTPM = errors.New("key: made by another TPM")
	// ErrTPM: the TPM answered with an error that is none of the above.
	ErrTPM = errors.New("key: the TPM failed")

	// ErrReference: a key reference of another form, or with parts that no
	// reference may have, as module-path and pin-source.
	ErrReference = errors.New("key: no reference to a key")
)

// What can be wrong with a provider that keeps keys. A [ProviderError] says which
// provider it is.
var (
	// ErrAgreement: the provider serves programs of its partners only, and this
	// one is none.
	ErrAgreement = errors.New("key: the provider serves its partners only")
	// ErrProviderUnreachable: no answer came from the provider.
	ErrProviderUnreachable = errors.New("key: the provider is unreachable")
	// ErrProvider: the provider answered that it cannot do it.
	ErrProvider = errors.New("key: the provider failed")
	// ErrAnswer: what the provider answered is not what was asked for: malformed,
	// about another digest, or by another key. Nothing is made of it.
	ErrAnswer = errors.New("key: the provider's answer is wrong")
	// ErrCertificateChanged: the provider signed with another certificate than the
	// one that was shown to the user.
	ErrCertificateChanged = errors.New("key: the provider signed with another certificate")
	ErrUnknownUser        = errors.New("key: the provider knows no such user")
	// ErrDeclined: the user refused at the provider, or on the phone.
	ErrDeclined = errors.New("key: declined at the provider")
	// ErrUnconfirmed: nobody confirmed at the provider in time.
	ErrUnconfirmed = errors.New("key: not confirmed at the provider in time")
	// ErrAuthorization: the provider's own page did not bring the user back with a
	// leave to go on, or what came back was not the answer to what was asked.
	ErrAuthorization = errors.New("key: no authorization by the provider's page")
	// ErrExposed is an [ErrAuthorization]: other programs of this computer could take
	// part in the visit to the provider's page, and the provider has nothing against
	// that; see [Authorization].
	ErrExposed  = fmt.Errorf("%w: exposed to other programs", ErrAuthorization)
	ErrWrongOTP = errors.New("key: wrong one-time code")
	// ErrTooMany: more digests than the provider signs by one confirmation.
	ErrTooMany = errors.New("key: more than the provider signs at once")
)

// A ProviderError adds to one of the errors above whose it is and what was said
// of it.
type ProviderError struct {
	Err      error
	Provider string // its title
	Text     string // the provider's own words, which may be anything; may be empty
	Limit    int    // of ErrTooMany: how many it signs at once
}

func (e *ProviderError) Error() string {
	if e.Text == "" {
		return e.Err.Error()
	}
	return fmt.Sprintf("%s: %q", e.Err, e.Text)
}
func (e *ProviderError) Unwrap() error { return e.Err }

// A CarrierError adds to one of the errors above what is known of the PIN's
// length and tries after it.
type CarrierError struct {
	Err error
	PIN PIN
}

func (e *CarrierError) Error() string { return e.Err.Error() }
func (e *CarrierError) Unwrap() error { return e.Err }

// A DriverError is a driver that failed: what kind of trouble, and where.
type DriverError struct {
	Trouble Trouble
	Call    string // the function of PKCS #11, if it is known
	Value   uint32 // what it returned (CK_RV), 0 if it returned nothing
}

func (e *DriverError) Error() string {
	text := "key: " + string(e.Trouble.Kind)
	if e.Trouble.Reason != "" {
		text += " (" + string(e.Trouble.Reason) + ")"
	}
	if e.Call != "" {
		text += fmt.Sprintf(": %s returned 0x%x", e.Call, e.Value)
	}
	return text
}

// What a file is that people take for a key.
const (
	WhatCertificate = "certificate"  // .cer, .crt
	WhatChain       = "certificates" // .p7b
	WhatSignature   = "signature"    // .p7s
	WhatKeyIDs      = "key-11"       // Key-11.dat: identifiers of the keys in Key-6.dat
	WhatRequest     = "request"      // .p10, .csr: a request for a certificate
	WhatCRL         = "crl"          // .crl: a list of revoked certificates
	WhatPublicKey   = "public-key"   // the public half alone
	WhatEnvelope    = "envelope"     // .p7e: an encrypted message
	WhatArchive     = "archive"      // ZIP, 7z, RAR: the key may be inside
	WhatSSHKey      = "ssh-key"      // of OpenSSH or PuTTY
	WhatPGPKey      = "pgp-key"      // of OpenPGP
	WhatKeystore    = "keystore"     // of a kind that is not read: JCEKS, BKS
	WhatDocument    = "document"     // PDF, XML, HTML, office files
)

// A NotKeyError names a file that is known, but holds no key.
type NotKeyError struct {
	What string // one of the constants above
}

func (e *NotKeyError) Error() string { return "key: no key but " + e.What }
