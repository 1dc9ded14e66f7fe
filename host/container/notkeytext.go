// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"encoding/pem"
	"strings"

	"github.com/pidpys/pidpys/host/key"
)

// texts are the first words of files of other kinds, in lower case.
var texts = []struct{ start, what string }{
	{"ssh-", key.WhatSSHKey}, // the public half
	{"ecdsa-sha2-", key.WhatSSHKey},
	{"putty-user-key-file-", key.WhatSSHKey},
	{"---- begin ssh2 ", key.WhatSSHKey},
	{"<?xml", key.WhatDocument},
	{"<!doctype", key.WhatDocument},
	{"<html", key.WhatDocument},
	{"<head", key.WhatDocument},
}

// labels are those of PEM blocks that hold no key; see RFC 7468.
var labels = map[string]string{
	"CERTIFICATE":                key.WhatCertificate,
	"X509 CERTIFICATE":           key.WhatCertificate,
	"TRUSTED CERTIFICATE":        key.WhatCertificate,
	"PKCS7":                      key.WhatChain,
	"CERTIFICATE REQUEST":        key.WhatRequest,
	"NEW CERTIFICATE REQUEST":    key.WhatRequest,
	"X509 CRL":                   key.WhatCRL,
	"PUBLIC KEY":                 key.WhatPublicKey,
	"RSA PUBLIC KEY":             key.WhatPublicKey,
	"OPENSSH PRIVATE KEY":        key.WhatSSHKey,
	"SSH2 ENCRYPTED PRIVATE KEY": key.WhatSSHKey,
}

// notKeyText names a text.
func notKeyText(data []byte) string {
	text := bytes.TrimLeft(data, "\ufeff \t\r\n")
	start := strings.ToLower(string(text[:min(len(text), 64)]))
	for _, t := range texts {
		if strings.HasPrefix(start, t.start) {
			return t.what
		}
	}
	const begin = "-----begin "
	switch {
	case strings.HasPrefix(start, begin+"pgp "):
		return key.WhatPGPKey
	case !bytes.Contains(data, []byte("-----BEGIN ")):
		return ""
	}
	block, rest := pem.Decode(text)
	if block == nil {
		return cutLabel(text)
	}
	switch what := labels[block.Type]; {
	case what == key.WhatCertificate && bytes.Contains(rest, []byte("-----BEGIN CERTIFICATE")):
		return key.WhatChain
	case what != "":
		return what
	}
	return notKeyASN1(block.Bytes) // "CMS" and labels that nobody agreed on
}

// cutLabel names a text by the first label in it, of a block cut short.
func cutLabel(text []byte) string {
	_, after, _ := bytes.Cut(text, []byte("-----BEGIN "))
	label, _, _ := bytes.Cut(after, []byte("-----"))
	return labels[string(label)]
}
