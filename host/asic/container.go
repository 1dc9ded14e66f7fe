// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
)

// A Kind is one of the two kinds of containers.
type Kind string

// The kinds, ETSI EN 319 162-1 section 4.
const (
	Simple   Kind = "ASiC-S" // one document
	Extended Kind = "ASiC-E" // any number of them
)

// MediaType is what the entry mimetype says, ETSI EN 319 162-1 annex A.1.
func (k Kind) MediaType() string {
	return "application/vnd.etsi." + strings.ToLower(string(k)) + "+zip"
}

const (
	mimetypeName = "mimetype"
	metaFolder   = "META-INF/"
	maxMimetype  = 256
	bom          = "\ufeff"
)

// A Container is an archive whose names and octets are in order. Nothing is
// known yet about its signatures.
type Container struct {
	Kind Kind
	// Objects are the documents, in the order they lie in.
	Objects []*Object
	// Signatures and TimeStamps are the files over them, in the same order.
	Signatures []*Assertion
	TimeStamps []*Assertion
	// Unsupported are files in META-INF that sign documents in a form that is
	// not judged: XAdES signatures, evidence records.
	Unsupported []string
	// Oddities are the rules for containers that this one bends.
	Oddities []Code

	manifests      []*manifest
	manifestOctets uint64
	files          []*zip.File // all entries, in the order they lie in
	byName         map[string]*zip.File
}

// An Object is a document, a data object in the standard's words.
type Object struct {
	Name string // UTF-8, a relative path with slashes; hostile where it is shown
	Size int64  // octets
	file *zip.File
}

// Open reads the document. What the archive has wrong with it is an
// [ArchiveError] while reading.
func (o *Object) Open() (io.ReadCloser, error) { return open(o.file) }

// An Assertion is a file of CAdES signatures, or a time-stamp token.
type Assertion struct {
	Name string
	// Manifest is the name of the manifest that it is over; empty in ASiC-S,
	// where it is over the one document, and where there is none.
	Manifest string
	file     *zip.File
	manifest *manifest
	// ambiguous says that another manifest names this file too.
	ambiguous bool
}

// Open reads the message.
func (a *Assertion) Open() (io.ReadCloser, error) { return open(a.file) }

// Begins reports whether the first octets of a file, four of them, are those of
// an archive, which a container is. Only Open says whether it is one.
func Begins(head []byte) bool { return bytes.HasPrefix(head, []byte("PK")) }

// Open reads the container's structure. The error is [ErrNotContainer], an
// [*ArchiveError] or one of the reader's own.
func Open(r io.ReaderAt, size int64) (*Container, error) {
	reader, files, err := openArchive(source{r}, size)
	if err != nil {
		return nil, err
	}
	c := &Container{files: files, byName: map[string]*zip.File{}}
	for _, file := range files {
		c.byName[file.Name] = file
		if err := c.sort(file); err != nil {
			return nil, err
		}
	}
	if n := len(c.Signatures) + len(c.TimeStamps); n > MaxAssertions {
		return nil, flawed(TooMany, "", "%d signatures and time-stamps", n)
	}
	if err := c.findKind(reader.Comment); err != nil {
		return nil, err
	}
	c.pair(c.Signatures)
	c.pair(c.TimeStamps)
	return c, nil
}

// sort says what a file is by its place and name: ETSI EN 319 162-1 sections
// 4.3.3 and 4.4.3. META-INF may hold other files too, which mean nothing here.
func (c *Container) sort(file *zip.File) error {
	name, meta := strings.CutPrefix(file.Name, metaFolder)
	name = strings.ToLower(name)
	switch {
	case strings.HasSuffix(file.Name, "/") || file.Name == mimetypeName:
	case !meta:
		c.Objects = append(c.Objects, &Object{Name: file.Name, Size: int64(file.UncompressedSize64), file: file})
	case strings.HasSuffix(name, ".p7s"):
		c.Signatures = append(c.Signatures, &Assertion{Name: file.Name, file: file})
	case strings.HasSuffix(name, ".tst"):
		c.TimeStamps = append(c.TimeStamps, &Assertion{Name: file.Name, file: file})
	case strings.HasSuffix(name, ".xml") && strings.Contains(name, "evidencerecord"),
		strings.HasSuffix(name, ".xml") && strings.Contains(name, "signature"),
		strings.HasSuffix(name, ".ers"):
		c.Unsupported = append(c.Unsupported, file.Name)
	case strings.HasSuffix(name, ".xml") && (strings.Contains(name, "asicmanifest") || strings.Contains(name, "asicarchivemanifest")):
		m, err := readManifest(file, min(MaxManifest, MaxManifests-c.manifestOctets))
		if err != nil {
			return err
		}
		c.manifests = append(c.manifests, m)
		c.manifestOctets += uint64(len(m.raw))
	}
	return nil
}

// findKind reads the entry mimetype, annex A.1. Where there is none, the
// archive's comment may say it (section 4.4.4), or what the archive holds.
func (c *Container) findKind(comment string) error {
	said, ok := strings.CutPrefix(comment, "mimetype=")
	if !ok {
		said = ""
	}
	first := len(c.files) > 0 && c.files[0].Name == mimetypeName
	found := false
	for _, file := range c.files {
		if file.Name != mimetypeName {
			continue
		}
		text, err := readAll(file, maxMimetype)
		if err != nil {
			return err
		}
		said, found = string(text), true
		if !first || file.Method != zip.Store {
			c.Oddities = append(c.Oddities, MimetypeMisplaced)
		}
	}
	kind := strings.TrimSpace(strings.TrimPrefix(said, bom))
	switch strings.ToLower(kind) {
	case Simple.MediaType():
		c.Kind = Simple
	case Extended.MediaType():
		c.Kind = Extended
	case "":
		c.Kind = c.guess()
	}
	if c.Kind == "" {
		return fmt.Errorf("%w: mimetype %q", ErrNotContainer, kind)
	}
	if !found {
		c.Oddities = append(c.Oddities, MimetypeMissing)
	} else if said != kind {
		c.Oddities = append(c.Oddities, MimetypeForm)
	}
	return nil
}

// guess is the kind of a container that does not say it.
func (c *Container) guess() Kind {
	switch {
	case len(c.manifests) > 0:
		return Extended
	case len(c.Signatures)+len(c.TimeStamps) > 0:
		return Simple
	}
	return ""
}

// pair finds the manifest of each file.
func (c *Container) pair(files []*Assertion) {
	for _, a := range files {
		for _, m := range c.manifests {
			if m.signature == a.Name {
				a.ambiguous = a.manifest != nil
				a.manifest, a.Manifest = m, m.name
			}
		}
	}
}

func open(file *zip.File) (io.ReadCloser, error) {
	r, err := file.Open()
	if err != nil {
		return nil, damage(file.Name, err)
	}
	return &entryReader{r, file.Name}, nil
}

// An entryReader names the entry in its errors.
type entryReader struct {
	io.ReadCloser
	name string
}

func (e *entryReader) Read(p []byte) (int, error) {
	n, err := e.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = damage(e.name, err)
	}
	return n, err
}

// readAll is the whole of a small file.
func readAll(file *zip.File, limit uint64) ([]byte, error) {
	if file.UncompressedSize64 > limit {
		return nil, flawed(TooLarge, file.Name, "%d octets", file.UncompressedSize64)
	}
	r, err := open(file)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}
