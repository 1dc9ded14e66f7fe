// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// judge gives the verdicts on one file.
func (c *Container) judge(ctx context.Context, v *validation.Verifier, s *Assertion, sums digests) ([]Verdict, error) {
	octets, err := readAll(s.file, MaxSignature)
	if err != nil {
		return nil, err
	}
	report, err := verify(ctx, v, octets, c.content(s))
	damaged := err
	if isDamage(damaged) {
		report, err = verify(ctx, v, octets, nil)
	}
	if err != nil {
		return nil, err
	}
	found, documents := c.check(s, sums)
	if damaged != nil {
		found = append(found, finding(DocumentDamaged, damaged.Error()))
		documents[0].Fault = DocumentDamaged
	}
	var verdicts []Verdict
	unsigned := map[Code][]Document{}
	for _, verdict := range report.Signatures {
		one := Verdict{Verdict: verdict, File: s.Name, Manifest: s.Manifest, Documents: documents}
		one.Errors = c.place(one.Errors, s)
		if !one.Intact && len(one.Errors) > 0 {
			reason := one.Errors[0].Code
			if unsigned[reason] == nil {
				unsigned[reason] = withFault(documents, reason)
			}
			one.Documents = unsigned[reason]
		}
		one.blame(found)
		verdicts = append(verdicts, one)
	}
	return verdicts, nil
}

// place says what it is that changed: the manifest, or the document. That there
// is no content is said by check, and closer.
func (c *Container) place(errors []validation.Finding, s *Assertion) []validation.Finding {
	var placed []validation.Finding
	for _, f := range errors {
		switch {
		case f.Code == validation.ContentMissing:
			continue
		case f.Code != validation.ContentChanged:
		case s.manifest != nil:
			f = finding(ManifestChanged, "")
		case c.overObject(s):
			f = finding(DocumentChanged, "")
		}
		placed = append(placed, f)
	}
	return placed
}

// withFault are the documents of a signature that does not hold: of none it is
// known that it was signed.
func withFault(documents []Document, fault Code) []Document {
	documents = slices.Clone(documents)
	for i := range documents {
		documents[i].Fault = cmp.Or(documents[i].Fault, fault)
	}
	return documents
}

func isDamage(err error) bool {
	var flaw *ArchiveError
	return errors.As(err, &flaw)
}

// verify judges signatures over a content, of which nothing is known when nil.
func verify(ctx context.Context, v *validation.Verifier, signature []byte, content func() (io.ReadCloser, error)) (*validation.Report, error) {
	var from io.Reader
	if content != nil {
		r, err := content()
		if err != nil {
			return nil, err
		}
		defer r.Close()
		from = r
	}
	report, err := v.Verify(ctx, bytes.NewReader(signature), from, nil)
	if err != nil {
		return nil, fmt.Errorf("asic: %w", err)
	}
	return report, nil
}

// content is what the signatures of a file are over; nil where that is not
// known.
func (c *Container) content(s *Assertion) func() (io.ReadCloser, error) {
	switch {
	case s.manifest != nil:
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(s.manifest.raw)), nil }
	case c.overObject(s) && len(c.Objects) == 1:
		return c.Objects[0].Open
	}
	return nil
}

// overObject says that a file is over the document itself: that of an ASiC-S,
// which has one, ETSI EN 319 162-1 section 4.3.
func (c *Container) overObject(a *Assertion) bool {
	return c.Kind == Simple && a.manifest == nil && len(c.Signatures)+len(c.TimeStamps) == 1
}

// check says what the signatures of a file are over, and what the container has
// wrong with that.
func (c *Container) check(s *Assertion, sums digests) ([]validation.Finding, []Document) {
	switch {
	case s.manifest != nil:
		return c.checkManifest(s, sums)
	case !c.overObject(s):
		return c.noManifest(), nil
	case len(c.Objects) > 1:
		return []validation.Finding{finding(DocumentsSeveral, "")}, nil
	case len(c.Objects) == 0:
		return []validation.Finding{finding(DocumentMissing, "")}, nil
	}
	return nil, []Document{{Name: c.Objects[0].Name}}
}

// noManifest blames the first manifest that may have been the one.
func (c *Container) noManifest() []validation.Finding {
	found := []validation.Finding{finding(ManifestMissing, "")}
	for _, m := range c.manifests {
		if m.err != nil && m.signature == "" {
			return append(found, finding(ManifestMalformed, fmt.Sprintf("%q: %v", m.name, m.err)))
		}
	}
	return found
}

// checkManifest finds each fault once, with the first file that has it: the
// documents tell all.
func (c *Container) checkManifest(s *Assertion, sums digests) (found []validation.Finding, documents []Document) {
	if s.ambiguous {
		found = append(found, finding(ManifestTwice, ""))
	}
	if s.manifest.err != nil {
		found = append(found, finding(ManifestMalformed, fmt.Sprintf("%q: %v", s.manifest.name, s.manifest.err)))
	}
	at := map[string]int{}
	for _, ref := range s.manifest.references {
		name, fault := c.checkReference(ref, sums)
		if fault != "" && !slices.ContainsFunc(found, func(f validation.Finding) bool { return f.Code == fault }) {
			found = append(found, finding(fault, fmt.Sprintf("%q", name)))
		}
		if name == mimetypeName || strings.HasPrefix(name, metaFolder) {
			continue
		}
		i, listed := at[name]
		if !listed {
			i, documents = len(documents), append(documents, Document{Name: name})
			at[name] = i
		}
		if fault != "" {
			documents[i].Fault = fault
		}
	}
	return found, documents
}

// checkReference finds a file and compares it with its digest.
func (c *Container) checkReference(ref reference, sums digests) (name string, fault Code) {
	file := c.find(ref.uri)
	if file == nil {
		return unescape(ref.uri), DocumentMissing
	}
	switch {
	case ref.hash == nil:
		fault = DigestUnsupported
	case sums[file.Name].err != nil:
		fault = DocumentDamaged
	case !bytes.Equal(sums[file.Name].by[ref.hash], ref.digest):
		fault = DocumentChanged
	case ref.hash == pki.SHA1:
		fault = DigestWeak
	}
	return file.Name, fault
}
