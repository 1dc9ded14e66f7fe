// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"context"
	"crypto/x509"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// maxClaims is how many certificates of one answer may claim a key. To
// prove one takes several signatures; a key has one or two.
const maxClaims = 8

// A finding is a certificate that was proved to be a key's.
type finding struct {
	key         Key
	certificate *x509.Certificate
	above       []*x509.Certificate // of its chain, as far as they came along
}

type findings []finding

// prove keeps of an answer what is certain: certificates for one of the keys
// whose chains reach a root. It looks no further once ctx has ended.
func prove(ctx context.Context, trust *pki.Trust, keys []Key, answer []*x509.Certificate, now time.Time) findings {
	var found findings
	trust = trust.With(answer)
	for _, k := range keys {
		claims := 0
		for _, cert := range answer {
			if !k.owns(cert) {
				continue
			}
			if claims++; claims > maxClaims || ctx.Err() != nil {
				break
			}
			if chain, err := trust.ChainInTime(cert, nil, now); err == nil {
				above := slices.DeleteFunc(chain[1:], func(c *x509.Certificate) bool { return !slices.ContainsFunc(answer, c.Equal) })
				found = append(found, finding{k, cert, above})
			}
		}
	}
	return found
}

// of reports whether something was found for a key.
func (f findings) of(k Key) bool {
	return slices.ContainsFunc(f, func(one finding) bool { return k.owns(one.certificate) })
}

// certificates lists the keys' certificates and those above them, each once.
func (f findings) certificates() []*x509.Certificate {
	var all []*x509.Certificate
	add := func(cert *x509.Certificate) {
		if !slices.ContainsFunc(all, cert.Equal) {
			all = append(all, cert)
		}
	}
	for _, one := range f {
		add(one.certificate)
	}
	for _, one := range f {
		for _, cert := range one.above {
			add(cert)
		}
	}
	return all
}
