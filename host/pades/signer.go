// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// A Signer says how to sign.
type Signer struct {
	// Certificate is the signer's.
	Certificate *x509.Certificate
	// Chain are certificates of issuers to put beside the signer's.
	Chain []*x509.Certificate
	// Hash, ESSHash and PSS are those of [cades.Signer].
	Hash, ESSHash *pki.Hash
	PSS           bool
	// SigningTime is what the signer claims, to the second. In PDF it stands
	// beside the message: ETSI EN 319 142-1 section 6.3.
	SigningTime time.Time
	// Name, Reason and Location are words for viewers; empty ones are left out.
	Name, Reason, Location string
	// Field names an empty signature field to fill. Empty: a new one is made.
	Field string
	// Room is how many octets the message may come to, with what time-stamps
	// bring; 0 is a room that suffices for two.
	Room int
	// ContentStamper, if not nil, stamps the content before it is signed, which
	// verifiers in Ukraine want from level B-T on: see [cades.Profile]. A
	// *[cades.Augmenter] is one.
	ContentStamper ContentStamper
}

// A ContentStamper makes content time-stamps. Its errors are those of
// [cades.Augmenter.ContentTimeStamp].
type ContentStamper interface {
	ContentTimeStamp(ctx context.Context, h *pki.Hash, digest []byte) (*tsp.Token, error)
}

// MaxRoom bounds Signer.Room.
const MaxRoom = 4 << 20

// usualRoom is for attributes and two time-stamps with their certificates.
const usualRoom = 24 << 10

// A Prepared is a signed file that lacks the signature.
type Prepared struct {
	draft    *draft
	prepared *cades.Prepared
}

// Prepare lays out a new revision of a file of size octets and reads the file
// once. The reader must stay as it is until the result has been written.
// Beside the errors of the file and of [cades.Signer.Prepare] there is a
// *[cades.TimeStampError] when the content could not be stamped.
func (s *Signer) Prepare(ctx context.Context, r io.ReaderAt, size int64) (*Prepared, error) {
	if s.SigningTime.IsZero() {
		return nil, errors.New("pades: no signing time")
	}
	room := s.Room
	if room == 0 {
		room = usualRoom + len(s.Certificate.Raw)
		for _, cert := range s.Chain {
			room += len(cert.Raw)
		}
	}
	if room < 0 || room > MaxRoom {
		return nil, fmt.Errorf("pades: room for %d octets", room)
	}
	d, err := newDraft(&contextReader{ctx, r}, size, s.dictionary(), s.Field, room)
	if err != nil {
		return nil, err
	}
	message := cades.Signer{
		Certificate: s.Certificate, Chain: s.Chain, Hash: s.Hash, ESSHash: s.ESSHash, PSS: s.PSS,
		Detached: true, OmitSigningTime: true,
	}
	h, err := message.ContentHash()
	if err != nil {
		return nil, err
	}
	digest, err := d.digest(h)
	if err != nil {
		return nil, err
	}
	if s.ContentStamper != nil {
		if message.ContentTimeStamp, err = s.ContentStamper.ContentTimeStamp(ctx, h, digest); err != nil {
			return nil, err
		}
	}
	prepared, err := message.Prepare(digest)
	if err != nil {
		return nil, err
	}
	d.document.base = r
	return &Prepared{d, prepared}, nil
}

// Check says whether a signature can be put into a file of size octets, whoever's it
// is: its errors are those that [Signer.Prepare] has of the file.
func Check(ctx context.Context, r io.ReaderAt, size int64) error {
	_, err := newDraft(&contextReader{ctx, r}, size, new(Signer).dictionary(), "", 1)
	return err
}

// dictionary is the signature dictionary but for what [newDraft] puts in: ISO
// 32000-1 table 252 and ETSI EN 319 142-1 section 6.3.
func (s *Signer) dictionary() pdf.Dict {
	dict := pdf.Dict{
		"Type": pdf.Name("Sig"), "Filter": pdf.Name("Adobe.PPKLite"), "SubFilter": subFilterCAdES,
		"M": pdf.String{Octets: []byte(formatDate(s.SigningTime))},
	}
	for key, words := range map[pdf.Name]string{"Name": s.Name, "Reason": s.Reason, "Location": s.Location} {
		if words != "" {
			dict[key] = text(words)
		}
	}
	return dict
}

// Digest is what the key signs, by [Prepared.Hash].
func (p *Prepared) Digest() []byte { return p.prepared.Digest() }

// Hash is what the digest was made with.
func (p *Prepared) Hash() *pki.Hash { return p.prepared.Hash() }

// PSS says whether the key signs by RSASSA-PSS.
func (p *Prepared) PSS() bool { return p.prepared.PSS() }

// Finish takes the key's answer, as [cades.Prepared.Finish] does, and gives the
// message, to bring to level B-T or to seal as it is.
func (p *Prepared) Finish(signature []byte) (*cms.SignedData, error) {
	return p.prepared.Finish(signature)
}

// ContentDigest is the digest of what is signed, for [cades.Augmenter.Augment].
// It reads the file again.
func (p *Prepared) ContentDigest(h *pki.Hash) ([]byte, error) { return p.draft.digest(h) }

// Seal puts the message into the file. A message that has grown too large gives
// ErrRoom: sign again with a Signer.Room that suffices.
func (p *Prepared) Seal(message *cms.SignedData) (*Document, error) {
	der, err := message.Marshal(nil)
	if err != nil {
		return nil, fmt.Errorf("pades: %w", err)
	}
	return p.draft.seal(der)
}

// contextReader ends with its context.
type contextReader struct {
	ctx context.Context
	r   io.ReaderAt
}

func (c *contextReader) ReadAt(p []byte, off int64) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.ReadAt(p, off)
}
