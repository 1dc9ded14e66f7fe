// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"io"

	"github.com/pidpys/pidpys/host/cades"
)

// attach: pidpys attach SIG --content DOC [-o OUT] [--force] [--json]
//
// The document is put inside the signature. No signature changes.
func (c *call) attach(ctx context.Context, args []string) int {
	f := c.flags("attach")
	var change changeFlags
	change.register(f)
	name, code, ok := c.operand(f, args, "cli_lacks_signature")
	switch {
	case !ok:
		return code
	case change.content == "":
		return c.misuse(f, c.words.text("cli_lacks_content"))
	}
	target, code, ok := c.changed(f, name, change, nil)
	if !ok {
		return code
	}
	return c.rejoin(name, target, change.content, func(files *signatureFiles, out io.Writer) error {
		return cades.Attach(ctx, files.signature, files.content, out)
	})
}

// detach: pidpys detach SIG [-o OUT] [--force] [--json]
//
// The signature is written without its document, which verify -o keeps. In its
// own place it would take the only copy of the document along.
func (c *call) detach(ctx context.Context, args []string) int {
	f := c.flags("detach")
	out, force := f.String("o", "", ""), f.Bool("force", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_signature")
	switch {
	case !ok:
		return code
	case *out == "":
		return c.misuse(f, c.words.text("cli_lacks_output"))
	}
	if code, ok := c.mayWrite(*out, *force, []string{name}); !ok {
		return code
	}
	return c.rejoin(name, *out, "", func(files *signatureFiles, to io.Writer) error {
		return cades.Detach(ctx, files.signature, to, io.Discard)
	})
}

// rejoin writes a signature with its document elsewhere than before.
func (c *call) rejoin(name, target, content string, write func(*signatureFiles, io.Writer) error) int {
	files, err := openSignature(name, content)
	if err != nil {
		return c.fail(err)
	}
	defer files.Close()
	if err := c.rewrite(files, target, func(out io.Writer) error { return write(files, out) }); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]string{"signature": target})
	}
	fmt.Fprintln(c.out, c.words.text("cli_written", target))
	return exitDone
}
