// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import "errors"

// What can be wrong, beside the errors of package cms for what is no
// EnvelopedData, or a broken one.
var (
	// ErrNotRecipient says that the message is encrypted to none of the keys.
	ErrNotRecipient = errors.New("envelope: not encrypted to any of the keys")
	// ErrOriginatorUnknown says that the sender's certificate, without which
	// there is no common key, is neither in the message nor among those given.
	ErrOriginatorUnknown = errors.New("envelope: the certificate of the sender is missing")
	// ErrUnsupported says that a message or a certificate wants an algorithm
	// that this package does not have.
	ErrUnsupported = errors.New("envelope: unsupported algorithm")
	// ErrDamaged says that the content key or the content does not decrypt:
	// it was changed, or is for another key than it says.
	ErrDamaged = errors.New("envelope: does not decrypt")
	// ErrSender says that a recipient has a DSTU 4145 key and the sender has
	// none on the same curve.
	ErrSender = errors.New("envelope: the sender has no key for this recipient")
	// ErrSize says that the content has not the size that was announced.
	ErrSize = errors.New("envelope: content of another size than announced")
)
