// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Command generate makes the registry's data from copies of what Ukrainian
// providers and their users go by:
//
//   - authorities.json from CAs.json, the list of providers that signing
//     programs download;
//   - certificates.p7b from CACertificates.p7b, the bundle beside it: the
//     pinned roots, and every certificate of a provider whose chain reaches one
//     of them at a given time.
//
// Both are published at czo.gov.ua/download/certificates/ and neither is
// signed. It is run by hand, by go generate in host/registry, when they have
// news; the same input always makes the same files.
package main

import (
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	at := flag.String("at", time.Now().UTC().Format(time.RFC3339), "`time` at which the chains must hold (RFC 3339)")
	flag.Usage = func() {
		fmt.Fprintln(os.Stderr, "usage: generate authorities.json LIST\n       generate [-at TIME] certificates.p7b BUNDLE")
		flag.PrintDefaults()
	}
	flag.Parse()
	if flag.NArg() != 2 {
		flag.Usage()
		os.Exit(2)
	}
	if err := generate(flag.Arg(0), flag.Arg(1), *at); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// generate makes the file called out from a copy of its source.
func generate(out, in, at string) error {
	when, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return err
	}
	source, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	var made []byte
	switch out {
	case "authorities.json":
		made, err = authorities(source)
	case "certificates.p7b":
		made, err = certificates(source, when)
	default:
		err = fmt.Errorf("%s is no file of the registry", out)
	}
	if err != nil {
		return err
	}
	return os.WriteFile(out, made, 0o644)
}
