// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import "net/http"

// serverMetadata are RFC 8414, section 2, RFC 7636, section 6.2, RFC 9126,
// section 5, and RFC 9207, section 3.
type serverMetadata struct {
	Issuer     string   `json:"issuer"`
	Authorize  string   `json:"authorization_endpoint"`
	Token      string   `json:"token_endpoint"`
	Revoke     string   `json:"revocation_endpoint"`
	Push       string   `json:"pushed_authorization_request_endpoint"`
	Scopes     []string `json:"scopes_supported"`
	Responses  []string `json:"response_types_supported"`
	Grants     []string `json:"grant_types_supported"`
	Challenges []string `json:"code_challenge_methods_supported"`
	Named      bool     `json:"authorization_response_iss_parameter_supported"`
}

// metadata tells of the authorization server.
func (s *Server) metadata(w http.ResponseWriter, r *http.Request) {
	here := origin(r) + s.options.Path
	reply(w, http.StatusOK, serverMetadata{
		Issuer: here, Authorize: here + "/oauth2/authorize", Token: here + "/oauth2/token", Revoke: here + "/oauth2/revoke",
		Push:   here + "/oauth2/pushed_authorize",
		Scopes: []string{"service", "credential"}, Responses: []string{"code"}, Grants: []string{"authorization_code"},
		Challenges: []string{"S256"}, Named: true,
	})
}
