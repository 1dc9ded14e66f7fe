// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// List is the params of list: more documents for the page's next operation.
type List struct {
	Documents []File `json:"documents"`
	Anew      bool   `json:"anew,omitempty"` // what was listed before is forgotten first
}

// Listed is the result of list.
type Listed struct {
	Listed int `json:"listed"` // documents, all together
}

// Outcome is the params of signed: what became of one of many documents. Exactly one of
// Signature and Code is there.
type Outcome struct {
	Call      string     `json:"call"`     // the page's
	Document  int        `json:"document"` // index
	Signature *Signature `json:"signature,omitempty"`
	Code      Code       `json:"code,omitempty"` // why there is none; of those that a page learns
}

// SignedEach is the result of sign where every document was signed for itself.
type SignedEach struct {
	Certificate Base64 `json:"certificate"`
	Signed      int    `json:"signed"`
	Failed      int    `json:"failed"`
	Stopped     Code   `json:"stopped,omitempty"` // why the others were not tried; of those that a page learns
}

// DocumentList is what the window is told of more documents than one message holds.
type DocumentList struct {
	Count  int     `json:"count"`
	Size   int64   `json:"size"`             // octets, of all
	Unread int     `json:"unread,omitempty"` // that cannot be read and will not be signed
	Digest *Digest `json:"digest,omitempty"` // in a consent: SHA-256 of the digests, in order, of those that will
}

// Leaf is the params of documents.
type Leaf struct {
	From int `json:"from"` // index
}

// Leafed is the result of documents, no more than [MaxDocuments] of them.
type Leafed struct {
	Documents []Document `json:"documents"`
}

// Signing is the params of show while documents are signed each for itself, and, where not
// all were, once that is over.
type Signing struct {
	Kind    string `json:"kind"` // ShowSigning, ShowPaused or ShowDone
	Signed  int    `json:"signed"`
	Failed  int    `json:"failed"`
	Of      int    `json:"of"`                // documents
	Stopped *Error `json:"stopped,omitempty"` // of ShowDone: why the others were not tried
}

// NotSigned is the params of show for one of many documents that was not signed.
type NotSigned struct {
	Kind     string  `json:"kind"`     // ShowNotSigned
	Document int     `json:"document"` // index
	Name     string  `json:"name"`     // safe to show
	Code     Code    `json:"code"`
	Params   *Params `json:"params,omitempty"`
}
