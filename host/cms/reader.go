// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms

import (
	"crypto/x509"
	"io"

	"github.com/pidpys/pidpys/host/pki"
)

// A Reader reads one SignedData of any size in constant memory. It gives, in
// this order, what stands before the content, the content, and all the rest.
// Its errors are [ErrNotSignedData], [ErrMalformed], [ErrTooLarge] and those of
// the reader it was given.
type Reader struct {
	s       *stream
	sd      *SignedData
	content content
	read    bool
	err     error
}

// NewReader reads a message up to its content. The message is a ContentInfo or
// a bare SignedData, in DER or BER.
func NewReader(r io.Reader) (*Reader, error) {
	reader := &Reader{s: newStream(r), sd: new(SignedData)}
	if err := reader.start(); err != nil {
		return nil, err
	}
	return reader, nil
}

// DigestAlgorithms are the hashes the signers are said to use.
func (r *Reader) DigestAlgorithms() []pki.AlgorithmIdentifier { return r.sd.DigestAlgorithms }

// ContentType is the type of the content.
func (r *Reader) ContentType() x509.OID { return r.sd.ContentType }

// Detached says that the content is elsewhere.
func (r *Reader) Detached() bool { return r.sd.Detached }

// Content is the content, nothing when it is elsewhere. Every call gives the
// same reader.
func (r *Reader) Content() io.Reader { return &r.content }

// SignedData reads past the content and gives the whole message but that.
func (r *Reader) SignedData() (*SignedData, error) {
	if !r.read {
		r.read = true
		r.err = r.finish()
	}
	if r.err != nil {
		return nil, r.err
	}
	return r.sd, nil
}

// start reads ContentInfo (RFC 5652 section 3) and SignedData (section 5.1) as
// far as the octets of eContent (section 5.2).
func (r *Reader) start() error {
	h, err := r.s.openMessage(pki.OIDSignedData, ErrNotSignedData)
	if err != nil {
		return err
	}
	if r.sd.Version, err = readVersion(r.s, h); err != nil {
		return err
	}
	algorithms, err := r.s.element(tagSet, "digestAlgorithms")
	if err != nil {
		return err
	}
	if r.sd.DigestAlgorithms, err = parseDigestAlgorithms(algorithms); err != nil {
		return err
	}
	return r.openContent()
}

func (r *Reader) openContent() error {
	if err := r.s.open(tagSequence, "encapContentInfo"); err != nil {
		return err
	}
	contentType, err := r.s.element(tagOID, "eContentType")
	if err != nil {
		return err
	}
	if r.sd.ContentType, err = parseOID(contentType); err != nil {
		return err
	}
	more, err := r.s.more()
	if err != nil {
		return err
	}
	if r.sd.Detached = !more; r.sd.Detached {
		r.content.ended = true
		return nil
	}
	if err := r.s.open(tagContext0, "eContent"); err != nil {
		return err
	}
	return r.content.open(r.s, tagOctetString)
}

// finish reads what follows eContent.
func (r *Reader) finish() error {
	if _, err := io.Copy(io.Discard, &r.content); err != nil {
		return err
	}
	if !r.sd.Detached {
		if err := r.s.close(); err != nil { // eContent
			return err
		}
	}
	if err := r.s.close(); err != nil { // encapContentInfo
		return err
	}
	if err := r.readFields(); err != nil {
		return err
	}
	trailing, err := r.s.closeMessage()
	r.sd.Trailing = trailing
	return err
}

// readFields reads certificates, crls and signerInfos.
func (r *Reader) readFields() error {
	fields := []struct {
		tag   byte
		parse func(*SignedData, []byte) error
	}{
		{tagContext0, (*SignedData).parseCertificates},
		{tagContext1, (*SignedData).parseCRLs},
		{tagSet, (*SignedData).parseSignerInfos},
	}
	for last := byte(0); last != tagSet; {
		h, err := r.s.header()
		if err != nil {
			return err
		}
		for len(fields) > 0 && fields[0].tag != h.Tag {
			fields = fields[1:]
		}
		if len(fields) == 0 {
			return malformed("signerInfos")
		}
		field, err := r.s.rest(h)
		if err != nil {
			return err
		}
		if err := fields[0].parse(r.sd, field); err != nil {
			return err
		}
		last, fields = h.Tag, fields[1:]
	}
	return nil
}
