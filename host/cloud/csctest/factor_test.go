// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/pidpys/pidpys/host/cloud/csctest"
	"github.com/pidpys/pidpys/host/pki"
)

// proving is a request with what was typed, as each version has it.
func (p *program) proving(pin, otp string) object {
	request := object{"credentialID": "oksana-1", "numSignatures": 1, p.hashes(): encoded(digests(pki.GOST34311, 1)...)}
	if p.version == 1 {
		return with(request, object{"PIN": pin, "OTP": otp})
	}
	return with(request, object{
		"hashAlgorithmOID": pki.GOST34311.OID().String(),
		"authData":         []object{{"id": "PIN", "value": pin}, {"id": "OTP", "value": otp}},
	})
}

// send has a one-time password sent.
func (p *program) sendOTP() {
	if p.version == 1 {
		p.must("credentials/sendOTP", object{"credentialID": "oksana-1"})
	} else {
		p.must("credentials/getChallenge", object{"credentialID": "oksana-1", "authObjectID": "OTP"})
	}
}

// What people type is told beforehand, checked, and locked after some wrong tries.
func TestExplicit(t *testing.T) {
	for version, errors := range map[int]struct{ pin, otp, locked string }{
		1: {"invalid_pin", "invalid_otp", "PIN locked"},
		2: {"invalid_authentication_data", "invalid_authentication_data", "Credential locked"},
	} {
		p := start(t, csctest.Options{Version: version, Mode: csctest.Explicit, PIN: "1111", OTP: "222222"})
		p.enter()
		info := p.must("credentials/info", object{"credentialID": "oksana-1", "authInfo": true})
		if version == 1 {
			assert.Equal(t, "true", info["PIN"].(object)["presence"])
			assert.Equal(t, "online", info["OTP"].(object)["type"])
		} else {
			assert.Equal(t, "PIN AND OTP", info["auth"].(object)["expression"])
			assert.Len(t, info["auth"].(object)["objects"], 2)
		}

		refused := func(pin, otp, code string) {
			t.Helper()
			status, answer := p.post("credentials/authorize", p.proving(pin, otp))
			assert.Equal(t, http.StatusBadRequest, status)
			assert.Equal(t, code, answer["error"])
		}
		refused("1111", "222222", errors.otp) // nobody sent one
		p.sendOTP()
		refused("1111", "333333", errors.otp)
		p.sendOTP()
		p.must("credentials/authorize", p.proving("1111", "222222"))
		refused("1111", "222222", errors.otp) // it is spent
		for range 2 {
			p.sendOTP()
			refused("2222", "222222", errors.pin)
		}
		_, answer := p.post("credentials/authorize", p.proving("1111", "222222"))
		assert.Equal(t, errors.locked, answer["error_description"])
	}
}

func TestChallengeOfNothing(t *testing.T) {
	p := start(t, csctest.Options{Version: 2, Mode: csctest.Explicit, OTP: "222222"})
	p.enter()
	_, answer := p.post("credentials/getChallenge", object{"credentialID": "oksana-1", "authObjectID": "PIN"})
	assert.Equal(t, "Invalid parameter authObjectID", answer["error_description"])
}
