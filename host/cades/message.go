// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A Message is a signed file of any size that is to be changed: brought to
// another level, given one more signature, joined with its content or parted
// from it. Whatever is done to Signed, the content stays where it is until
// [Message.Write], and never in memory.
//
// Octets behind the message are not written again. What is written goes to
// another file: the first is still read.
type Message struct {
	Signed *cms.SignedData

	signature, content file
	inside             bool // the content is in the signature
	size               int64
	sums               map[*pki.Hash][]byte
}

var (
	// ErrNoContent says that a content is needed and neither in the message
	// nor beside it.
	ErrNoContent = errors.New("cades: the content is not at hand")
	// ErrTwoContents says that a content was given beside a message that has
	// one.
	ErrTwoContents = errors.New("cades: the message has its content inside")
)

// A file is read from where it stood at first, as often as needed.
type file struct {
	io.ReadSeeker
	start int64
}

func newFile(r io.ReadSeeker) (f file, err error) {
	f.ReadSeeker = r
	f.start, err = r.Seek(0, io.SeekCurrent)
	return f, err
}

func (f *file) rewind() error {
	_, err := f.Seek(f.start, io.SeekStart)
	return err
}

// OpenMessage reads a message from where the signature stands. content is what
// was signed if that is elsewhere, and may be nil where it is not needed. Both
// stay the caller's to close, after the last use of the Message. Errors are
// those of [cms.NewReader] and [ErrTwoContents].
func OpenMessage(signature, content io.ReadSeeker) (*Message, error) {
	m := &Message{sums: map[*pki.Hash][]byte{}}
	var err error
	if m.signature, err = newFile(signature); err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	reader, err := cms.NewReader(signature)
	if err != nil {
		return nil, err
	}
	m.inside = !reader.Detached()
	if m.size, err = io.Copy(io.Discard, reader.Content()); err != nil {
		return nil, err
	}
	if m.Signed, err = reader.SignedData(); err != nil || content == nil {
		return m, err
	}
	if m.inside {
		return nil, ErrTwoContents
	}
	if m.content, err = newFile(content); err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	end, err := content.Seek(0, io.SeekEnd)
	if err != nil {
		return nil, fmt.Errorf("cades: %w", err)
	}
	m.size = end - m.content.start
	return m, nil
}

// HasContent reports whether the content is at hand.
func (m *Message) HasContent() bool { return m.inside || m.content.ReadSeeker != nil }

// open gives the content from its beginning.
func (m *Message) open() (io.Reader, error) {
	if !m.HasContent() {
		return nil, ErrNoContent
	}
	if !m.inside {
		return m.content, m.content.rewind()
	}
	if err := m.signature.rewind(); err != nil {
		return nil, err
	}
	reader, err := cms.NewReader(m.signature)
	if err != nil {
		return nil, err
	}
	return reader.Content(), nil
}

// Digest is that of the content: what [Signer.Prepare] and [Augmenter.Augment]
// want. It reads the content once for each hash. The error is [ErrNoContent] or
// of the files.
func (m *Message) Digest(ctx context.Context, h *pki.Hash) ([]byte, error) {
	if sum, ok := m.sums[h]; ok {
		return bytes.Clone(sum), nil
	}
	state := h.New()
	if err := m.copyContent(ctx, state); err != nil {
		return nil, err
	}
	m.sums[h] = state.Sum(nil)
	return bytes.Clone(m.sums[h]), nil
}

// copyContent obeys the context between pieces.
func (m *Message) copyContent(ctx context.Context, w io.Writer) error {
	content, err := m.open()
	if err != nil {
		return err
	}
	n, err := io.Copy(w, readerFunc(func(p []byte) (int, error) {
		if ctx.Err() != nil {
			return 0, context.Cause(ctx)
		}
		return content.Read(p)
	}))
	switch {
	case err != nil:
		return fmt.Errorf("cades: %w", err)
	case n != m.size:
		return errors.New("cades: the content changed while it was read")
	}
	return nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

// A wanted file is read as long as its context lasts.
type wanted struct {
	io.ReadSeeker
	ctx context.Context
}

func whileWanted(ctx context.Context, r io.ReadSeeker) io.ReadSeeker { return &wanted{r, ctx} }

func (w *wanted) Read(p []byte) (int, error) {
	if w.ctx.Err() != nil {
		return 0, context.Cause(w.ctx)
	}
	return w.ReadSeeker.Read(p)
}

// Write writes the message in DER, with the content inside unless Signed says
// that it is detached. What it wrote before an error is no message.
func (m *Message) Write(ctx context.Context, w io.Writer) error {
	if !m.Signed.Detached && !m.HasContent() {
		return ErrNoContent
	}
	prefix, suffix, err := m.Signed.Envelope(m.size)
	if err != nil {
		return err
	}
	if _, err := w.Write(prefix); err != nil {
		return fmt.Errorf("cades: %w", err)
	}
	if m.Signed.Detached {
		return nil
	}
	if err := m.copyContent(ctx, w); err != nil {
		return err
	}
	if _, err := w.Write(suffix); err != nil {
		return fmt.Errorf("cades: %w", err)
	}
	return nil
}
