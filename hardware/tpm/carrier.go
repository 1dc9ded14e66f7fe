// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package tpm

import (
	"context"
	"crypto"
	"crypto/x509"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// deviceName is what people call it.
const deviceName = "TPM цього комп’ютера"

// carrier is an entry as people see it.
func (e *entry) carrier(count lockout) key.Carrier {
	c := key.Carrier{Ref: e.ref(), Label: e.label, Device: deviceName, Form: key.FormTPM, PIN: count.pin()}
	if e.sealed {
		c.Form, c.Keys = key.FormSealed, certified(e.certificates)
		return c
	}
	c.Keys = []key.Key{shown{e.public, e.certificates, e.label, key.Sign}}
	return c
}

// blankCarrier is the place for new keys.
func blankCarrier(count lockout) key.Carrier {
	return key.Carrier{
		Ref: key.NewRef(Scheme, blank), Device: deviceName, Form: key.FormTPM, PIN: count.pin(),
		Makes: slices.Clone(makes), Blank: true,
	}
}

// name is what tells a carrier from others, fit to show.
func name(c key.Carrier) string {
	if label := pki.DisplayText(c.Label); label != "" {
		return label
	}
	return c.Device
}

// A shown key is one to choose by, of an entry that is not open.
type shown struct {
	public       crypto.PublicKey
	certificates []*x509.Certificate
	label        string
	usage        key.Usage // as far as it does not depend on a certificate
}

func (s shown) Public() crypto.PublicKey          { return s.public }
func (s shown) Certificates() []*x509.Certificate { return s.certificates }
func (s shown) Alias() string                     { return s.label }
func (s shown) Usage() key.Usage                  { return s.usage }

// Sign answers [key.ErrClosed].
func (shown) Sign(context.Context, []key.Digest) ([]key.Result, error) { return nil, key.ErrClosed }

// certified are the keys of which certificates tell: those that are not an
// authority's.
func certified(certificates []*x509.Certificate) []key.Key {
	var keys []key.Key
	for _, c := range certificates {
		public, err := pki.PublicKey(c)
		known := func(k key.Key) bool { return pki.EqualPublicKeys(k.Public(), public) }
		if err == nil && !pki.IsCA(c) && !slices.ContainsFunc(keys, known) {
			keys = append(keys, shown{public: public, certificates: certificates})
		}
	}
	return keys
}
