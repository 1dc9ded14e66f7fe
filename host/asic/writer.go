// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"strings"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
)

// A Writer makes a container, piece by piece: documents by [Writer.Add]; then
// for each signature [Writer.Manifest], which the key's owner signs, detached,
// and [Writer.AddSignature]; at last [Writer.Close]. In ASiC-S there is one
// document, and it is what is signed; a signature by somebody else is one more
// signer in the same message.
type Writer struct {
	kind    Kind
	out     *gate
	zip     *zip.Writer
	names   namespace
	objects []listed
	size    int64
	pending []byte // the manifest that AddSignature is to follow
	signed  bool
}

// A listed document is one that manifests name.
type listed struct {
	name, mediaType string
	digest          []byte // SHA-256
	covered         bool   // by a signature
}

// NewWriter begins a container, with the entry mimetype.
func NewWriter(w io.Writer, kind Kind) (*Writer, error) {
	c := newWriter(w, kind)
	return c, c.store(mimetypeName, []byte(kind.MediaType()))
}

func newWriter(w io.Writer, kind Kind) *Writer {
	out := &gate{Writer: w}
	return &Writer{kind: kind, out: out, zip: zip.NewWriter(out)}
}

// Add puts in a document under a relative path with slashes. The content is
// read twice, from where it stands: sizes come before it, so that also programs
// that read an archive from its beginning can. The media type may be empty.
func (w *Writer) Add(name, mediaType string, content io.ReadSeeker) error {
	if err := w.admit(name); err != nil {
		return err
	}
	start, err := content.Seek(0, io.SeekCurrent)
	if err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	sum, crc := pki.SHA256.New(), crc32.NewIEEE()
	size, err := io.Copy(io.MultiWriter(sum, crc), content)
	if err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	if _, err := content.Seek(start, io.SeekStart); err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	again := crc32.NewIEEE()
	if err := w.entry(name, size, crc.Sum32(), io.TeeReader(content, again)); err != nil {
		return err
	}
	if again.Sum32() != crc.Sum32() {
		return fmt.Errorf("asic: %q changed while it was read", name)
	}
	w.objects = append(w.objects, listed{name: name, mediaType: mediaType, digest: sum.Sum(nil)})
	return nil
}

// admit is an error where there may be no document of that name now.
func (w *Writer) admit(name string) error {
	switch {
	case w.pending != nil:
		return errors.New("asic: a document after the manifest that lists them")
	case w.kind == Simple && len(w.objects) == 1:
		return errors.New("asic: a second document in an ASiC-S")
	case name == mimetypeName || strings.HasSuffix(name, "/") || strings.EqualFold(strings.Split(name, "/")[0], path.Clean(metaFolder)):
		return fmt.Errorf("asic: %q is no name for a document", name)
	}
	return nil
}

// Manifest is what the next signature of an ASiC-E is to be over: a list of all
// documents put in so far.
func (w *Writer) Manifest() ([]byte, error) {
	switch {
	case w.kind == Simple:
		return nil, errors.New("asic: an ASiC-S has no manifest: its document is signed")
	case len(w.objects) == 0:
		return nil, errors.New("asic: nothing to sign")
	}
	signature, _ := w.next()
	w.pending = marshalManifest(signature, w.objects)
	return bytes.Clone(w.pending), nil
}

// AddSignature puts in a detached CMS message over the manifest or, in ASiC-S,
// over the document. Whether it is, only [Verify] tells.
func (w *Writer) AddSignature(signature []byte) error {
	switch {
	case w.kind == Simple && w.signed:
		return errors.New("asic: an ASiC-S has one signature file: add the signer to its message")
	case w.kind == Simple && len(w.objects) == 0, w.kind == Extended && w.pending == nil:
		return errors.New("asic: a signature over nothing")
	}
	message, err := cms.NewReader(bytes.NewReader(signature))
	if err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	if !message.Detached() {
		return errors.New("asic: the signature has its content inside")
	}
	name, manifest := metaFolder+"signature.p7s", ""
	if w.kind == Extended {
		name, manifest = w.next()
		if err := w.store(manifest, w.pending); err != nil {
			return err
		}
	}
	if err := w.store(name, signature); err != nil {
		return err
	}
	for i := range w.objects {
		w.objects[i].covered = true
	}
	w.pending, w.signed = nil, true
	return nil
}

// next names the next signature and its manifest.
func (w *Writer) next() (signature, manifest string) {
	for i := 1; ; i++ {
		signature, manifest = fmt.Sprintf(metaFolder+"signature%03d.p7s", i), fmt.Sprintf(metaFolder+"ASiCManifest%03d.xml", i)
		if !w.names.has(signature) && !w.names.has(manifest) {
			return signature, manifest
		}
	}
}

