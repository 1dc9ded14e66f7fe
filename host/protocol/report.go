// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Report is the result of verify, in the words of EN 319 102-1.
type Report struct {
	Kind        string      `json:"kind"`         // "CAdES", "PAdES", "ASiC-S" or "ASiC-E"; "ASiC": a container that was not opened
	ContentType string      `json:"content_type"` // object identifier
	Detached    bool        `json:"detached"`
	Signatures  []Verdict   `json:"signatures"`
	TimeStamps  []TimeStamp `json:"time_stamps"`         // over a whole PDF, or over files of a container
	Uncovered   []string    `json:"uncovered,omitempty"` // documents of a container that no signature is over
	Flaw        string      `json:"flaw,omitempty"`      // why a container was not opened
	Explanation Raw         `json:"explanation"`         // the same in the words of people
	Contents    []Content   `json:"contents,omitzero"`   // what was signed, and was written; nil: nobody wanted it
}

// LongReport is the result of verify whose report was written.
type LongReport struct {
	Written  int64 `json:"written"`            // octets
	Document int   `json:"document,omitempty"` // the index that they have: after those of contents
}

// Content is a document from inside a signature or container.
type Content struct {
	Name string `json:"name"` // fit for a file
	Type string `json:"type"` // media type, by its octets
	Size int64  `json:"size"` // octets
}

// Verdict is about one signature. What is not known is empty.
type Verdict struct {
	Indication    string    `json:"indication"`
	SubIndication string    `json:"sub_indication"`
	Level         string    `json:"level"`
	Intact        bool      `json:"intact"` // content and attributes are what the signer's key signed
	Signer        Signer    `json:"signer"`
	ClaimedTime   string    `json:"claimed_time"` // RFC 3339
	BestTime      string    `json:"best_time"`
	Qualified     string    `json:"qualified"`
	Hash          string    `json:"hash"`
	Chain         []Link    `json:"chain"` // signer first
	Errors        []Finding `json:"errors"`
	Warnings      []Finding `json:"warnings"`

	Proven            bool                `json:"proven"` // BestTime is, and not just now
	TimeStamps        []TimeStamp         `json:"time_stamps"`
	Statuses          []CertificateStatus `json:"statuses"`
	CounterSignatures []Verdict           `json:"counter_signatures"`

	// In a container: the signature's file, and the documents that it is over.
	File      string           `json:"file,omitempty"`
	Documents []SignedDocument `json:"documents,omitempty"`

	// In a PDF: the field, and what came into the file later.
	Field string `json:"field,omitempty"`
	Later string `json:"later,omitempty"`
}

// TimeStamp is about one time-stamp.
type TimeStamp struct {
	Kind          string    `json:"kind"` // "content", "signature", "archive" or "document"
	Indication    string    `json:"indication"`
	SubIndication string    `json:"sub_indication"`
	Time          string    `json:"time"`     // RFC 3339
	Accuracy      int64     `json:"accuracy"` // milliseconds to either side; 0: nothing is said
	Policy        string    `json:"policy"`   // object identifier
	Chain         []Link    `json:"chain"`    // the authority first
	Errors        []Finding `json:"errors"`
	Warnings      []Finding `json:"warnings"`
}

// CertificateStatus is what is known of whether a certificate was revoked.
type CertificateStatus struct {
	Subject   string `json:"subject"`
	Serial    string `json:"serial"`
	Status    string `json:"status"` // "good", "revoked" or "unknown"
	RevokedAt string `json:"revoked_at,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Source    string `json:"source"`   // "ocsp", "crl" or "none"
	Embedded  bool   `json:"embedded"` // at hand, not asked for
	At        string `json:"at"`       // when that was known
}

// SignedDocument is a document of a container that a signature is over.
type SignedDocument struct {
	Name  string `json:"name"`
	Fault string `json:"fault,omitempty"` // what is wrong with it
}

// Signer is whose signature it is.
type Signer struct {
	Name         string `json:"name"`
	DRFO         string `json:"drfo"`
	EDRPOU       string `json:"edrpou"`
	UNZR         string `json:"unzr"`
	Organization string `json:"organization"`
	Stamp        bool   `json:"stamp"`
}

// Link is one certificate of a chain.
type Link struct {
	Subject  string `json:"subject"`
	Issuer   string `json:"issuer"`
	Serial   string `json:"serial"`
	NotAfter string `json:"not_after"`
	SKI      string `json:"ski"`
}

// Finding is one reason.
type Finding struct {
	Code string `json:"code"`
	Text string `json:"text"`
}
