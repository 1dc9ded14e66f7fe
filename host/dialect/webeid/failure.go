// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package webeid

import (
	"errors"
	"strings"

	"github.com/pidpys/pidpys/extension"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// The codes of failures (github.com/web-eid/web-eid.js, src/errors/ErrorCode.ts) that
// come from here; the others are the library's and the extension's.
const (
	userCancelled   = "ERR_WEBEID_USER_CANCELLED"
	userTimeout     = "ERR_WEBEID_USER_TIMEOUT"
	invalidArgument = "ERR_WEBEID_NATIVE_INVALID_ARGUMENT"
	fatal           = "ERR_WEBEID_NATIVE_FATAL"
)

// An argument is one, by its name, that a request has none of or a wrong one.
type argument string

func (a argument) Error() string { return "webeid: wrong " + string(a) }

// errHashes says that the page may not have hashes signed.
var errHashes = errors.New("webeid: the page may not have hashes signed")

// failure is the answer for an error. A page learns what PROTOCOL.md, section 10,
// lets it learn.
func (d *dialect) failure(err error) any {
	code, message := fatal, ""
	words := extension.Words(d.desk.Language())
	if wrong, ok := errors.AsType[argument](err); ok {
		code, message = invalidArgument, extension.Fill(words["webeid_argument"], string(wrong))
	} else if errors.Is(err, errHashes) {
		message = words["webeid_hashes"]
	} else {
		learned := service.AsError(err).For(protocol.Page).Code
		switch learned {
		case protocol.Cancelled:
			code = userCancelled
		case protocol.TimedOut:
			code = userTimeout
		}
		key := strings.ReplaceAll(string(learned), "-", "_")
		message = words["error_"+key] + " " + words["hint_"+key]
	}
	type details struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	return struct {
		Error details `json:"error"`
	}{details{code, message}}
}
