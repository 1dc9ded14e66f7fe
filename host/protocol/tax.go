// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// What a page wants done with a report to the tax service, PROTOCOL.md, section 17.
const (
	StageSign = "sign" // one more signature
	StageSend = "send" // signed, if there is a role, encrypted and signed around
	StageAsk  = "ask"  // the same of the identifier of a submission
)

// In which role somebody signs a report. A report is signed in this order.
const (
	RoleAccountant = "accountant"
	RoleDirector   = "director"
	RoleStamp      = "stamp"
)

// TaxReport is the params of report.
type TaxReport struct {
	Document File     `json:"document"`
	Stage    string   `json:"stage,omitempty"`   // empty: StageSign
	Role     string   `json:"role,omitempty"`    // empty: no signature of the report itself
	Gateway  Base64   `json:"gateway,omitempty"` // certificate, of all but StageSign
	Sending  *Sending `json:"sending,omitempty"` // of all but StageSign
}

// Sending is what stands in the header of a container.
type Sending struct {
	File  string `json:"file,omitempty"` // the report's name; of StageAsk absent
	Email string `json:"email,omitempty"`
}

// TaxContainer is the result of report, which was written.
type TaxContainer struct {
	Size        int64  `json:"size"` // octets
	Certificate Base64 `json:"certificate"`
}

// Signatory is somebody who signed a report before, as the window shows them.
type Signatory struct {
	Owner   Owner  `json:"owner"`
	Time    string `json:"time"`    // RFC 3339, claimed
	Outcome string `json:"outcome"` // "good" or "unknown"
}

// ReadReceipt is the params of receipt.
type ReadReceipt struct {
	Document File   `json:"document"`
	File     string `json:"file"` // the name of the report that it must be about
}

// TaxReceipt is the result of receipt; what the service signed was written. What the
// receipt does not say is empty.
type TaxReceipt struct {
	Size       int64  `json:"size"`             // octets
	Number     int    `json:"number,omitempty"` // 1 or 2
	Result     string `json:"result"`           // "received", "accepted", "rejected" or "unknown"
	File       string `json:"file"`
	Form       string `json:"form"`
	Name       string `json:"name"`
	Registered string `json:"registered"`
	Subject    string `json:"subject"`
	Text       string `json:"text"`
	Signer     string `json:"signer"` // name
	Time       string `json:"time"`   // RFC 3339, when it was signed, as the signer says
	Report     Report `json:"report"` // on the service's signature
}
