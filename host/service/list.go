// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"slices"

	"github.com/pidpys/pidpys/host/protocol"
)

// list adds documents to those of the page's next operation.
func (s *session) list(r *protocol.Request) error {
	var params protocol.List
	if err := r.Params(&params); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.operation != nil {
		return protocol.Fail(protocol.Busy)
	}
	files := s.listed
	if params.Anew {
		files = nil
	}
	files = slices.Concat(files, params.Documents)
	if len(params.Documents) > protocol.MaxDocuments || len(params.Documents) == 0 && !params.Anew ||
		len(files) > protocol.MaxListed || !validFiles(files) {
		return protocol.Fail(protocol.InvalidParams)
	}
	s.listed = files
	r.Reply(protocol.Listed{Listed: len(files)})
	return nil
}

// ordered are the documents that a page wants signed, those that it listed first; false:
// it may not want that.
func (s *session) ordered(params *protocol.Sign) ([]protocol.File, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	files, most := slices.Concat(s.listed, params.Documents), protocol.MaxDocuments
	if params.Each {
		most = protocol.MaxListed
	}
	return files, params.Listed == len(s.listed) && len(params.Documents) <= protocol.MaxDocuments &&
		len(files) > 0 && len(files) <= most && validFiles(files)
}
