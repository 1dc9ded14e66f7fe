// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"io"

	"github.com/pidpys/pidpys/host/internal/ber"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
)

// An EnvelopedReader reads one EnvelopedData of any size in constant memory:
// what stands before the content at once, then the encrypted content, as an
// [io.Reader]. Its end, [io.EOF], comes only when the rest of the message has
// been read and is in order. The errors are [ErrNotEnvelopedData],
// [ErrMalformed], [ErrTooLarge] and those of the reader it was given.
type EnvelopedReader struct {
	s       *stream
	ed      EnvelopedData
	content content
	end     error // what to answer behind the content
}

// NewEnvelopedReader reads a message up to its content. The message is a
// ContentInfo or a bare EnvelopedData, in DER or BER, and has its content
// inside: one that is elsewhere gives [ErrMalformed].
func NewEnvelopedReader(r io.Reader) (*EnvelopedReader, error) {
	reader := &EnvelopedReader{s: newStream(r)}
	if err := reader.start(); err != nil {
		return nil, err
	}
	return reader, nil
}

// EnvelopedData is the message but its content.
func (r *EnvelopedReader) EnvelopedData() *EnvelopedData { return &r.ed }

// Read reads encrypted content.
func (r *EnvelopedReader) Read(p []byte) (int, error) {
	if r.end != nil {
		return 0, r.end
	}
	n, err := r.content.Read(p)
	if err == io.EOF {
		r.end = r.finish()
		err = r.end
	}
	return n, err
}

func (r *EnvelopedReader) start() error {
	h, err := r.s.openMessage(oidEnvelopedData, ErrNotEnvelopedData)
	if err != nil {
		return err
	}
	if _, err = readVersion(r.s, h); err != nil {
		return err
	}
	if h, err = r.s.header(); err != nil {
		return err
	}
	if h.Tag == tagContext0 {
		if err = r.readOriginatorInfo(h); err != nil {
			return err
		}
		if h, err = r.s.header(); err != nil {
			return err
		}
	}
	if h.Tag != tagSet {
		return malformed("recipientInfos")
	}
	recipients, err := r.s.rest(h)
	if err != nil {
		return err
	}
	if r.ed.Recipients, err = parseRecipientInfos(recipients); err != nil {
		return err
	}
	return r.openEncryptedContent()
}

func (r *EnvelopedReader) readOriginatorInfo(h ber.Header) error {
	der, err := r.s.rest(h)
	if err != nil {
		return err
	}
	in, err := body(der)
	if err != nil {
		return err
	}
	var certs cryptobyte.String
	var present bool
	if !in.ReadOptionalASN1(&certs, &present, context0.Constructed()) || !in.SkipOptionalASN1(context1.Constructed()) || !in.Empty() {
		return malformed("originatorInfo")
	}
	elements, err := parseElements(certs, maxCertificates, "certificates")
	if err != nil {
		return err
	}
	for _, raw := range elements {
		if cert, err := pki.ParseCertificate(raw); err == nil {
			r.ed.Certificates = append(r.ed.Certificates, cert)
		}
	}
	return nil
}

func (r *EnvelopedReader) openEncryptedContent() error {
	if err := r.s.open(tagSequence, "encryptedContentInfo"); err != nil {
		return err
	}
	contentType, err := r.s.element(tagOID, "contentType")
	if err != nil {
		return err
	}
	if r.ed.ContentType, err = parseOID(contentType); err != nil {
		return err
	}
	algorithm, err := r.s.element(tagSequence, "contentEncryptionAlgorithm")
	if err != nil {
		return err
	}
	if r.ed.ContentEncryptionAlgorithm, err = pki.ParseAlgorithmIdentifier(algorithm); err != nil {
		return malformed("contentEncryptionAlgorithm")
	}
	more, err := r.s.more()
	if err == nil && !more {
		err = malformed("no encryptedContent")
	}
	if err != nil {
		return err
	}
	return r.content.open(r.s, tagEncryptedContent)
}

// finish reads what follows the content. It returns [io.EOF] when all is well.
func (r *EnvelopedReader) finish() error {
	if err := r.s.close(); err != nil { // encryptedContentInfo
		return err
	}
	more, err := r.s.more()
	if err != nil {
		return err
	}
	if more {
		attributes, err := r.s.element(tagContext1, "unprotectedAttrs")
		if err != nil {
			return err
		}
		set, err := body(attributes)
		if err != nil {
			return err
		}
		if _, err := parseAttributes(set); err != nil {
			return err
		}
	}
	if _, err := r.s.closeMessage(); err != nil {
		return err
	}
	return io.EOF
}
