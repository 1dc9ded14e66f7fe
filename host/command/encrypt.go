// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"

	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// errNoSize says that a document is no file whose size is known beforehand.
var errNoSize = errors.New("the size is not known beforehand")

// encrypt: pidpys encrypt DOC… --to CERT… [--key FILE|REF] [--password-file F]
// [--key-password-file F] [--cert FILE]… [--trust DIR|FILE]… [--kalyna] [-o OUT]
// [--force] [--json]
//
// Nobody encrypts to a key of DSTU 4145 without one of their own, so that
// --key names the sender's. Nothing is encrypted to a certificate that does not
// lead to a trusted root, is not valid now or is revoked.
func (c *call) encrypt(ctx context.Context, args []string) int {
	f := c.flags("encrypt")
	var flags keyFlags
	flags.register(f)
	var to, trust list
	f.Var(&to, "to", "")
	f.Var(&trust, "trust", "")
	keyName, out, force := f.String("key", "", ""), f.String("o", "", ""), f.Bool("force", false, "")
	kalyna := f.Bool("kalyna", false, "")
	documents, code, ok := c.parse(f, args)
	switch {
	case !ok:
		return code
	case len(documents) == 0:
		return c.misuse(f, c.words.text("cli_lacks_document_to_encrypt"))
	case len(to) == 0:
		return c.misuse(f, c.words.text("cli_lacks_recipient"))
	case inCloud(*keyName):
		return c.usage(c.words.text("cli_cloud_only_signs"))
	case *out != "" && len(documents) > 1:
		return c.usage(c.words.text("cli_one_output"))
	}
	targets, code, ok := c.targets(documents, suffixed(".p7e"), *out, slices.Concat(flags.read(*keyName), to, trust))
	if !ok {
		return code
	}
	if target := existing(targets); target != "" && !*force && !c.standard(*out) {
		return c.usage(c.words.text("cli_file_exists", target))
	}
	recipients, err := c.recipients(ctx, to, trust)
	if err != nil {
		return c.fail(err)
	}
	options := envelope.Options{Kalyna: *kalyna}
	if slices.ContainsFunc(recipients, national) {
		if *keyName == "" {
			return c.misuse(f, c.words.text("cli_lacks_sender"))
		}
		o, err := c.open(ctx, *keyName, flags)
		if err != nil {
			return c.fail(err)
		}
		defer o.Close()
		if options.Senders = o.senders(ctx); len(options.Senders) == 0 {
			return c.fail(envelope.ErrSender)
		}
	}
	done := []encrypted{}
	for i, document := range documents {
		if err := c.seal(ctx, document, targets[i], recipients, options); err != nil {
			return c.failAfter(map[string]any{"messages": done}, err)
		}
		done = append(done, encrypted{document, targets[i]})
		if !c.json {
			fmt.Fprintln(c.out, c.words.text("cli_encrypted", document, targets[i]))
		}
	}
	if c.json {
		return c.writeJSON(map[string]any{"messages": done})
	}
	for _, recipient := range recipients {
		fmt.Fprintln(c.out, c.words.text("cli_encrypted_to", c.owner(recipient), pki.Issuer(recipient).DisplayName()))
	}
	return exitDone
}

// encrypted is what became of one document.
type encrypted struct {
	Document string `json:"document"`
	Message  string `json:"message"`
}

// national reports whether a certificate has a key of DSTU 4145.
func national(certificate *x509.Certificate) bool {
	public, _ := pki.PublicKey(certificate)
	_, ok := public.(*dstu4145.PublicKey)
	return ok
}

// senders are the keys for agreement of an opened file with the certificates
// that were chosen for them.
func (o *opened) senders(ctx context.Context) []envelope.Recipient {
	var senders []envelope.Recipient
	for _, candidate := range o.candidates {
		if candidate.Certificate == nil || candidate.Usage&key.Agree == 0 {
			continue
		}
		for _, lent := range key.Recipients(ctx, []key.Key{candidate.Key}, []*x509.Certificate{candidate.Certificate}) {
			if lent.Certificate.Equal(candidate.Certificate) {
				senders = append(senders, lent)
			}
		}
	}
	return senders
}

// seal encrypts one document. Nothing of the target is left when it fails.
func (c *call) seal(ctx context.Context, name, target string, recipients []*x509.Certificate, options envelope.Options) error {
	in, err := openDocument(ctx, name)
	if err != nil {
		return err
	}
	defer in.Close()
	if !in.info.Mode().IsRegular() {
		return &fs.PathError{Op: "encrypt", Path: name, Err: errNoSize}
	}
	return c.replace(target, permissions(in.info), func(out io.Writer) error {
		err := envelope.Seal(out, until{ctx, in}, in.info.Size(), recipients, options)
		if errors.Is(err, envelope.ErrSize) {
			return errDocumentChanged
		}
		return err
	})
}
