// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol

// Document is a document as the window shows it.
type Document struct {
	Name   string  `json:"name"`
	Size   int64   `json:"size"`
	Type   string  `json:"type"`
	Digest *Digest `json:"digest,omitempty"` // in a consent, and of many once it is known
	Unseen bool    `json:"unseen,omitempty"` // there is its digest alone, so that nobody can show it
	Fault  Code    `json:"fault,omitempty"`  // why it is not signed, where others are
	Inside int64   `json:"inside,omitempty"` // octets of the report in it, which is what preview gives
}

// Authority is one АЦСК to choose.
type Authority struct {
	Name   string `json:"name"`
	EDRPOU string `json:"edrpou"`
	Lookup bool   `json:"lookup"` // it can be asked for certificates
}

// What pages of other programs ask for beside what others do.
const (
	ActionOpen = "open" // a key is to be opened, and to stay so
	ActionSeal = "seal" // documents are to be signed, and what that makes encrypted
)

// Operation is the result of operation: what was asked for.
type Operation struct {
	Action      string        `json:"action"`          // sign, login, certificate, encrypt, decrypt, reissue, ActionOpen or ActionSeal
	Usage       string        `json:"usage,omitempty"` // UsageAgree or UsageNone; empty: a key for signing
	Origin      string        `json:"origin"`          // empty: of no site
	TopOrigin   string        `json:"top_origin,omitempty"`
	Profile     string        `json:"profile,omitempty"`
	Documents   []Document    `json:"documents"`
	List        *DocumentList `json:"list,omitempty"` // instead of more than MaxDocuments
	Authorities []Authority   `json:"authorities"`
	Providers   []Provider    `json:"providers,omitempty"`
	Native      bool          `json:"native,omitempty"`     // the system's window asks for secrets
	Unfinished  []Unfinished  `json:"unfinished,omitempty"` // of a reissue
	Dialect     string        `json:"dialect,omitempty"`    // that the page speaks
	Open        *Keys         `json:"open,omitempty"`       // the keys are open already
	Wanted      *Wanted       `json:"wanted,omitempty"`     // the page named a key
	Key         string        `json:"key,omitempty"`        // as of Sign
	Own         bool          `json:"own,omitempty"`        // our own page asks
}

// Wanted is the key that a page of another program named: one of its members, or none.
type Wanted struct {
	Token string      `json:"token,omitempty"` // as of a Token
	File  *WantedFile `json:"file,omitempty"`
}

// WantedFile is a key file that the page handed over.
type WantedFile struct {
	Name string `json:"name"` // safe to show
	Size int64  `json:"size"`
}

// Which of the person's keys an [Operation] needs, unless it is one for signing.
const (
	UsageAgree = "agree"
	UsageNone  = "none"
)

// OpenKeys is the params of keys. Exactly one of File, Token, Provider and Wanted is
// there.
type OpenKeys struct {
	File         *File  `json:"file,omitempty"`
	Token        string `json:"token,omitempty"`
	SKI          string `json:"ski,omitempty"` // the key of the token that the person turned to
	Provider     string `json:"provider,omitempty"`
	User         string `json:"user,omitempty"`   // who the person is at the provider
	Wanted       *bool  `json:"wanted,omitempty"` // true
	Certificates []File `json:"certificates,omitempty"`
	Authority    string `json:"authority,omitempty"` // empty: any
}

// Find is the params of find. Exactly one of its members is there.
type Find struct {
	Authority    *string `json:"authority,omitempty"`
	Everyone     *bool   `json:"everyone,omitempty"` // true
	Certificates []File  `json:"certificates,omitempty"`
}

// Keys is the result of keys and of find.
type Keys struct {
	Format   string  `json:"format"`
	Keys     []Key   `json:"keys"`
	Selected *string `json:"selected"`         // a Key's reference
	Lookup   *Error  `json:"lookup,omitempty"` // of keys: why its authority was asked in vain
}

// Statuses of a [Key]. The first four are those of a [Recipient] too.
const (
	StatusOK               = "ok"
	StatusExpired          = "expired"
	StatusNotYet           = "not-yet"
	StatusUntrusted        = "untrusted"
	StatusNoCertificate    = "no-certificate"
	StatusNotForSigning    = "not-for-signing"
	StatusNotForEncryption = "not-for-encryption"
	StatusTooMany          = "too-many"
)

// Key is one key of an opened file or token, or one that a token shows: such a
// key has no reference and is not selectable. What comes from its certificate is empty
// without one.
type Key struct {
	Key        string   `json:"key"` // a reference that means something to this process
	Usage      []string `json:"usage"`
	Algorithm  string   `json:"algorithm"`
	Owner      Owner    `json:"owner"`
	Issuer     string   `json:"issuer"`
	NotBefore  string   `json:"not_before"` // RFC 3339
	NotAfter   string   `json:"not_after"`
	Qualified  string   `json:"qualified"` // "qes", "aes" or empty
	Status     string   `json:"status"`
	Selectable bool     `json:"selectable"`
	SKI        string   `json:"ski"` // upper-case hexadecimal
	AsksToSign bool     `json:"asks_to_sign,omitempty"`
	// ConfirmedAt is the provider's title, of a key that one keeps, and Max how many
	// documents it signs by one confirmation.
	ConfirmedAt string    `json:"confirmed_at,omitempty"`
	Max         int       `json:"max,omitempty"`
	Replaced    *Replaced `json:"replaced,omitempty"`
}

