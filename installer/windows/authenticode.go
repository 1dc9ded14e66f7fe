// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package windows

import (
	"context"
	"os"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/installer/product"
)

// osslsigncode signs for Windows elsewhere.
var osslsigncode = product.Tool{Program: "osslsigncode", Package: "osslsigncode"}

// signing is the command by which a product's files are signed, without those;
// nil: there is no key. The signing time is the product's date, so that equal files
// have equal signatures.
func signing(p product.Product) []string {
	if p.Keys.Certificate == "" {
		return nil
	}
	command := []string{osslsigncode.Program, "sign", "-h", "sha256",
		"-certs", p.Keys.Certificate, "-key", p.Keys.CertificateKey,
		"-n", p.Title, "-i", product.Homepage,
		"-time", strconv.FormatInt(p.Date.Unix(), 10)}
	if p.Keys.Timestamp != "" {
		command = append(command, "-ts", p.Keys.Timestamp)
	}
	return command
}

// sign puts an Authenticode signature into a file, if there is a key. More are
// options for that kind of file.
func sign(ctx context.Context, p product.Product, path string, more ...string) error {
	command := signing(p)
	if command == nil {
		return nil
	}
	signed := path + ".signed"
	command = append(append(command, more...), "-in", path, "-out", signed)
	if _, err := osslsigncode.Run(ctx, "", nil, command[1:]...); err != nil {
		return err
	}
	return os.Rename(signed, path)
}

// shellCommand is a command in which a shell finds nothing to interpret (POSIX,
// "Shell Command Language", section 2.2.2).
func shellCommand(words []string) string {
	var quoted []string
	for _, word := range words {
		quoted = append(quoted, "'"+strings.ReplaceAll(word, "'", `'\''`)+"'")
	}
	return strings.Join(quoted, " ")
}
