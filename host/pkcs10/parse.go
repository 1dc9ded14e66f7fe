// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pkcs10

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"fmt"

	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"

	"github.com/pidpys/pidpys/host/internal/der"
	"github.com/pidpys/pidpys/host/pki"
)

// Parse reads a request in DER of at most [MaxRequest] octets and verifies that
// its own key signed it. Attributes other than the extensions asked for are
// passed over. Errors are [ErrMalformed], [pki.ErrUnsupportedKey],
// [pki.ErrUnsupportedSignature], [pki.ErrWeak] and [pki.ErrSignature].
func Parse(request []byte) (*Request, error) {
	if len(request) > MaxRequest {
		return nil, fmt.Errorf("%w: %d octets", ErrMalformed, len(request))
	}
	in := cryptobyte.String(request)
	var outer, info cryptobyte.String
	var signature []byte
	if !in.ReadASN1(&outer, casn1.SEQUENCE) || !in.Empty() || !outer.ReadASN1Element(&info, casn1.SEQUENCE) {
		return nil, ErrMalformed
	}
	algorithm, err := pki.ReadAlgorithmIdentifier(&outer)
	if err != nil || !outer.ReadASN1BitStringAsBytes(&signature) || !outer.Empty() {
		return nil, ErrMalformed
	}
	r, err := parseInfo(info)
	if err != nil {
		return nil, err
	}
	if err := pki.CheckStrongSignature(r.Public, algorithm, info, signature); err != nil {
		return nil, fmt.Errorf("pkcs10: %w", err)
	}
	return r, nil
}

// parseInfo reads a CertificationRequestInfo.
func parseInfo(element cryptobyte.String) (*Request, error) {
	var info, subject, key, attributes cryptobyte.String
	var version int
	if !element.ReadASN1(&info, casn1.SEQUENCE) || !info.ReadASN1Integer(&version) || version != 0 ||
		!info.ReadASN1Element(&subject, casn1.SEQUENCE) || !info.ReadASN1Element(&key, casn1.SEQUENCE) ||
		!info.ReadASN1(&attributes, tagAttributes) || !info.Empty() {
		return nil, ErrMalformed
	}
	name, err := pki.ParseName(subject)
	if err != nil {
		return nil, fmt.Errorf("%w: its name", ErrMalformed)
	}
	public, err := pki.ParsePublicKey(key)
	if err != nil {
		return nil, fmt.Errorf("pkcs10: %w", err)
	}
	r := &Request{Public: public}
	if len(name) > 0 {
		r.Subject = subject
	}
	if r.Extensions, err = parseAttributes(attributes); err != nil {
		return nil, err
	}
	return r, nil
}

// parseAttributes looks for the extensions asked for. An attribute that stands
// twice or has two values would leave open what is asked for.
func parseAttributes(attributes cryptobyte.String) ([]pkix.Extension, error) {
	var extensions []pkix.Extension
	asked := false
	for n := 0; !attributes.Empty(); n++ {
		var attribute, values, list cryptobyte.String
		var oid asn1.ObjectIdentifier
		if n == maxExtensions || !attributes.ReadASN1(&attribute, casn1.SEQUENCE) || !attribute.ReadASN1ObjectIdentifier(&oid) ||
			!attribute.ReadASN1(&values, casn1.SET) || !attribute.Empty() {
			return nil, fmt.Errorf("%w: its attributes", ErrMalformed)
		}
		if !oid.Equal(oidExtensionRequest) {
			continue
		}
		if asked || !values.ReadASN1(&list, casn1.SEQUENCE) || !values.Empty() {
			return nil, fmt.Errorf("%w: its attributes", ErrMalformed)
		}
		asked = true
		var err error
		if extensions, err = parseExtensions(list); err != nil {
			return nil, err
		}
	}
	return extensions, nil
}

func parseExtensions(list cryptobyte.String) ([]pkix.Extension, error) {
	seen := map[string]bool{}
	var extensions []pkix.Extension
	for !list.Empty() {
		var e der.Extension
		if !der.ReadExtension(&list, &e) || seen[e.OID.String()] || len(extensions) == maxExtensions {
			return nil, fmt.Errorf("%w: its extensions", ErrMalformed)
		}
		seen[e.OID.String()] = true
		extensions = append(extensions, pkix.Extension{Id: e.OID, Critical: e.Critical, Value: e.Value})
	}
	return extensions, nil
}
