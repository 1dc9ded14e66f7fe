// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/key"
)

// An RSA key of 512 bits has no room for a signature of SHA-512, so it is
// refused when it is opened rather than when it should sign.
func TestShortRSAKeyIsRefused(t *testing.T) {
	data, err := base64.StdEncoding.DecodeString(
		"MIIBPAIBAAJBANjQ3ucgjfXmgboQFj8KoRltZ8Mbp2v7ApHI61bJPf7YVCnDiyHP7NtGAQRV/8PdKzQJqscML7u0YzHG/YK7c28C" +
		"AwEAAQJBAJ1iuXvDWOl4QxEiXlOyzpCbp2es6lJq6kmTNKpR+OvFHAPHE7b5Tp3/EVFjWCdwOI62QqMmt/wjJrnB/2dsrJkCIQD+" +
		"NOY1ngODFW5FKqRNr0U2GikPE/LIg4YYDkTf6YOT7QIhANpYcXnWcsJXJc13SjTvtBMBOiDGSWRc4UHGoVNjAfFLAiEAucTEu0gX" +
		"PvMpW2h3G8JLLOdfPAKS+M+M7gV3db57hl0CIQCTaIRrwgjGBXnjBjcWGAJVlk19FQE1fbMh6gy+NCh6kwIgDoodugVdlNooXXJt" +
		"H6Rki/NpmV3BxF/vEqS4ATZQ218=")
	require.NoError(t, err)
	_, err = parsePrivateKeyInfo(data)
	assert.ErrorIs(t, err, key.ErrUnsupported)
}
