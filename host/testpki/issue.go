// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package testpki

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"time"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pkcs10"
	"github.com/pidpys/pidpys/host/pki"
)

// Why an authority does not renew a certificate.
var (
	errStranger = errors.New("testpki: the certificate is no subscriber's of a trusted authority")
	errOver     = errors.New("testpki: the certificate is not valid now")
	errRevoked  = errors.New("testpki: the certificate is revoked")
	errSubject  = errors.New("testpki: the request is in another name")
	errSigner   = errors.New("testpki: nobody signed the request with the old key")
	errSameKey  = errors.New("testpki: the request is for the old key")
)

// Issue renews a certificate for the key of a request of package pkcs10, which
// is in the same name or in none: what an authority does with the files that a
// person brings. Only a certificate in force is renewed. The new one says what
// the old one says, is good for two years, and is КЕП only where the request
// claims a qualified device. DSTU 4145 keys are certified by the national
// provider and others by the European one, whoever issued the old certificate,
// which stays in force until [PKI.Revoke]. The look-up services know the new one.
func (p *PKI) Issue(request []byte, old *x509.Certificate) (*x509.Certificate, error) {
	r, err := pkcs10.Parse(request)
	if err != nil {
		return nil, err
	}
	return p.renew(r, old)
}

// IssueSigned is [PKI.Issue] for a message whose content is the request and
// whose one signer is the old certificate's owner: proof that the present key is
// at hand, without a person who shows a passport.
func (p *PKI) IssueSigned(message []byte) (*x509.Certificate, error) {
	request, old, err := readSigned(message)
	if err != nil {
		return nil, err
	}
	return p.Issue(request, old)
}

// readSigned is the content of a message and the certificate in it of the one
// who signed it.
func readSigned(message []byte) (content []byte, by *x509.Certificate, err error) {
	in, err := cms.NewReader(bytes.NewReader(message))
	if err != nil {
		return nil, nil, err
	}
	if content, err = io.ReadAll(io.LimitReader(in.Content(), pkcs10.MaxRequest)); err != nil {
		return nil, nil, err
	}
	signed, err := in.SignedData()
	if err != nil {
		return nil, nil, err
	}
	if len(signed.SignerInfos) != 1 {
		return nil, nil, errSigner
	}
	info := &signed.SignerInfos[0]
	id := cms.CertificateID{Issuer: info.Issuer, Serial: info.Serial, SubjectKeyID: info.SubjectKeyID}
	i := slices.IndexFunc(signed.Certificates, id.Names)
	if i < 0 {
		return nil, nil, errSigner
	}
	by = signed.Certificates[i]
	public, err := pki.PublicKey(by)
	if err != nil {
		return nil, nil, err
	}
	hash, err := info.DigestAlgorithm.Hash()
	if err != nil {
		return nil, nil, err
	}
	scheme, err := pki.SchemeOf(info.SignatureAlgorithm, hash, public)
	if err != nil {
		return nil, nil, err
	}
	digest := scheme.Hash.Sum(content)
	if said, ok := info.SignedAttrs.MessageDigest(); !ok || !bytes.Equal(said, digest) {
		return nil, nil, errSigner
	}
	_, err = info.Verify(scheme, public, digest)
	return content, by, err
}

func (p *PKI) renew(r *pkcs10.Request, old *x509.Certificate) (*x509.Certificate, error) {
	h, err := p.holderOf(old)
	if err != nil {
		return nil, err
	}
	switch {
	case r.Subject != nil && !bytes.Equal(r.Subject, old.RawSubject):
		return nil, errSubject
	case pki.SamePublicKey(old, r.Public):
		return nil, errSameKey
	}
	claim := pki.Qualified(&x509.Certificate{Extensions: r.Extensions})
	if h.qualified == pki.QES && claim != pki.QES {
		h.qualified = pki.AES
	}
	return p.certifyAgain(h, r.Public, old.KeyUsage)
}

// holderOf is the subscriber whose certificate is in force.
func (p *PKI) holderOf(old *x509.Certificate) (holder, error) {
	now := p.clock()
	for _, d := range domains {
		by := p.providers[d.name]
		if !d.trusted || pki.CheckCertificate(old, by.key.Public()) != nil {
			continue
		}
		i := slices.IndexFunc(people, func(h holder) bool {
			return !h.selfMade && h.domain != foreign && bytes.Equal(h.subject.marshal(), old.RawSubject)
		})
		switch {
		case i < 0:
			return holder{}, errStranger
		case now.Before(old.NotBefore) || now.After(old.NotAfter):
			return holder{}, errOver
		case slices.ContainsFunc(p.revocationsOf(by), func(r revocation) bool {
			return r.names(old.RawIssuer, old.SerialNumber) && r.inForce(now)
		}):
			return holder{}, errRevoked
		}
		return people[i], nil
	}
	return holder{}, errStranger
}

// certifyAgain certifies a further key of a holder, now.
func (p *PKI) certifyAgain(h holder, public crypto.PublicKey, usage x509.KeyUsage) (*x509.Certificate, error) {
	by := p.providers[european]
	if _, ok := public.(*dstu4145.PublicKey); ok {
		by = p.providers[national]
	} else {
		h.kupyna = false
	}
	if _, err := pki.SignatureAlgorithm(public, pki.DefaultHash(public)); err != nil {
		return nil, fmt.Errorf("testpki: %w", err)
	}
	return p.certifyBy(h, by, public, usage), nil
}

// certifyBy has an authority certify a key now, and remembers it.
func (p *PKI) certifyBy(h holder, by *authority, public crypto.PublicKey, usage x509.KeyUsage) *x509.Certificate {
	p.mu.Lock()
	defer p.mu.Unlock()
	from := p.clock().UTC().Truncate(time.Second)
	cert := p.certify(h, by, public, usage, p.serialFor(by, public), from)
	p.renewed = append(p.renewed, &Subscriber{SignCert: cert, Chain: by.chain, name: h.name})
	return cert
}

// serialFor is a number of its own for each certificate, and in every process
// the same for the first one of a key.
func (p *PKI) serialFor(by *authority, public crypto.PublicKey) *big.Int {
	counter := binary.LittleEndian.Uint32(pki.KeyIDs(public)[0])
	for _, s := range p.renewed {
		if pki.SamePublicKey(s.SignCert, public) {
			counter++
		}
	}
	return serial(by.keyID(), kindRenewed, counter)
}
