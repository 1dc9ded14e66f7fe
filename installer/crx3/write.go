// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package crx3

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/binary"
	"fmt"
)

// minimumBits is the shortest RSA key that Chromium's family still makes.
const minimumBits = 2048

// Pack signs a ZIP archive with the extension's key, whose ID the package then
// has. The same archive and key give the same package.
func Pack(archive []byte, key *rsa.PrivateKey) ([]byte, error) {
	if bits := key.N.BitLen(); bits < minimumBits {
		return nil, fmt.Errorf("crx3: a key of %d bits is shorter than %d", bits, minimumBits)
	}
	spki, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("crx3: %w", err)
	}
	signed := appendField(nil, signedID, identify(spki))
	value, err := rsa.SignPKCS1v15(nil, key, signing, digest(signed, archive))
	if err != nil {
		return nil, fmt.Errorf("crx3: %w", err)
	}
	proof := appendField(appendField(nil, proofKey, spki), proofValue, value)
	header := appendField(appendField(nil, headerRSA, proof), headerSigned, signed)

	crx := make([]byte, 0, prelude+len(header)+len(archive))
	crx = append(crx, magic...)
	crx = binary.LittleEndian.AppendUint32(crx, version)
	crx = binary.LittleEndian.AppendUint32(crx, uint32(len(header)))
	return append(append(crx, header...), archive...), nil
}
