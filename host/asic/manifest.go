// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
)

const (
	asicNamespace = "http://uri.etsi.org/02918/v1.2.1#"
	dsigNamespace = "http://www.w3.org/2000/09/xmldsig#"
)

// A manifest lists what a signature or an archive time-stamp is over, ETSI EN
// 319 162-1 annexes A.4 and A.7.
type manifest struct {
	name       string
	raw        []byte // what is signed
	err        error  // why nothing else is known
	signature  string // the file over it
	references []reference
	lists      map[string]bool // their URIs, undone
}

// A reference is one file of the list.
type reference struct {
	uri    string
	hash   *pki.Hash // nil for one that is not known
	digest []byte
}

// The element ASiCManifest. What may occur once is read as often as it occurs,
// so that another reader cannot take another one.
type manifestXML struct {
	XMLName    xml.Name       `xml:"http://uri.etsi.org/02918/v1.2.1# ASiCManifest"`
	Signatures []referenceXML `xml:"http://uri.etsi.org/02918/v1.2.1# SigReference"`
	Objects    []referenceXML `xml:"http://uri.etsi.org/02918/v1.2.1# DataObjectReference"`
	Extensions []extensionXML `xml:"http://uri.etsi.org/02918/v1.2.1# ASiCManifestExtensions>Extension"`
}

type referenceXML struct {
	URI     string `xml:"URI,attr"`
	Methods []struct {
		Algorithm string `xml:"Algorithm,attr"`
	} `xml:"http://www.w3.org/2000/09/xmldsig# DigestMethod"`
	Values     []string       `xml:"http://www.w3.org/2000/09/xmldsig# DigestValue"`
	Extensions []extensionXML `xml:"http://uri.etsi.org/02918/v1.2.1# DataObjectReferenceExtensions>Extension"`
}

type extensionXML struct {
	Critical string `xml:"Critical,attr"`
}

// readManifest reads a manifest. One that makes no sense costs the signature
// over it, not the container.
func readManifest(file *zip.File, limit uint64) (*manifest, error) {
	raw, err := readAll(file, limit)
	if err != nil {
		return nil, err
	}
	m := &manifest{name: file.Name, raw: raw}
	m.err = m.parse()
	return m, nil
}

func (m *manifest) parse() error {
	var document manifestXML
	if err := decode(m.raw, &document); err != nil {
		return err
	}
	if len(document.Signatures) != 1 || document.Signatures[0].URI == "" {
		return errors.New("not one SigReference")
	}
	m.signature = unescape(document.Signatures[0].URI)
	if err := critical(document.Extensions); err != nil {
		return err
	}
	if n := len(document.Objects); n == 0 || n > MaxEntries {
		return fmt.Errorf("%d of DataObjectReference", n)
	}
	m.lists = map[string]bool{}
	for _, object := range document.Objects {
		if len(object.Methods) != 1 || len(object.Values) != 1 || object.URI == "" {
			return errors.New("a DataObjectReference without URI and one digest")
		}
		if err := critical(object.Extensions); err != nil {
			return err
		}
		digest, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(object.Values[0]), ""))
		if err != nil {
			return fmt.Errorf("DigestValue: %w", err)
		}
		m.lists[unescape(object.URI)] = true
		m.references = append(m.references, reference{object.URI, digestMethods[object.Methods[0].Algorithm], digest})
	}
	return nil
}

// critical refuses extensions that must be understood: none is.
func critical(extensions []extensionXML) error {
	for _, e := range extensions {
		if c := strings.TrimSpace(e.Critical); c != "" && c != "false" && c != "0" {
			return errors.New("a critical extension")
		}
	}
	return nil
}

// unescape undoes the escapes of a relative URI, RFC 3986 section 2.1. What is
// no URI is taken as it stands.
func unescape(uri string) string {
	if name, err := url.PathUnescape(uri); err == nil {
		return name
	}
	return uri
}

// digestMethods are the URIs of hashes. Those of W3C are in RFC 6931. Those of
// the national hashes nobody has registered: they are the ones met in public
// code that reads containers of czo.gov.ua and of Diia, not checked against
// such containers here; urn:oid is RFC 3061.
var digestMethods = map[string]*pki.Hash{
	sha256Method: pki.SHA256,
	"http://www.w3.org/2001/04/xmldsig-more#sha384":       pki.SHA384,
	"http://www.w3.org/2001/04/xmlenc#sha512":             pki.SHA512,
	"http://www.w3.org/2000/09/xmldsig#sha1":              pki.SHA1,
	"http://www.w3.org/2001/04/xmlenc#gost34311":          pki.GOST34311,
	"http://www.w3.org/2001/04/xmldsig-more#gost34311":    pki.GOST34311,
	"urn:oid:1.2.804.2.1.1.1.1.2.1":                       pki.GOST34311,
	"http://www.w3.org/2001/04/xmlenc#dstu7564-256":       pki.Kupyna256,
	"http://www.w3.org/2001/04/xmldsig-more#dstu7564-256": pki.Kupyna256,
	"urn:oid:1.2.804.2.1.1.1.1.2.2.1":                     pki.Kupyna256,
	"urn:oid:1.2.804.2.1.1.1.1.2.2.2":                     pki.Kupyna384,
	"urn:oid:1.2.804.2.1.1.1.1.2.2.3":                     pki.Kupyna512,
}

const sha256Method = "http://www.w3.org/2001/04/xmlenc#sha256"

// marshalManifest lists documents by SHA-256 for a signature file.
func marshalManifest(signature string, objects []listed) []byte {
	var b bytes.Buffer
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="no"?>` +
		`<asic:ASiCManifest xmlns:asic="` + asicNamespace + `" xmlns:ds="` + dsigNamespace + `">` +
		`<asic:SigReference MimeType="application/pkcs7-signature" URI="` + escape(signature) + `"/>`)
	for _, object := range objects {
		b.WriteString(`<asic:DataObjectReference`)
		if object.mediaType != "" {
			b.WriteString(` MimeType="` + quote(object.mediaType) + `"`)
		}
		b.WriteString(` URI="` + escape(object.name) + `">` +
			`<ds:DigestMethod Algorithm="` + sha256Method + `"/>` +
			`<ds:DigestValue>` + base64.StdEncoding.EncodeToString(object.digest) + `</ds:DigestValue>` +
			`</asic:DataObjectReference>`)
	}
	b.WriteString(`</asic:ASiCManifest>`)
	return b.Bytes()
}

// escape makes a relative URI of a name, RFC 3986 section 3.3. A colon in it
// would look like a scheme.
func escape(name string) string {
	return quote(strings.ReplaceAll((&url.URL{Path: name}).EscapedPath(), ":", "%3A"))
}

func quote(s string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}
