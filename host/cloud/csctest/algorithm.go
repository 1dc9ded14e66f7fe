// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"bytes"
	"crypto"
	"crypto/rsa"
	"encoding/asn1"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

// hashes are those that signatures may be over: as strong as SHA-256, section 11.9.
var hashes = []*pki.Hash{
	pki.GOST34311, pki.Kupyna256, pki.Kupyna384, pki.Kupyna512, pki.SHA256, pki.SHA384, pki.SHA512,
}

// algorithmsOf are the signatures of a key, as object identifiers. For RSA
// rsaEncryption is one too: PKCS #1 v1.5 with a hash that is told apart.
func algorithmsOf(public crypto.PublicKey) (oids []string) {
	if _, is := public.(*rsa.PublicKey); is {
		oids = append(oids, pki.OIDRSA.String(), pki.OIDRSAPSS.String())
	}
	for _, h := range hashes {
		if algorithm, err := pki.SignatureAlgorithm(public, h.For(public)); err == nil {
			oids = append(oids, algorithm.OID.String())
		}
	}
	return oids
}

// A scheme is how digests are to be signed.
type scheme struct {
	hash *pki.Hash
	pss  bool
}

// schemeOf reads signAlgo, signAlgoParams and the hash of section 11.9.
func (s *Server) schemeOf(c *call, public crypto.PublicKey) (wanted scheme, refused *refusal) {
	name, refused := c.in.text("signAlgo")
	if refused != nil {
		return scheme{}, refused
	}
	if !slices.Contains(algorithmsOf(public), name) {
		return scheme{}, invalid("Invalid parameter signAlgo")
	}
	if name == pki.OIDRSAPSS.String() {
		return readPSS(c.in, public)
	}
	if name == pki.OIDRSA.String() { // every other one implies its hash
		hash, refused := c.in.text(s.hashName())
		if refused != nil {
			return scheme{}, refused
		}
		wanted.hash = hashByName(hash)
		if _, err := pki.SignatureAlgorithm(public, wanted.hash); wanted.hash == nil || err != nil {
			return scheme{}, invalid("Invalid parameter " + s.hashName())
		}
		return wanted, nil
	}
	oid, _ := parseOID(name)
	meant, err := pki.SchemeOf(pki.AlgorithmIdentifier{OID: oid}, nil, public)
	if err != nil {
		return scheme{}, invalid("Invalid parameter signAlgo")
	}
	return scheme{hash: meant.Hash}, nil
}

// readPSS takes the parameters that RFC 4055, section 3.1, recommends.
func readPSS(in parameters, public crypto.PublicKey) (scheme, *refusal) {
	encoded, refused := in.text("signAlgoParams")
	if refused != nil {
		return scheme{}, refused
	}
	if der, err := base64.StdEncoding.DecodeString(encoded); err == nil {
		for _, h := range hashes {
			algorithm, err := pki.PSSAlgorithm(public, h)
			if err == nil && bytes.Equal(algorithm.Parameters, der) {
				return scheme{hash: h, pss: true}, nil
			}
		}
	}
	return scheme{}, invalid("Invalid parameter signAlgoParams")
}

// hashName is the parameter that names a hash.
func (s *Server) hashName() string {
	if s.options.Version == 1 {
		return "hashAlgo"
	}
	return "hashAlgorithmOID"
}

// hashesName is the parameter that holds digests.
func (s *Server) hashesName() string {
	if s.options.Version == 1 {
		return "hash"
	}
	return "hashes"
}

// hashByName finds a hash by its object identifier, or nil.
func hashByName(name string) *pki.Hash {
	if oid, ok := parseOID(name); ok {
		if h, err := pki.HashByOID(oid); err == nil && slices.Contains(hashes, h) {
			return h
		}
	}
	return nil
}

func parseOID(dotted string) (oid asn1.ObjectIdentifier, ok bool) {
	for arc := range strings.SplitSeq(dotted, ".") {
		n, err := strconv.Atoi(arc)
		if err != nil || n < 0 {
			return nil, false
		}
		oid = append(oid, n)
	}
	return oid, true
}
