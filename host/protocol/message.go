// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

import (
	"fmt"
	"slices"
	"unicode/utf8"
)

// Role is who a message came from, or is meant for.
type Role string

// The roles of PROTOCOL.md, section 1.
const (
	Page      Role = "page"
	Window    Role = "window"
	Extension Role = "extension"
)

// The methods and notices of PROTOCOL.md, section 4.
const (
	MethodHello       = "hello"
	MethodReissue     = "reissue"
	MethodExamine     = "examine"
	MethodAuthorities = "authorities"
	MethodClosed      = "closed"
	MethodWindow      = "window"
	MethodCloseWindow = "close-window"
	MethodFault       = "fault"
	MethodList        = "list"
	MethodSign        = "sign"
	MethodLogin       = "login"
	MethodCertificate = "certificate"
	MethodEncrypt     = "encrypt"
	MethodDecrypt     = "decrypt"
	MethodVerify      = "verify"
	MethodReport      = "report"
	MethodReceipt     = "receipt"
	MethodCancel      = "cancel"
	MethodDialect     = "dialect"
	MethodRead        = "read"
	MethodWrite       = "write"
	MethodSigned      = "signed"
	MethodOperation   = "operation"
	MethodTokens      = "tokens"
	MethodRevive      = "revive"
	MethodKeys        = "keys"
	MethodFind        = "find"
	MethodStop        = "stop"
	MethodDefer       = "defer"
	MethodDocuments   = "documents"
	MethodPreview     = "preview"
	MethodPause       = "pause"
	MethodProceed     = "proceed"
	MethodPlan        = "plan"
	MethodResume      = "resume"
	MethodAbandon     = "abandon"
	MethodAsk         = "ask"
	MethodShow        = "show"
)

// calls and notices are what each role may send to the host.
var (
	calls = map[Role][]string{
		Page:      {MethodList, MethodSign, MethodLogin, MethodCertificate, MethodEncrypt, MethodDecrypt, MethodVerify, MethodReport, MethodReceipt, MethodDialect, MethodCancel},
		Window:    {MethodOperation, MethodTokens, MethodRevive, MethodKeys, MethodFind, MethodStop, MethodDefer, MethodDocuments, MethodPreview, MethodPause, MethodProceed, MethodPlan, MethodResume, MethodAbandon, MethodCancel},
		Extension: {MethodHello, MethodReissue, MethodExamine, MethodAuthorities},
	}
	notices = map[Role][]string{
		Extension: {MethodClosed},
	}
)

// admit says whether role may call method: nil, forbidden or unsupported.
func admit(role Role, method string) error {
	if slices.Contains(calls[role], method) {
		return nil
	}
	for _, methods := range calls {
		if slices.Contains(methods, method) {
			return Fail(Forbidden)
		}
	}
	return Fail(Unsupported)
}

// message is any of the four kinds of PROTOCOL.md, section 3.
type message struct {
	ID     *string `json:"id,omitempty"`
	Method *string `json:"method,omitempty"`
	Params Raw     `json:"params,omitempty"`
	Result Raw     `json:"result,omitempty"`
	Error  *Error  `json:"error,omitempty"`
	Role   Role    `json:"role"`
}

// parse decodes a frame. The message's raw parts are parts of the frame.
func parse(frame []byte) (*message, error) {
	m := new(message)
	if err := Unmarshal(frame, m); err != nil {
		return nil, err
	}
	if _, known := calls[m.Role]; !known {
		return nil, fmt.Errorf("%w: unknown role", ErrMalformed)
	}
	if m.ID != nil && (*m.ID == "" || utf8.RuneCountInString(*m.ID) > MaxID) {
		return nil, fmt.Errorf("%w: id", ErrMalformed)
	}
	result, failed := m.Result != nil, m.Error != nil
	asks := m.Method != nil && !result && !failed
	answers := m.Method == nil && m.ID != nil && m.Params == nil && result != failed
	if !asks && !answers {
		return nil, fmt.Errorf("%w: neither call, result, error nor notice", ErrMalformed)
	}
	return m, nil
}
