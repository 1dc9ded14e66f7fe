// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"crypto/x509"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/witness"
)

// newOffice makes what moves people to new keys. It asks whom the witness asks,
// and hands requests over where the directory says that an authority takes them.
func newOffice(w *witness.Witness, log *logrus.Logger) *reissue.Office {
	return &reissue.Office{
		Folder: product.folder("reissue"), Trust: trust, Witness: w, Network: w.Courier, Now: time.Now, Log: log,
		Enrol: func(issuer *x509.Certificate) (url string, ok bool) {
			authority, known := w.Directory.Find(pki.Subject(issuer).CommonName)
			if !known {
				return "", false
			}
			url = authority.ReissueURL()
			return url, url != ""
		},
	}
}
