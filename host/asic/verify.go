// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// A Report is what [Verify] says about a container.
type Report struct {
	Container *Container
	// Signatures are the verdicts, one a signer, file by file.
	Signatures []Verdict
	// Uncovered are the documents that no signature is over: whoever held the
	// container could put them in.
	Uncovered []string
}

// A Verdict is what is said about one signature of a container.
type Verdict struct {
	validation.Verdict
	// File is the signature's file, Manifest that of the manifest it is over;
	// empty where it is over the document itself.
	File, Manifest string
	// Documents are those that the signature is over, also where Errors say
	// that they were changed. What else a manifest lists is not among them.
	Documents []string
}

// Passed says that all signatures are TOTAL-PASSED and every document is under
// one; that there is nothing in a form that was not judged; and that there is a
// signature at all.
func (r *Report) Passed() bool {
	for _, v := range r.Signatures {
		if v.Indication != validation.TotalPassed {
			return false
		}
	}
	return len(r.Signatures) > 0 && len(r.Uncovered) == 0 && len(r.Container.Unsupported) == 0
}

// Verify opens a container and judges its signatures. The error is that of
// [Open], of the reader or the context: all else is in the report. Every
// document is read once, in constant memory.
func Verify(ctx context.Context, v *validation.Verifier, r io.ReaderAt, size int64) (*Report, error) {
	c, err := Open(r, size)
	if err != nil {
		return nil, err
	}
	sums, err := c.hash(ctx)
	if err != nil {
		return nil, err
	}
	report := &Report{Container: c}
	for _, s := range c.Signatures {
		verdicts, err := c.judge(ctx, v, s, sums)
		if err != nil {
			return nil, err
		}
		report.Signatures = append(report.Signatures, verdicts...)
	}
	covered := map[string]bool{}
	for _, v := range report.Signatures {
		for _, name := range v.Documents {
			covered[name] = true
		}
	}
	for _, object := range c.Objects {
		if !covered[object.Name] {
			report.Uncovered = append(report.Uncovered, object.Name)
		}
	}
	return report, nil
}

// judge gives the verdicts on one file.
func (c *Container) judge(ctx context.Context, v *validation.Verifier, s *Signature, sums digests) ([]Verdict, error) {
	octets, err := readAll(s.file, MaxSignature)
	if err != nil {
		return nil, err
	}
	content, documents := c.content(s)
	report, err := verify(ctx, v, octets, content)
	damaged := err
	if isDamage(damaged) {
		report, err = verify(ctx, v, octets, nil)
	}
	if err != nil {
		return nil, err
	}
	found := c.check(s, sums)
	if damaged != nil {
		found = append(found, finding(DocumentDamaged, damaged.Error()))
	}
	var verdicts []Verdict
	for _, verdict := range report.Signatures {
		one := Verdict{Verdict: verdict, File: s.Name, Manifest: s.Manifest, Documents: documents}
		one.blame(found)
		verdicts = append(verdicts, one)
	}
	return verdicts, nil
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

// content is what the signatures of a file are over, nil where that is not
// known, and the documents they are over thereby.
func (c *Container) content(s *Signature) (func() (io.ReadCloser, error), []string) {
	switch {
	case s.manifest != nil:
		var documents []string
		listed := map[string]bool{}
		for _, ref := range s.manifest.references {
			if file := c.find(ref.uri); file != nil && c.isObject[file.Name] && !listed[file.Name] {
				documents, listed[file.Name] = append(documents, file.Name), true
			}
		}
		return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(s.manifest.raw)), nil }, documents
	case c.overObject(s) && len(c.Objects) == 1:
		return c.Objects[0].Open, []string{c.Objects[0].Name}
	}
	return nil, nil
}

// overObject says that a signature is over the document itself: the one of an
// ASiC-S, ETSI EN 319 162-1 section 4.3.
func (c *Container) overObject(s *Signature) bool {
	return c.Kind == Simple && s.manifest == nil && len(c.Signatures) == 1
}

// check says what the container has wrong with the signatures of a file.
func (c *Container) check(s *Signature, sums digests) []validation.Finding {
	if c.overObject(s) {
		if len(c.Objects) > 1 {
			return []validation.Finding{finding(DocumentsSeveral, "")}
		}
		return nil
	}
	if s.manifest != nil {
		return c.checkManifest(s, sums)
	}
	found := []validation.Finding{finding(ManifestMissing, "")}
	for _, m := range c.manifests {
		if m.err != nil && m.signature == "" {
			found = append(found, finding(ManifestMalformed, fmt.Sprintf("%q: %v", m.name, m.err)))
		}
	}
	return found
}

func (c *Container) checkManifest(s *Signature, sums digests) (found []validation.Finding) {
	if s.ambiguous {
		found = append(found, finding(ManifestTwice, ""))
	}
	if s.manifest.err != nil {
		found = append(found, finding(ManifestMalformed, fmt.Sprintf("%q: %v", s.manifest.name, s.manifest.err)))
	}
	for _, ref := range s.manifest.references {
		found = append(found, c.checkReference(ref, sums)...)
	}
	return found
}

// checkReference compares a file with its digest.
func (c *Container) checkReference(ref reference, sums digests) (found []validation.Finding) {
	if ref.hash == nil {
		return []validation.Finding{finding(DigestUnsupported, fmt.Sprintf("%q", ref.method))}
	}
	file := c.find(ref.uri)
	switch {
	case file == nil:
		found = append(found, finding(DocumentMissing, fmt.Sprintf("%q", ref.uri)))
	case sums[file.Name].err != nil:
		found = append(found, finding(DocumentDamaged, sums[file.Name].err.Error()))
	case !bytes.Equal(sums[file.Name].by[ref.hash], ref.digest):
		found = append(found, finding(DocumentChanged, fmt.Sprintf("%q", file.Name)))
	}
	if ref.hash == pki.SHA1 {
		found = append(found, finding(DigestWeak, ref.hash.Name()))
	}
	return found
}
