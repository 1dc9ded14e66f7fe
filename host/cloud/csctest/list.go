// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package csctest

import "strconv"

// pageSize is how many credentials a list of CSC 1 has at most.
const pageSize = 10

// listAnswer is section 11.4.
type listAnswer struct {
	IDs  []string `json:"credentialIDs"`
	Next string   `json:"nextPageToken,omitempty"`

	// CSC 2
	Infos []listedInfo `json:"credentialInfos,omitempty"`
	Valid *bool        `json:"onlyValid,omitempty"`
}

type listedInfo struct {
	ID string `json:"credentialID"`
	infoOfCredential
}

// list: section 11.4. CSC 1 has pages, CSC 2 all that there is to know.
func (s *Server) list(c *call) (any, *refusal) {
	if c.in.has("userID") {
		return nil, invalid("userID parameter MUST be null") // the token is a person's
	}
	var theirs []*credential
	for _, one := range s.credentials {
		if one.owner == c.by.person {
			theirs = append(theirs, one)
		}
	}
	if s.options.Version == 1 {
		return page(c, theirs)
	}
	return s.listWhole(c, theirs)
}

func page(c *call, theirs []*credential) (any, *refusal) {
	size := pageSize
	if c.in.has("maxResults") { // one that is invalid is passed over
		if n, refused := c.in.integer("maxResults"); refused == nil && n > 0 {
			size = min(n, pageSize)
		}
	}
	token, refused := c.in.optional("pageToken")
	if refused != nil {
		return nil, refused
	}
	var from int
	if token != "" {
		var err error
		if from, err = strconv.Atoi(token); err != nil || from < 1 || from >= len(theirs) {
			return nil, invalid("Invalid parameter pageToken")
		}
	}
	answer := listAnswer{IDs: []string{}}
	for _, one := range theirs[from:min(from+size, len(theirs))] {
		answer.IDs = append(answer.IDs, one.id)
	}
	if from+size < len(theirs) {
		answer.Next = strconv.Itoa(from + size)
	}
	return answer, nil
}

func (s *Server) listWhole(c *call, theirs []*credential) (any, *refusal) {
	whole, refused := c.in.flag("credentialInfo")
	if refused != nil {
		return nil, refused
	}
	valid, refused := c.in.flag("onlyValid")
	if refused != nil {
		return nil, refused
	}
	answer := listAnswer{IDs: []string{}}
	if valid {
		answer.Valid = &valid
	}
	for _, one := range theirs {
		if valid && s.expired(s.keysOf(one).SignCert) {
			continue
		}
		answer.IDs = append(answer.IDs, one.id)
		if whole {
			info, refused := s.describe(c, one)
			if refused != nil {
				return nil, refused
			}
			answer.Infos = append(answer.Infos, listedInfo{one.id, info})
		}
	}
	return answer, nil
}
