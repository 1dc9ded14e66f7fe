// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"crypto/x509"
	stdasn1 "encoding/asn1"
	"io"
	"slices"
	"unicode/utf16"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
	"golang.org/x/crypto/cryptobyte"
	"golang.org/x/crypto/cryptobyte/asn1"
)

var oidLocalKeyID = stdasn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 21}

// PKCS12Options vary what [MarshalPKCS12] writes. The zero value is for use.
type PKCS12Options struct {
	Rand       io.Reader // of salts and initial vectors; nil is crypto/rand
	Iterations int       // of each key derivation; 0 is 10,000
	// strong: as many iterations as strongIterations says.
	strong bool
}

// MarshalPKCS12 writes keys, each in a bag of its own, and the certificates of
// all of them in an encrypted safe. DSTU 4145 keys are protected as IIT's and
// UAPKI's software does, by GOST 28147 and GOST 34.311; where there is none,
// the file is protected by AES-256 and SHA-256, as OpenSSL 3 does. The password
// is UTF-8.
func MarshalPKCS12(entries []Entry, password []byte, options PKCS12Options) ([]byte, error) {
	var bags []plainBag
	defer func() {
		for _, b := range bags {
			clear(b.info)
		}
	}()
	for _, e := range entries {
		info, err := marshalPrivateKeyInfo(e.Key)
		if err != nil {
			return nil, err
		}
		bags = append(bags, plainBag{info, bagAttributes(e.Alias, keyID(e.Key.Public()))})
	}
	certificates := certificatesIn(entries)
	attributes := map[*x509.Certificate][]byte{}
	for _, c := range certificates {
		if public, err := pki.PublicKey(c); err == nil {
			attributes[c] = bagAttributes("", keyID(public))
		}
	}
	return marshalPKCS12(bags, certificates, attributes, password, options)
}

// A plainBag is what goes into the bag of a key.
type plainBag struct {
	info       []byte // PrivateKeyInfo
	attributes []byte
}

// bagAttributes writes the attributes of a bag: RFC 7292, 4.2.
func bagAttributes(alias string, id []byte) []byte {
	var b cryptobyte.Builder
	if alias != "" {
		addAttribute(&b, oidFriendlyName, func(b *cryptobyte.Builder) { addBMPString(b, alias) })
	}
	addAttribute(&b, oidLocalKeyID, func(b *cryptobyte.Builder) { b.AddASN1OctetString(id) })
	return b.BytesOrPanic()
}

// addAttributes adds nothing where there are none.
func addAttributes(b *cryptobyte.Builder, attributes []byte) {
	if len(attributes) > 0 {
		b.AddASN1(asn1.SET, func(b *cryptobyte.Builder) { b.AddBytes(attributes) })
	}
}

func marshalPKCS12(bags []plainBag, certificates []*x509.Certificate, attributes map[*x509.Certificate][]byte, password []byte, options PKCS12Options) ([]byte, error) {
	if len(password) == 0 {
		return nil, key.ErrEmptyPassword
	}
	infos := make([][]byte, len(bags))
	for i := range bags {
		infos[i] = bags[i].info
	}
	s := sealingFor(infos...)
	if options.strong {
		options.Iterations = s.strongIterations(len(bags) + 2) // the certificates' and the MAC's
	}
	w := s.sealer(password, options.Rand, options.Iterations)
	var safes cryptobyte.Builder
	safes.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		addData(b, func(b *cryptobyte.Builder) { w.addKeyBags(b, bags) })
		if len(certificates) > 0 {
			w.addEncryptedData(b, certificateBags(certificates, attributes))
		}
	})
	content, err := safes.Bytes()
	if err != nil {
		return nil, err
	}
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1Int64(3)
		addData(b, func(b *cryptobyte.Builder) { b.AddBytes(content) })
		w.addMAC(b, content)
	})
	return b.Bytes()
}

// addData adds a ContentInfo of type data.
func addData(b *cryptobyte.Builder, content cryptobyte.BuilderContinuation) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(pki.OIDData)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddASN1(asn1.OCTET_STRING, content) })
	})
}

