// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

var errSeveralCertificates = errors.New("several certificates for a file of one")

// certExport: pidpys cert export FILE -o OUT [--password-file F]
// [--key-password-file F] [--force] [--json]
//
// The name of OUT says the form: one certificate in .cer, .crt and .der, text in
// .pem, else a .p7b of all.
func (c *call) certExport(ctx context.Context, args []string) int {
	f := c.flags("cert_export")
	var flags keyFlags
	flags.registerPasswords(f)
	out, force := f.String("o", "", ""), f.Bool("force", false, "")
	name, code, ok := c.operand(f, args, "cli_lacks_file")
	if !ok {
		return code
	}
	if *out == "" {
		return c.misuse(f, c.words.text("cli_lacks_output"))
	}
	if code, ok := c.mayWrite(*out, *force, append(flags.files(), keyFile(name))); !ok {
		return code
	}
	certificates, err := c.certificatesIn(ctx, name, flags)
	if err != nil {
		return c.fail(err)
	}
	if err := c.writeCertificates(*out, name, certificates); err != nil {
		return c.fail(err)
	}
	if c.json {
		return c.writeJSON(map[string]any{"certificates": c.shown(certificates), "file": *out})
	}
	fmt.Fprintln(c.out, c.words.text("cli_written", *out))
	return exitDone
}

// writeCertificates writes to out what was found in the file or on the token
// that name means: for whoever may read the file, or for the token's owner.
func (c *call) writeCertificates(out, name string, certificates []*x509.Certificate) error {
	data, err := encodeCertificates(out, certificates)
	if err != nil {
		return err
	}
	mode := fs.FileMode(0o600)
	if inFile(name) {
		info, err := os.Stat(keyFile(name))
		if err != nil {
			return err
		}
		mode = permissions(info)
	}
	return c.replace(out, mode, func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// encodeCertificates writes certificates in the form that the name of a file
// promises. A form for one takes that of the owner.
func encodeCertificates(name string, certificates []*x509.Certificate) ([]byte, error) {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".cer", ".crt", ".der":
		own := certificates
		if len(own) > 1 {
			own = slices.DeleteFunc(slices.Clone(certificates), pki.IsCA)
		}
		if len(own) != 1 {
			return nil, errSeveralCertificates
		}
		return own[0].Raw, nil
	case ".pem":
		var text bytes.Buffer
		for _, certificate := range certificates {
			if err := pem.Encode(&text, &pem.Block{Type: "CERTIFICATE", Bytes: certificate.Raw}); err != nil {
				return nil, err
			}
		}
		return text.Bytes(), nil
	}
	return pki.MarshalCertificates(certificates)
}
