// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

const (
	// recheckWhole: a document up to this size is read again whole after
	// consent; of a larger one, recheckPieces besides the first and the last.
	recheckWhole  = 4 << 20
	recheckPieces = 6

	progressEvery = 100 * time.Millisecond
)

// document is one document of the page, and what was seen of it.
type document struct {
	protocol.File
	name   string // safe to show
	octets octets // nil: the page gave its digest alone

	pulled chan struct{} // closed once all of the below is known
	sums   [][sha256.Size]byte
	short  []byte // the whole of a document no longer than maxIdentity, else nil

	mu      sync.Mutex
	digests map[*pki.Hash][]byte
}

// newDocument is one that is pulled from the page.
func (o *operation) newDocument(f protocol.File) *document {
	return newDocument(f, o.at(protocol.Page, f.Blob))
}

func newDocument(f protocol.File, from octets) *document {
	return &document{File: f, name: shownName(f.Name), octets: from, pulled: make(chan struct{}), digests: make(map[*pki.Hash][]byte)}
}

// unseen reports whether nobody can show the document.
func (d *document) unseen() bool { return d.octets == nil }

func (d *document) shown() protocol.Document {
	return protocol.Document{Name: d.name, Size: d.Size, Type: pki.DisplayText(d.Type), Unseen: d.unseen()}
}

// candidates are the hashes that documents are pulled with before the key is
// known. SHA-256 costs next to nothing beside a national hash, and one
// national hash keeps up with what browsers deliver; so both are taken, and the
// key then has its digest at once. Only a DSTU 4145 key with another table than
// ДКЕ № 1, which nobody has been issued since 2012, makes the documents be
// read a second time: see [operation.digest]. What is not signed needs SHA-256
// alone, to show.
func (o *operation) candidates() []*pki.Hash {
	switch {
	case !o.purpose.signs:
		return []*pki.Hash{pki.SHA256}
	case o.hash == pki.Kupyna256:
		return []*pki.Hash{pki.Kupyna256, pki.SHA256}
	}
	return []*pki.Hash{pki.GOST34311, pki.SHA256}
}

// pullDocuments reads every document once, hashing it and keeping a sum of
// each piece.
func (o *operation) pullDocuments() error {
	for i, d := range o.documents {
		if !d.unseen() {
			if err := o.pull(i, d); err != nil {
				return err
			}
		}
		close(d.pulled)
	}
	return nil
}

func (o *operation) pull(index int, d *document) error {
	hashes := o.candidates()
	running := make([]hash.Hash, len(hashes))
	for i, h := range hashes {
		running[i] = h.New()
	}
	seen := o.meter(index)
	err := o.stream(o.ctx, d.octets, d.Size, func(_ int, piece []byte) error {
		if d.Size <= maxIdentity {
			d.short = slices.Clone(piece)
		}
		d.sums = append(d.sums, sha256.Sum256(piece))
		writeAll(running, piece)
		seen(len(d.sums))
		return nil
	})
	if err != nil {
		return err
	}
	for i, h := range hashes {
		d.digests[h] = running[i].Sum(nil)
	}
	o.show(protocol.Progress{Kind: protocol.ShowProgress, Document: index, Read: d.Size, Size: d.Size})
	return nil
}

// meter returns what tells the window, not too often, how many pieces of a
// document have been read.
func (o *operation) meter(index int) func(pieces int) {
	size := o.documents[index].Size
	var shown time.Time
	return func(pieces int) {
		if now := time.Now(); now.Sub(shown) >= progressEvery {
			shown = now
			read := min(int64(pieces)*protocol.PieceSize, size)
			o.show(protocol.Progress{Kind: protocol.ShowProgress, Document: index, Read: read, Size: size})
		}
	}
}

// writeAll gives one piece to all hashes at the same time.
func writeAll(hashes []hash.Hash, piece []byte) {
	var writing sync.WaitGroup
	for _, h := range hashes {
		writing.Go(func() { h.Write(piece) })
	}
	writing.Wait()
}

// digest waits until the document is pulled and returns its digest by h,
// reading it a second time if it was not hashed so. Of an unseen one there is no
// other digest than the one that the page gave.
func (o *operation) digest(ctx context.Context, d *document, h *pki.Hash) ([]byte, error) {
	select {
	case <-d.pulled:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if digest, ok := d.digests[h]; ok {
		return digest, nil
	}
	if d.unseen() {
		return nil, errUnsupported
	}
	running := h.New()
	err := o.stream(ctx, d.octets, d.Size, func(i int, piece []byte) error {
		running.Write(piece)
		return d.match(i, piece)
	})
	if err != nil {
		return nil, gone(err)
	}
	d.digests[h] = running.Sum(nil)
	return d.digests[h], nil
}

// recheckDocuments looks at the documents once more between consent and
// signature: whole if they are small, else at the first, the last and some
// random pieces.
func (o *operation) recheckDocuments() error {
	for _, d := range o.documents {
		if d.unseen() {
			continue
		}
		if err := o.recheck(d); err != nil {
			return err
		}
	}
	return nil
}

func (o *operation) recheck(d *document) error {
	if d.Size <= recheckWhole {
		return gone(o.stream(o.ctx, d.octets, d.Size, d.match))
	}
	picked := []int{0, len(d.sums) - 1}
	for range recheckPieces {
		picked = append(picked, rand.IntN(len(d.sums)))
	}
	slices.Sort(picked)
	for _, i := range slices.Compact(picked) {
		if _, err := o.reread(o.ctx, d, i); err != nil {
			return err
		}
	}
	return nil
}

// reopen reads a document once more from its start to its end; it must be what
// it was.
func (o *operation) reopen(ctx context.Context, index int) io.ReadCloser {
	d, seen := o.documents[index], o.meter(index)
	return o.pipe(ctx, func(ctx context.Context, out io.Writer) error {
		return gone(o.stream(ctx, d.octets, d.Size, func(i int, piece []byte) error {
			if err := d.match(i, piece); err != nil {
				return err
			}
			seen(i + 1)
			_, err := out.Write(piece)
			return err
		}))
	})
}

// reread pulls one piece again; it must be what it was.
func (o *operation) reread(ctx context.Context, d *document, i int) ([]byte, error) {
	offset, length := extent(d.Size, i)
	piece, err := d.octets.read(ctx, offset, length)
	if err != nil {
		return nil, gone(err)
	}
	return piece, d.match(i, piece)
}

func (d *document) match(i int, piece []byte) error {
	if sha256.Sum256(piece) != d.sums[i] {
		return protocol.Fail(protocol.DocumentChanged)
	}
	return nil
}

// gone says of a document that was read once and cannot be read again what
// that means: browsers refuse to read a file that was written to meanwhile.
func gone(err error) error {
	if errors.Is(err, protocol.Fail(protocol.ReadFailed)) {
		return protocol.Fail(protocol.DocumentChanged)
	}
	return err
}