// Close writes the directory. A document that no signature is over is an error:
// the container would not be what it looks like.
func (w *Writer) Close() error {
	if w.pending != nil || !w.signed {
		return errors.New("asic: a container without its signature")
	}
	for _, object := range w.objects {
		if !object.covered {
			return fmt.Errorf("asic: no signature is over %q", object.name)
		}
	}
	if err := w.zip.Close(); err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	return nil
}

// store writes a small entry.
func (w *Writer) store(name string, octets []byte) error {
	return w.entry(name, int64(len(octets)), crc32.ChecksumIEEE(octets), bytes.NewReader(octets))
}

// entry writes what is in no need of compression or of a data descriptor.
func (w *Writer) entry(name string, size int64, crc uint32, content io.Reader) error {
	to, err := w.begin(name, size, crc)
	if err != nil {
		return err
	}
	n, err := io.Copy(to, content)
	if err != nil {
		return fmt.Errorf("asic: %w", err)
	}
	if n != size {
		return fmt.Errorf("asic: %q changed while it was read", name)
	}
	return nil
}

// begin writes what stands before the octets of an entry.
func (w *Writer) begin(name string, size int64, crc uint32) (io.Writer, error) {
	if err := w.claim(name, size); err != nil {
		return nil, err
	}
	to, err := w.zip.CreateRaw(&zip.FileHeader{
		Name: name, Method: zip.Store, Flags: flagUTF8, ReaderVersion: 20,
		// The beginning of time in a ZIP file: nobody vouches for these dates,
		// and what is signed is dated by its signatures.
		ModifiedDate: 1<<5 | 1, //lint:ignore SA1019 CreateRaw writes this field, not the newer one
		CRC32:        crc, CompressedSize64: uint64(size), UncompressedSize64: uint64(size),
	})
	if err != nil {
		return nil, fmt.Errorf("asic: %w", err)
	}
	return to, nil
}

// claim holds what is written to what is read.
func (w *Writer) claim(name string, size int64) error {
	if err := checkName(name); err != nil {
		return err
	}
	if err := w.names.add(name); err != nil {
		return err
	}
	if len(w.names.seen) > MaxEntries {
		return flawed(TooMany, name, "")
	}
	// What surrounds an entry must stay below four gigabytes too.
	if w.size += size + 1<<12; w.size >= MaxInflated {
		return flawed(TooLarge, name, "")
	}
	return nil
}

// Copy begins a container that has every entry of c, with the same octets, and
// further documents and signatures as the caller adds them. Signature files
// named in replaced have those octets instead, for a message that was extended
// to a higher level or got another signer.
func (c *Container) Copy(ctx context.Context, w io.Writer, replaced map[string][]byte) (*Writer, error) {
	out := newWriter(w, c.Kind)
	replaceable := map[string]bool{}
	for _, s := range c.Signatures {
		replaceable[s.Name], out.signed = true, true
	}
	for name := range replaced {
		if !replaceable[name] {
			return nil, fmt.Errorf("asic: no signature file %q", name)
		}
	}
	for _, file := range c.files {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if octets, ok := replaced[file.Name]; ok || strings.HasSuffix(file.Name, "/") {
			if err := out.store(file.Name, octets); err != nil {
				return nil, err
			}
			continue
		}
		if err := out.claim(file.Name, int64(file.UncompressedSize64)); err != nil {
			return nil, err
		}
		if err := out.zip.Copy(file); err != nil {
			return nil, damage(file.Name, err)
		}
	}
	return out, c.list(ctx, out)
}

// list lets a writer know the documents that are there.
func (c *Container) list(ctx context.Context, out *Writer) error {
	covered := map[string]bool{}
	for _, s := range c.Signatures {
		for _, name := range c.covers(s) {
			covered[name] = true
		}
	}
	for _, object := range c.Objects {
		sum := &digest{by: map[*pki.Hash][]byte{pki.SHA256: nil}}
		if err := sum.read(ctx, object.file); err != nil {
			return err
		}
		out.objects = append(out.objects, listed{name: object.Name, digest: sum.by[pki.SHA256], covered: covered[object.Name]})
	}
	return nil
}

// covers names what a signature file is over.
func (c *Container) covers(s *Assertion) (names []string) {
	switch {
	case s.manifest != nil:
		for _, ref := range s.manifest.references {
			if file := c.find(ref.uri); file != nil {
				names = append(names, file.Name)
			}
		}
	case c.overObject(s) && len(c.Objects) == 1:
		names = append(names, c.Objects[0].Name)
	}
	return names
}
