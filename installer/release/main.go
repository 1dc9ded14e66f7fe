// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// The command release is the program of "make package": it makes the packages of
// all systems, what the stores and administrators get, the list of what is inside
// and the checksums. Keys are named by their paths; without one it says aloud what
// is not signed.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pidpys/pidpys/installer/product"
)

func main() {
	var o order
	only := flag.String("only", "", "some of "+strings.Join(names(), ",")+"; all if empty")
	flag.StringVar(&o.out, "out", "build/packages", "where the packages are put")
	flag.StringVar(&o.checkout, "checkout", ".", "the project's sources")
	flag.StringVar(&o.updates, "updates", "", "URL of the folder from which an organization serves the extension itself")
	flag.BoolVar(&o.withoutDialects, "without-dialects", false, "make an extension that speaks with no pages of other programs")
	flag.StringVar(&o.keys.CRX, "crx-key", "", "the extension's key: RSA, PEM (made once in build/keys if empty)")
	flag.StringVar(&o.keys.GPG, "gpg-key", "", "OpenPGP secret key for .deb, .rpm and the checksums")
	flag.StringVar(&o.keys.APK, "apk-key", "", "Alpine's key: RSA, PEM")
	flag.StringVar(&o.keys.Certificate, "certificate", "", "Authenticode: the certificate and those above it, PEM")
	flag.StringVar(&o.keys.CertificateKey, "certificate-key", "", "and its key, PEM")
	flag.StringVar(&o.keys.Timestamp, "timestamp", "", "and URL of who stamps the time")
	flag.Parse()
	o.only = strings.FieldsFunc(*only, func(r rune) bool { return r == ',' || r == ' ' })

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := o.fill(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		stop()
		os.Exit(1)
	}
}

// order is what is to be made.
type order struct {
	checkout, out, updates string
	withoutDialects        bool
	keys                   product.Keys
	only                   []string
}
