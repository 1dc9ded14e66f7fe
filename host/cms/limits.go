// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"errors"
	"fmt"
	"io"
)

// Limits of what is read. A message that exceeds one gives [ErrTooLarge].
const (
	// MaxEnvelope bounds everything but the content, in octets.
	MaxEnvelope = 32 << 20
	// MaxContent bounds the content that [SignedData.Envelope] and
	// [EnvelopedData.Header] make ends for.
	MaxContent = 1 << 40

	maxDepth            = 64 // elements inside one another
	maxDigestAlgorithms = 32
	maxCertificates     = 10_000
	maxCRLs             = 4 * maxSigners // lists and responses
	maxSigners          = 1024
	maxRecipients       = 256
	maxAttributes       = 256
)

// What can be wrong with a message. Errors of the reader it comes from are
// handed on and are none of these.
var (
	// ErrNotSignedData says that the octets are no SignedData: another content
	// type, or no CMS at all.
	ErrNotSignedData = errors.New("cms: not a signed message")
	// ErrNotEnvelopedData says that the octets are no EnvelopedData.
	ErrNotEnvelopedData = errors.New("cms: not an encrypted message")
	// ErrMalformed says that the message breaks RFC 5652 or its encoding.
	ErrMalformed = errors.New("cms: malformed message")
	// ErrTooLarge says that the message exceeds a limit of this package.
	ErrTooLarge = errors.New("cms: message exceeds a limit")
)

// CheckLimits reports whether a [Reader] takes the message: whoever adds to one
// would else write what cannot be read again. The error is [ErrTooLarge], or of
// [SignedData.Envelope].
func (sd *SignedData) CheckLimits() error {
	for _, set := range []struct {
		what          string
		members, most int
	}{
		{"digestAlgorithms", len(sd.DigestAlgorithms), maxDigestAlgorithms},
		{"certificates", len(sd.RawCertificates), maxCertificates},
		{"crls", len(sd.CRLs), maxCRLs},
		{"signerInfos", len(sd.SignerInfos), maxSigners},
	} {
		if set.members > set.most {
			return tooLarge(set.what)
		}
	}
	for _, si := range sd.SignerInfos {
		if max(len(si.SignedAttrs), len(si.UnsignedAttrs)) > maxAttributes {
			return tooLarge("attributes")
		}
	}
	prefix, suffix, err := sd.Envelope(0)
	if err == nil && len(prefix)+len(suffix) > MaxEnvelope {
		err = tooLarge("header, certificates and signatures")
	}
	return err
}

func malformed(what string) error { return fmt.Errorf("%w: %s", ErrMalformed, what) }

func tooLarge(what string) error { return fmt.Errorf("%w: %s", ErrTooLarge, what) }

// readError tells the end of a message cut short from a failing source.
func readError(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return malformed("cut short")
	}
	return fmt.Errorf("cms: %w", err)
}
