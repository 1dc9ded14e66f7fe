// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"fmt"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/pki"
)

// extend: pidpys extend SIG [--level B-T|B-LT|B-LTA] [--content DOC] [--tsa URL]
// [--profile national|baseline] [--trust DIR|FILE]… [--cert FILE]… [-o OUT]
// [--force] [--json]
//
// All signatures of the message are brought to the level, those that have it
// already staying as they are.
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
	if code, ok := c.checkLevel(level); !ok {
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
	if err := c.extendTo(ctx, name, target, change.content, level, given); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]string{"signature": target, "level": level.level})
	}
	fmt.Fprintln(c.out, c.words.text("cli_extended", name, target, level.level))
	return exitDone
}

func (c *call) extendTo(ctx context.Context, name, target, content string, level levelFlags, given []*x509.Certificate) error {
	m, err := openMessage(name, content)
	if err != nil {
		return err
	}
	defer m.Close()
	known := cades.NewCertificates(m.Signed, given)
	var owner *cades.Identified
	if len(m.Signed.SignerInfos) > 0 {
		owner = known.Signer(&m.Signed.SignerInfos[0])
	}
	if owner == nil || owner.Unreadable {
		return cades.ErrNoSigner
	}
	a, err := c.augmenter(level, owner.Certificate, known.All)
	if err != nil {
		return err
	}
	var digest func(*pki.Hash) ([]byte, error)
	if m.HasContent() {
		digest = func(h *pki.Hash) ([]byte, error) { return m.Digest(ctx, h) }
	}
	if err := a.Augment(ctx, m.Signed, digest, cades.Level(level.level)); err != nil {
		return err
	}
	return c.keepMessage(ctx, m, target)
}
