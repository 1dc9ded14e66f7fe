// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package container

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
)

type kdfVectors struct {
	IIT []struct {
		Password, Key string
		Rounds        int
	} `json:"iit_kdf"`
	PBKDF2 []struct {
		Password, Salt, Key string
		Iter                int
	} `json:"pbkdf2_hmac"`
}

func TestGOSTDerivations(t *testing.T) {
	var v kdfVectors
	require.NoError(t, json.Unmarshal(interop.Read(t, "vectors/gost34311.json"), &v))
	require.NotEmpty(t, v.IIT)
	for _, c := range v.IIT {
		require.Equal(t, iitRounds, c.Rounds)
		assert.Equal(t, c.Key, hex.EncodeToString(iitKey(unhex(t, c.Password))))
	}
	require.NotEmpty(t, v.PBKDF2)
	for _, c := range v.PBKDF2 {
		derived := pbkdf2(pki.GOST34311.New, unhex(t, c.Password), unhex(t, c.Salt), c.Iter, 32)
		assert.Equal(t, c.Key, hex.EncodeToString(derived))
	}
}

// RFC 6070, section 2, with keys shorter and longer than the hash.
func TestPBKDF2(t *testing.T) {
	for _, c := range []struct {
		password, salt   string
		iterations, size int
		key              string
	}{
		{"password", "salt", 1, 20, "0c60c80f961f0e71f3a9b524af6012062fe037a6"},
		{"password", "salt", 4096, 20, "4b007901b765489abead49d926f721d065a429c1"},
		{"passwordPASSWORDpassword", "saltSALTsaltSALTsaltSALTsaltSALTsalt", 4096, 25, "3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038"},
		{"pass\x00word", "sa\x00lt", 4096, 16, "56fa6aa75548099dcc37d7f03425e0c3"},
	} {
		derived := pbkdf2(pki.SHA1.New, []byte(c.password), []byte(c.salt), c.iterations, c.size)
		assert.Equal(t, c.key, hex.EncodeToString(derived))
	}
}

// A round of either derivation over GOST 34.311 allocates nothing.
func TestRoundsDoNotAllocate(t *testing.T) {
	password, salt := []byte("password"), make([]byte, 32)
	for name, derive := range map[string]func(iterations int){
		"PBKDF2":   func(n int) { pbkdf2(pki.GOST34311.New, password, salt, n, 32) },
		"PKCS #12": func(n int) { pkcs12KDF(pki.GOST34311.New, password, salt, n, forMAC, 32) },
	} {
		few := testing.AllocsPerRun(5, func() { derive(2) })
		many := testing.AllocsPerRun(5, func() { derive(202) })
		assert.Equal(t, few, many, name)
	}
}

// The addition of RFC 7292, appendix B.2, step 6C carries through every octet
// and is cut at the block.
func TestAddOne(t *testing.T) {
	for _, c := range []struct{ x, b, sum string }{
		{"0000", "0000", "0001"},
		{"00ff", "0000", "0100"},
		{"ffff", "0000", "0000"},
		{"fffe", "0001", "0000"},
		{"8000", "8000", "0001"},
	} {
		x := unhex(t, c.x)
		addOne(x, unhex(t, c.b))
		assert.Equal(t, c.sum, hex.EncodeToString(x))
	}
}
