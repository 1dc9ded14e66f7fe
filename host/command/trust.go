// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/x509"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/registry"
	"github.com/pidpys/pidpys/host/witness"
)

// trust is the pinned roots and those that --trust names, with all certificates
// found there.
func (c *call) trust(names []string) (*pki.Trust, []*x509.Certificate, error) {
	found, err := trustedCertificates(names)
	if err != nil {
		return nil, nil, err
	}
	return pki.NewTrust(append(c.Roots(), anchors(found)...), append(c.Authorities(), found...)), found, nil
}

// witness is the program's, who trusts these roots. A program without one has
// somebody who asks nobody.
func (c *call) witness(trusted *pki.Trust) *witness.Witness {
	w := witness.Witness{Directory: new(registry.Directory), Now: c.Now}
	if c.Witness != nil {
		w = *c.Witness
	}
	w.Trust = func() *pki.Trust { return trusted }
	return &w
}

// trustedCertificates reads certificate files, and those that lie in folders
// and below them. Other files of a folder are passed over.
func trustedCertificates(names []string) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	for _, name := range names {
		info, err := os.Stat(name)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			certificates, err := certificateFile(name)
			if err != nil {
				return nil, err
			}
			all = append(all, certificates...)
			continue
		}
		certificates, err := certificateFolder(name)
		if err != nil {
			return nil, err
		}
		all = append(all, certificates...)
	}
	return all, nil
}

// certificateFolder follows links to files and the one that name itself may
// be, but none to other folders.
func certificateFolder(name string) ([]*x509.Certificate, error) {
	var all []*x509.Certificate
	name, err := filepath.EvalSymlinks(name)
	if err != nil {
		return nil, err
	}
	err = filepath.WalkDir(name, func(path string, _ fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > pki.MaxBundle {
			return nil
		}
		certificates, err := certificateFile(path)
		if _, other := errors.AsType[*notCertificateError](err); other {
			return nil
		}
		all = append(all, certificates...)
		return err
	})
	return all, err
}

// anchors makes every CA certificate that the user trusts an anchor, beside
// the pinned ones. Other certificates among them are only supplied.
func anchors(certificates []*x509.Certificate) []pki.Anchor {
	var trusted []pki.Anchor
	for _, certificate := range certificates {
		if !pki.IsCA(certificate) {
			continue
		}
		if anchor, err := pki.AnchorOf(certificate); err == nil {
			trusted = append(trusted, anchor)
		}
	}
	return trusted
}
