// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/validation"
)

// extend: pidpys extend FILE [--level B-T|B-LT|B-LTA] [--content DOC] [--tsa URL]
// [--profile national|baseline] [--trust DIR|FILE]… [--cert FILE]… [-o OUT]
// [--force] [--json]
//
// FILE is a signature, a container or a PDF. All its signatures are brought to
// the level, those that have it already staying as they are.
func (c *call) extend(ctx context.Context, args []string) int {
	f := c.flags("extend")
	var change changeFlags
	var level levelFlags
	var certificates list
	change.register(f)
	level.register(f, cades.LevelBLT)
	f.Var(&certificates, "cert", "")
	name, code, ok := c.operand(f, args, "cli_lacks_signature")
	if !ok {
		return code
	}
	if code, ok := c.checkLevel(f, level); !ok {
		return code
	}
	target, code, ok := c.changed(f, name, change, slices.Concat(level.trust, certificates))
	if !ok {
		return code
	}
	given, err := certificateFiles(certificates)
	if err != nil {
		return c.fail(err)
	}
	r := &raising{c, level, cades.Level(level.level), given}
	err = r.file(ctx, name, target, change.content)
	switch {
	case errors.Is(err, errContentElsewhere):
		return c.superfluous(f, "--content")
	case err != nil:
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]string{"signature": target, "level": level.level})
	}
	fmt.Fprintln(c.out, c.words.text("cli_extended", name, target, level.level))
	return exitDone
}

// raising is what signatures are brought to a level with.
type raising struct {
	*call
	level levelFlags
	to    cades.Level
	given []*x509.Certificate
}

// file extends what the file is: a container, a PDF or a signature.
func (r *raising) file(ctx context.Context, name, target, content string) error {
	in, err := os.Open(name)
	if err != nil {
		return err
	}
	kind := kindOfFile(in)
	in.Close()
	switch {
	case kind != fileCMS && content != "":
		return errContentElsewhere
	case kind == fileZIP:
		return r.container(ctx, name, target)
	case kind == filePDF:
		return r.pdf(ctx, name, target)
	}
	m, err := openMessage(name, content)
	if err != nil {
		return err
	}
	defer m.Close()
	var digest digester
	if m.HasContent() {
		digest = func(h *pki.Hash) ([]byte, error) { return m.Digest(ctx, h) }
	}
	if err := r.message(ctx, m.Message, digest); err != nil {
		return err
	}
	return r.keepMessage(ctx, m, target)
}

// message extends one message. The time is stamped by who serves its first
// signer.
func (r *raising) message(ctx context.Context, m *cades.Message, digest digester) error {
	known := cades.NewCertificates(m.Signed, r.given)
	var owner *cades.Identified
	if len(m.Signed.SignerInfos) > 0 {
		owner = known.Signer(&m.Signed.SignerInfos[0])
	}
	if owner == nil || owner.Unreadable {
		return cades.ErrNoSigner
	}
	a, err := r.augmenter(r.level, owner.Certificate, known.All)
	if err != nil {
		return err
	}
	return a.Augment(ctx, m.Signed, digest, r.to)
}

// container extends every signature file of a container.
func (r *raising) container(ctx context.Context, name, target string) error {
	in, err := openContainer(name)
	if err != nil {
		return err
	}
	defer in.Close()
	return r.change(ctx, in, target, func(signature *asic.Assertion, m *cades.Message) error {
		return r.message(ctx, m, in.digester(ctx, signature))
	})
}

// pdf puts evidence into a PDF file, and over it a time-stamp. A time-stamp that
// its signatures lack would have had to come with them.
func (r *raising) pdf(ctx context.Context, name, target string) error {
	in, err := openDocument(ctx, name)
	if err != nil {
		return err
	}
	defer in.Close()
	trusted, others, err := r.trust(r.level.trust)
	if err != nil {
		return err
	}
	v := validation.Verifier{Trust: trusted, Certificates: append(others, r.given...), At: r.Now(), NoRevocation: true}
	found, err := pades.Verify(ctx, &v, in, in.info.Size())
	if err != nil {
		return err
	}
	for _, signature := range found.Signatures {
		if signature.Certificate == nil {
			return cades.ErrNoSigner
		}
		if signature.Level == cades.LevelBB && r.to != cades.LevelBB {
			return errStampedTooLate
		}
	}
	switch {
	case len(found.Signatures) == 0:
		return pades.ErrNoSignature
	case r.to == cades.LevelBB, r.to == cades.LevelBT:
		return r.replace(target, permissions(in.info), in.copyTo) // all have it
	}
	owner := found.Signatures[0].Verdict
	a, err := r.augmenter(r.level, owner.Certificate, append(owner.Chain, r.given...))
	if err != nil {
		return err
	}
	document, err := pades.Extend(ctx, in, in.info.Size(), a)
	if err != nil {
		return err
	}
	if r.to == cades.LevelBLTA {
		if document, err = pades.Stamp(ctx, document, document.Size(), a.TSA, owner.Hash); err != nil {
			return err
		}
	}
	return r.replacePDF(in, target, document)
}

// errStampedTooLate says that a signature in a PDF has no time-stamp, and cannot
// get one any more.
var errStampedTooLate = errors.New("the signature in the PDF has no time-stamp")
