// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import (
	"crypto/subtle"
	"encoding/json"
)

// maxWrong is how many wrong PINs or OTPs in a row lock a credential.
const maxWrong = 3

// mobile is the id of the phone among authentication objects.
const mobile = "mobile"

// sendsOTP reports whether people are sent one-time passwords.
func (o *Options) sendsOTP() bool { return o.Mode == Explicit && o.OTP != "" }

// pinInfo and otpInfo are section 11.5 of CSC 1.
type pinInfo struct {
	Presence    string `json:"presence"`
	Format      string `json:"format,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`
}

type otpInfo struct {
	Presence    string `json:"presence"`
	Type        string `json:"type,omitempty"`
	Format      string `json:"format,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`
	ID          string `json:"ID,omitempty"`
	Provider    string `json:"provider,omitempty"`
}

const (
	pinLabel = "PIN-код"
	pinText  = "PIN-код ключа"
	otpLabel = "Одноразовий код"
	otpText  = "Код, який надійшов на телефон"
)

// factors are what CSC 1 tells that people must type.
func (o *Options) factors() (*pinInfo, *otpInfo) {
	pin, otp := &pinInfo{Presence: "false"}, &otpInfo{Presence: "false"}
	if o.PIN != "" {
		pin = &pinInfo{Presence: "true", Format: "A", Label: pinLabel, Description: pinText}
	}
	if o.OTP != "" {
		otp = &otpInfo{
			Presence: "true", Type: "online", Format: "N", Label: otpLabel, Description: otpText, ID: "SMS", Provider: o.App,
		}
	}
	return pin, otp
}

// authorizationInfo is the member auth of section 11.4 of CSC 2.
type authorizationInfo struct {
	Mode       Mode                 `json:"mode"`
	Expression string               `json:"expression,omitempty"`
	Objects    []authenticationType `json:"objects,omitempty"`
}

// authenticationType is section 8.3.1 of CSC 2.
type authenticationType struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Format      string `json:"format,omitempty"`
	Label       string `json:"label,omitempty"`
	Description string `json:"description,omitempty"`
}

// authorization is what CSC 2 tells of how signatures are authorized. What a
// provider does by itself is "explicit" there too, with an answer out of band.
func (o *Options) authorization(whole bool) *authorizationInfo {
	if o.Mode == OAuth2Code || !whole {
		info := &authorizationInfo{Mode: o.Mode}
		if o.Mode == Implicit {
			info.Mode = Explicit
		}
		return info
	}
	info := &authorizationInfo{Mode: Explicit}
	if o.Mode == Implicit {
		info.Objects = []authenticationType{{Type: "ChallengeResponseOOB", ID: mobile, Label: o.App}}
		return info
	}
	if o.PIN != "" {
		info.Objects = append(info.Objects, authenticationType{"Password", "PIN", "A", pinLabel, pinText})
	}
	if o.OTP != "" {
		info.Objects = append(info.Objects, authenticationType{"ChallengeResponse", "OTP", "N", otpLabel, otpText})
	}
	if len(info.Objects) == 2 {
		info.Expression = "PIN AND OTP"
	}
	return info
}

// sendOTP: section 11.8 of CSC 1. What is sent is Options.OTP, to nobody.
func (s *Server) sendOTP(c *call) (any, *refusal) {
	of, refused := s.lookup(c)
	if refused != nil {
		return nil, refused
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if of.wrong >= maxWrong {
		return nil, invalid("OTP locked")
	}
	of.sent = true
	return noContent{}, nil
}

// getChallenge: section 11.8 of CSC 2. The challenge goes to the phone.
func (s *Server) getChallenge(c *call) (any, *refusal) {
	object, refused := c.in.text("authObjectID")
	if refused != nil {
		return nil, refused
	}
	if object != "OTP" {
		return nil, invalid("Invalid parameter authObjectID")
	}
	return s.sendOTP(c)
}

// typed are what people typed into the client.
type typed struct{ pin, otp string }

// readTyped takes the members PIN and OTP of CSC 1, or authData of CSC 2; an
// object's value may be absent.
func (s *Server) readTyped(in parameters) (t typed, objects []string, refused *refusal) {
	if s.options.Version == 1 {
		if t.pin, refused = in.optional("PIN"); refused != nil {
			return t, nil, refused
		}
		t.otp, refused = in.optional("OTP")
		return t, nil, refused
	}
	var data []struct{ ID, Value string }
	if in.has("authData") && json.Unmarshal(in["authData"], &data) != nil {
		return t, nil, invalid("Invalid parameter authData")
	}
	for _, object := range data {
		objects = append(objects, object.ID)
		switch object.ID {
		case "PIN":
			t.pin = object.Value
		case "OTP":
			t.otp = object.Value
		}
	}
	return t, objects, nil
}

// prove checks what was typed. An OTP is good for one try.
func (s *Server) prove(of *credential, t typed) *refusal {
	s.mu.Lock()
	defer s.mu.Unlock()
	o := s.options
	pin := o.PIN == "" || equal(t.pin, o.PIN)
	otp := o.OTP == "" || of.sent && equal(t.otp, o.OTP)
	of.sent = false
	if of.wrong < maxWrong && pin && otp {
		of.wrong = 0
		return nil
	}
	locked := of.wrong >= maxWrong
	of.wrong++
	switch {
	case o.Version == 2 && locked:
		return invalid("Credential locked")
	case o.Version == 2:
		return &refusal{400, "invalid_authentication_data", "The authentication data is invalid"}
	case locked && o.PIN == "":
		return invalid("OTP locked")
	case locked:
		return invalid("PIN locked")
	case !pin:
		return &refusal{400, "invalid_pin", "The PIN is invalid"}
	}
	return &refusal{400, "invalid_otp", "The OTP is invalid"}
}

func equal(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
