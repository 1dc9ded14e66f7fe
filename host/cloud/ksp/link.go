// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksp

import (
	"encoding/json"
	"net/url"
	"strings"

	"github.com/pidpys/pidpys/host/cloud"
)

// A Confirmation is what a link, or its QR code, tells the application on a phone:
// JSON after "hash=rd/kep/" in the query. The bank's text has more, userType and
// keyType (0 to sign, 1 to stamp, 2 for both); the one public client that was met
// sends neither.
type Confirmation struct {
	ClientID    string `json:"clientId"`
	OperationID string `json:"operationId"`
	Action      Action `json:"action"`
}

// Action is what words the application chooses.
type Action string

// The actions; encrypt and decrypt, which there are too, are not used here.
const (
	ActionAuth Action = "auth"
	ActionSign Action = "sign"
)

func actionOf(purpose cloud.Purpose) Action {
	if purpose == cloud.Identify {
		return ActionAuth
	}
	return ActionSign
}

// path stands before the JSON, in the query that the application reads.
const path = "hash=rd/kep/"

// link is the page at base that confirms an operation. Some providers write the
// query, or a part of it, into what they give for the base. The JSON is escaped, as
// a URI must be; the client that was met writes it as it is, and that applications
// read both is unverified.
func link(base string, c Confirmation) string {
	text, _ := json.Marshal(c) // three strings
	base, _, _ = strings.Cut(base, "?")
	return base + "?" + path + strings.ReplaceAll(url.QueryEscape(string(text)), "+", "%20")
}