// certificatesIn returns every certificate of the entries once.
func certificatesIn(entries []Entry) []*x509.Certificate {
	var all []*x509.Certificate
	for _, e := range entries {
		for _, c := range e.Certificates {
			if !slices.ContainsFunc(all, c.Equal) {
				all = append(all, c)
			}
		}
	}
	return all
}

// addKeyBags adds SafeContents of shrouded keys.
func (w *sealer) addKeyBags(b *cryptobyte.Builder, bags []plainBag) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, bag := range bags {
			w.addKeyBag(b, bag)
		}
	})
}

func (w *sealer) addKeyBag(b *cryptobyte.Builder, bag plainBag) {
	sealed, err := w.encrypt(bag.info)
	if err != nil {
		b.SetError(err)
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidShroudedKeyBag)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddBytes(sealed.marshal()) })
		addAttributes(b, bag.attributes)
	})
}

func addBMPString(b *cryptobyte.Builder, text string) {
	b.AddASN1(bmpString, func(b *cryptobyte.Builder) {
		for _, unit := range utf16.Encode([]rune(text)) {
			b.AddUint16(unit)
		}
	})
}

// certificateBags writes SafeContents of certificates.
func certificateBags(certificates []*x509.Certificate, attributes map[*x509.Certificate][]byte) []byte {
	var b cryptobyte.Builder
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		for _, c := range certificates {
			addCertificateBag(b, c, attributes[c])
		}
	})
	return b.BytesOrPanic()
}

func addCertificateBag(b *cryptobyte.Builder, c *x509.Certificate, attributes []byte) {
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidCertBag)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1ObjectIdentifier(oidX509Certificate)
				b.AddASN1(explicit0, func(b *cryptobyte.Builder) { b.AddASN1OctetString(c.Raw) })
			})
		})
		addAttributes(b, attributes)
	})
}

// addEncryptedData adds a ContentInfo of EncryptedData: RFC 5652, 8.
func (w *sealer) addEncryptedData(b *cryptobyte.Builder, contents []byte) {
	sealed, err := w.encrypt(contents)
	if err != nil {
		b.SetError(err)
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1ObjectIdentifier(oidEncryptedData)
		b.AddASN1(explicit0, func(b *cryptobyte.Builder) {
			b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
				b.AddASN1Int64(0)
				b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
					b.AddASN1ObjectIdentifier(pki.OIDData)
					sealed.algorithm.AddTo(b)
					b.AddASN1(asn1.Tag(0).ContextSpecific(), func(b *cryptobyte.Builder) { b.AddBytes(sealed.octets) })
				})
			})
		})
	})
}

func (w *sealer) addMAC(b *cryptobyte.Builder, content []byte) {
	octets, ok := asBMPString(w.password)
	if !ok {
		b.SetError(ErrPassword)
		return
	}
	defer clear(octets)
	salt, err := w.random(w.saltSize)
	if err != nil {
		b.SetError(err)
		return
	}
	value, err := classicMAC(w.hashing, salt, w.iterations).compute(content, octets)
	if err != nil {
		b.SetError(err)
		return
	}
	b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
		b.AddASN1(asn1.SEQUENCE, func(b *cryptobyte.Builder) {
			pki.AlgorithmIdentifier{OID: w.digest, Parameters: derNull}.AddTo(b)
			b.AddASN1OctetString(value)
		})
		b.AddASN1OctetString(salt)
		b.AddASN1Int64(int64(w.iterations))
	})
}

// rewritePKCS12 keeps every PrivateKeyInfo and every certificate with the
// attributes of its bag. The algorithms become those of [MarshalPKCS12].
func rewritePKCS12(_ []byte, c *contents, infos [][]byte, password []byte) ([]byte, error) {
	bags := make([]plainBag, len(infos))
	for i, info := range infos {
		bags[i] = plainBag{info, c.bags[i].attributes}
	}
	return marshalPKCS12(bags, c.certificates, c.attributes, password, PKCS12Options{strong: true})
}
