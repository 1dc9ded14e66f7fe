// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Report is the result of verify, in the words of EN 319 102-1.
type Report struct {
	ContentType string    `json:"content_type"` // object identifier
	Detached    bool      `json:"detached"`
	Signatures  []Verdict `json:"signatures"`
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