// Owner is whose certificate it is.
type Owner struct {
	Name         string `json:"name"`
	Kind         string `json:"kind"` // person, fop, corporate, stamp or empty
	Organization string `json:"organization,omitempty"`
	Title        string `json:"title,omitempty"`
	DRFO         string `json:"drfo,omitempty"`
	EDRPOU       string `json:"edrpou,omitempty"`
	UNZR         string `json:"unzr,omitempty"`
	Serial       string `json:"serial,omitempty"`
}

// Preview is the params of preview.
type Preview struct {
	Document int   `json:"document"` // index
	Offset   int64 `json:"offset"`
	Length   int64 `json:"length"`
}

// Kinds of questions and notices.
const (
	AskPassword    = "password"
	AskKeyPassword = "key-password"
	AskPIN         = "pin"
	AskKeyPIN      = "key-pin"
	AskLastTry     = "last-try"
	AskSharedTries = "shared-tries"
	AskNewPIN      = "new-pin"
	AskConsent     = "consent"
	AskLevel       = "level"
	AskAuthorize   = "authorize"
	AskRemotePIN   = "remote-pin"
	AskOTP         = "otp"
	ShowProgress   = "progress"
	ShowFinding    = "finding"
	ShowSigning    = "signing"
	ShowPaused     = "paused"
	ShowNotSigned  = "not-signed"
	ShowStamping   = "stamping"
	ShowEncrypting = "encrypting"
	ShowDecrypting = "decrypting"
	ShowPINPad     = "pin-pad"
	ShowPINNative  = "pin-native"
	ShowTurn       = "turn"
	ShowGoOn       = "go-on"
	ShowLink       = "link"
	ShowReissuing  = "reissuing"
	ShowStopped    = "stopped"
	ShowReissued   = "reissued"
	ShowDone       = "done"
	ShowError      = "error"
)

// PasswordQuestion is the params of ask for the password of a file, or for the
// other one of the keys in it.
type PasswordQuestion struct {
	Kind string `json:"kind"` // AskPassword or AskKeyPassword
	File string `json:"file"`
}

// SecretAnswer is its result, that of a [PINQuestion] for a PIN, and that of a
// [ProviderQuestion].
type SecretAnswer struct {
	Secret Secret `json:"secret"`
}

// ConsentQuestion is the params of ask for consent.
type ConsentQuestion struct {
	Kind       string        `json:"kind"`          // AskConsent
	Key        string        `json:"key,omitempty"` // empty: none is needed
	Documents  []Document    `json:"documents"`
	List       *DocumentList `json:"list,omitempty"` // instead of more than MaxDocuments
	Recipients []Recipient   `json:"recipients,omitempty"`
	Signed     []Signatory   `json:"signed,omitempty"` // of a report to the tax service: who did before
	Text       string        `json:"text,omitempty"`
	Plan       *Plan         `json:"plan,omitempty"` // of a reissue
}

// Recipient is somebody to encrypt to, by their certificate.
type Recipient struct {
	Owner     Owner  `json:"owner"`
	Issuer    string `json:"issuer"`
	NotBefore string `json:"not_before"` // RFC 3339
	NotAfter  string `json:"not_after"`
	Status    string `json:"status"`
}

// ConsentAnswer is its result.
type ConsentAnswer struct {
	Key      string `json:"key,omitempty"`
	Approved bool   `json:"approved"`
}

// LevelQuestion is the params of ask for the level to settle for.
type LevelQuestion struct {
	Kind    string  `json:"kind"`    // AskLevel
	Level   string  `json:"level"`   // that is wanted
	Offered string  `json:"offered"` // that can be had
	Code    Code    `json:"code"`    // why
	Params  *Params `json:"params,omitempty"`
}

// LevelAnswer is its result: one of the two levels.
type LevelAnswer struct {
	Level string `json:"level"`
}

// Progress is the params of show while a document is read.
type Progress struct {
	Kind     string `json:"kind"` // ShowProgress
	Document int    `json:"document"`
	Read     int64  `json:"read"`
	Size     int64  `json:"size"`
}

// Asking is the params of show while authorities are asked for certificates.
type Asking struct {
	Kind     string `json:"kind"` // ShowFinding
	Asked    int    `json:"asked"`
	Answered int    `json:"answered"` // or did not, and are waited for no more
}

// Event is the params of show for all else.
type Event struct {
	Kind   string  `json:"kind"`
	Code   Code    `json:"code,omitempty"`
	Params *Params `json:"params,omitempty"`
}
