// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"slices"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pki"
)

// PEM (RFC 7468) holds any number of keys and certificates, in any order, with
// text between them.

// pemKeys are the labels of keys. Those of RSA and EC hold what came before
// PKCS #8, and may be encrypted in the way of RFC 1421; that of DSA is only
// known.
var pemKeys = []string{"PRIVATE KEY", "ENCRYPTED PRIVATE KEY", pemRSA, pemEC, pemDSA}

const (
	pemRSA = "RSA PRIVATE KEY"
	pemEC  = "EC PRIVATE KEY"
	pemDSA = "DSA PRIVATE KEY"
)

func isPEMKey(block *pem.Block) bool { return slices.Contains(pemKeys, block.Type) }

// detectPEM looks for a key anywhere, if the file is text: its certificates
// may come first.
func detectPEM(data []byte) bool {
	return bytes.IndexByte(unpadded(data), 0) < 0 && countPEMKeys(data) > 0
}

// unpadded leaves out what carriers and copying tools fill files up with.
func unpadded(data []byte) []byte { return bytes.TrimRight(data, "\x00") }

// countPEMKeys counts the lines that begin keys.
func countPEMKeys(data []byte) (n int) {
	for _, label := range pemKeys {
		n += bytes.Count(data, []byte("-----BEGIN "+label+"-----"))
	}
	return n
}

// pemBlocks returns the blocks of a file, each with the text before it, and
// what follows the last.
func pemBlocks(data []byte) (blocks []pemBlock, rest []byte) {
	rest = data
	for {
		block, after := pem.Decode(rest)
		if block == nil {
			return blocks, rest
		}
		blocks = append(blocks, pemBlock{block, rest[:len(rest)-len(after)]})
		rest = after
	}
}

type pemBlock struct {
	*pem.Block
	text []byte // as it lies, with what stands before it
}

// wholePEM takes off the mark with which Windows begins UTF-8: it would hide a
// block that follows at once.
func wholePEM(data []byte) ([]byte, error) {
	data = bytes.TrimPrefix(unpadded(data), []byte("\ufeff"))
	blocks, rest := pemBlocks(data)
	keys := 0
	for _, block := range blocks {
		if isPEMKey(block.Block) {
			keys++
		}
	}
	switch {
	case bytes.HasPrefix(rest, []byte("-----BEGIN ")) || bytes.Contains(rest, []byte("\n-----BEGIN ")):
		return nil, key.ErrTruncated
	case keys < countPEMKeys(data):
		return nil, key.ErrDamaged
	}
	return data, nil
}

func readPEM(data []byte, o *opening) (*contents, error) {
	c := new(contents)
	blocks, _ := pemBlocks(data)
	for _, block := range blocks {
		if !isPEMKey(block.Block) {
			continue
		}
		b, err := pemBag(block.Block, o)
		if err != nil {
			b = keyBag{reveal: func(func([]byte) error) error { return err }}
		}
		if err := c.addBag(b); err != nil {
			return nil, err
		}
	}
	c.certificates = certificatesInPEM(data)
	return c, nil
}

func pemBag(block *pem.Block, o *opening) (keyBag, error) {
	if block.Headers["Proc-Type"] == "4,ENCRYPTED" {
		return traditionalBag(block, o)
	}
	der, err := toDER(block.Bytes)
	if err != nil {
		return keyBag{}, damaged(err)
	}
	// A DSA key from before PKCS #8 begins like one of RSA.
	if !detectPKCS8(der) || block.Type == pemDSA && plainKind(der) == ofRSA {
		return keyBag{}, key.ErrUnsupported
	}
	return pkcs8Bag(der, o)
}

func certificatesInPEM(data []byte) []*x509.Certificate {
	certificates, err := pki.ParseCertificates(data)
	if err != nil {
		return nil
	}
	return certificates[:min(len(certificates), maxCertificates)]
}

// rewritePEM puts encrypted PKCS #8 where keys are, and keeps all else as it
// is.
func rewritePEM(data []byte, _ *contents, infos [][]byte, password []byte) ([]byte, error) {
	var file bytes.Buffer
	blocks, rest := pemBlocks(data)
	derivations := len(infos)
	for _, block := range blocks {
		if !isPEMKey(block.Block) {
			file.Write(block.text)
			continue
		}
		s := sealingFor(infos[0])
		sealed, err := sealPKCS8(infos[0], s.sealer(password, nil, s.strongIterations(derivations)))
		if err != nil {
			return nil, err
		}
		infos = infos[1:]
		file.Write(block.text[:bytes.LastIndex(block.text, []byte("-----BEGIN "))])
		if err := pem.Encode(&file, &pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: sealed}); err != nil {
			return nil, err
		}
	}
	file.Write(rest)
	return file.Bytes(), nil
}
