// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"context"
	"crypto/sha256"
	"hash"
	"hash/crc32"
	"slices"
	"sync"
	"time"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
)

// progressEvery is how often the window is told how far something is, at most.
const progressEvery = 100 * time.Millisecond

// document is one document of the page, and what was seen of it.
type document struct {
	protocol.File
	name   string // safe to show
	octets octets // nil: the page gave its digest alone

	pulled chan struct{} // closed once all of the below is known
	sums   [][sha256.Size]byte
	crc    uint32 // CRC-32, of APPNOTE 4.4.7, that containers want
	text   []byte // the whole of one that may be shown verbatim, else nil

	mu      sync.Mutex
	digests map[*pki.Hash][]byte
	fault   error  // why it is not signed, where others are
	inside  []byte // the report in a container, to be shown; nil: it is shown itself
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

// contains notes, before a document is pulled, what is in it for people to look at.
func (d *document) contains(report []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.inside = report
}

// fail notes why a document is not signed, for the first time.
func (d *document) fail(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault == nil {
		d.fault = err
	}
}

// failed is why a document is not signed; nil: nothing is wrong with it so far.
func (d *document) failed() error {
	_, err := d.known(nil)
	return err
}

// known is the digest by h, nil if there is none so far, or what is wrong.
func (d *document) known(h *pki.Hash) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fault != nil {
		return nil, d.fault
	}
	return d.digests[h], nil
}

// shown is a document as the window is told of it, with the digest by h if it is known,
// or with what is wrong.
func (d *document) shown(h *pki.Hash) protocol.Document {
	shown := protocol.Document{Name: d.name, Size: d.Size, Type: pki.DisplayText(d.Type), Unseen: d.unseen()}
	if digest, err := d.known(h); err != nil {
		shown.Fault = AsError(err).Code
	} else if digest != nil {
		shown.Digest, shown.Inside = &protocol.Digest{Hash: h.Name(), Value: digest}, int64(len(d.inside))
	}
	return shown
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
	err := o.overDocuments(o.ctx, 0, len(o.documents), func(ctx context.Context, i int) error {
		d := o.documents[i]
		if !d.unseen() {
			err := o.pull(ctx, i, d)
			if err == nil && o.inspect != nil {
				err = o.inspect(ctx, d)
			}
			if err != nil && !o.spares(d, err) {
				return o.about(d, err)
			}
		}
		close(d.pulled)
		return nil
	})
	if err != nil {
		return err
	}
	return o.unread()
}

// overDocuments does something with the documents from one index to before another, in
// their order. Those that are read by one call are done several at a time, as many as
// may be read at once. The first error ends all.
func (o *operation) overDocuments(ctx context.Context, from, to int, do func(ctx context.Context, i int) error) error {
	ctx, end := context.WithCancelCause(ctx)
	defer end(nil)
	slots := make(chan struct{}, protocol.MaxReads)
	var working sync.WaitGroup
	for i := from; i < to && ctx.Err() == nil; i++ {
		taken := 1
		if o.documents[i].Size > protocol.PieceSize {
			taken = protocol.MaxReads
		}
		for range taken {
			slots <- struct{}{}
		}
		working.Go(func() {
			if err := do(ctx, i); err != nil {
				end(err)
			}
			for range taken {
				<-slots
			}
		})
	}
	working.Wait()
	return context.Cause(ctx)
}

func (o *operation) pull(ctx context.Context, index int, d *document) error {
	hashes := o.candidates()
	running := make([]hash.Hash, len(hashes))
	for i, h := range hashes {
		running[i] = h.New()
	}
	verbatim := len(o.documents) == 1 && d.Size <= protocol.MaxText
	err := o.stream(ctx, d.octets, d.Size, func(_ int, piece []byte) error {
		if verbatim {
			d.text = slices.Clone(piece)
		}
		d.sums = append(d.sums, sha256.Sum256(piece))
		d.crc = crc32.Update(d.crc, crc32.IEEETable, piece)
		writeAll(running, piece)
		o.progress(index, len(d.sums))
		return nil
	})
	if err != nil {
		return err
	}
	d.mu.Lock()
	for i, h := range hashes {
		d.digests[h] = running[i].Sum(nil)
	}
	d.mu.Unlock()
	o.progress(index, pieces(d.Size))
	return nil
}

// progress tells the window how many pieces of a document have been read: not too
// often, but always of the end of a long one, and of the last.
func (o *operation) progress(index, read int) {
	d := o.documents[index]
	ended := read == pieces(d.Size) && (read > 1 || index == len(o.documents)-1)
	o.mu.Lock()
	now := time.Now()
	told := ended || now.Sub(o.told) >= progressEvery
	if told {
		o.told = now
	}
	o.mu.Unlock()
	if told {
		o.show(protocol.Progress{Kind: protocol.ShowProgress, Document: index, Read: min(int64(read)*protocol.PieceSize, d.Size), Size: d.Size})
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
	digest, err := d.known(h)
	switch {
	case err != nil || digest != nil:
		return digest, err
	case d.unseen():
		return nil, errUnsupported
	}
	running := h.New()
	err = o.stream(ctx, d.octets, d.Size, func(i int, piece []byte) error {
		running.Write(piece)
		return d.match(i, piece)
	})
	if err != nil {
		return nil, o.about(d, gone(err))
	}
	digest = running.Sum(nil)
	d.mu.Lock()
	d.digests[h] = digest
	d.mu.Unlock()
	return digest, nil
}
