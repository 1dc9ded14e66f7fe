// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package wire is the protocol between the host and pidpys-token, which has one
// module of PKCS #11 loaded. The host asks, the worker answers, one call after
// the other; whoever's end of the pipe closes has gone, and the other ends too.
//
// A frame is two lengths in four octets each, little-endian, then that many
// octets of JSON and that many octets of a secret. A PIN is thereby never part
// of JSON, of which decoders keep copies; whoever reads or writes a frame wipes
// the secret.
//
// The worker knows PKCS #11 and no policy beyond the rules that must stand next
// to the call: flags are read again before a login, and a PIN is sent to the
// module once for each frame that holds it.
package wire

import (
	"encoding/json"

	"github.com/pidpys/pidpys/hardware/cryptoki"
)

// Limits of a frame, in octets.
const (
	MaxJSON   = 8 << 20
	MaxSecret = 1024
)

// Limits of what a worker tells, whatever a module says.
const (
	MaxTokens       = 64
	MaxObjects      = 512
	MaxObject       = 64 << 10 // octets of one attribute
	MaxSignatures   = 1024     // in one call
	MaxReaders      = 64
	MaxModuleString = 256 // octets
)

// A Request is a frame from the host.
type Request struct {
	ID     uint32          `json:"id"` // the answer has the same
	Call   Call            `json:"call"`
	Params json.RawMessage `json:"params,omitempty"`
	Secret []byte          `json:"-"`
}

// A Response is a frame from the worker. Secret is only that of Derive and
// Decrypt.
type Response struct {
	ID     uint32          `json:"id"`
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
	Secret []byte          `json:"-"`
}

// Call is the closed list of calls. Load comes first and once.
type Call string

// The calls, with their params and results.
const (
	CallLoad    Call = "load"    // Load → Loaded
	CallTokens  Call = "tokens"  // none → []Token, those present
	CallObjects Call = "objects" // At → Objects, those that the session may see; before a login there is none afterwards
	CallLogin   Call = "login"   // Login and the PIN as secret → none
	CallLogout  Call = "logout"  // At → none; ends the session too
	CallSign    Call = "sign"    // Sign, the PIN as secret if Context → []Signature
	CallDerive  Call = "derive"  // Derive → none, the shared secret as secret
	CallDecrypt Call = "decrypt" // Decrypt → none, the plaintext as secret

	// What changes a token, after a login with Write.
	CallGenerate Call = "generate" // Generate → Key, the public half
	CallPut      Call = "put"      // Put → none
	CallDestroy  Call = "destroy"  // Destroy → none
)

// Load names the module.
type Load struct {
	Path string `json:"path"` // absolute
	// User admits files and folders that this user owns, beside the
	// administrators'. Only the demo says so.
	User bool `json:"user,omitempty"`
}

// Loaded is a module that answered C_Initialize and C_GetInfo.
type Loaded struct {
	Manufacturer string `json:"manufacturer"`
	Library      string `json:"library"`
	Version      string `json:"version"` // "1.2"
}

// At names a token: the slot that it is in, and its serial number, so that
// another token put into the same slot is not taken for it.
type At struct {
	Slot   uint64 `json:"slot"`
	Serial string `json:"serial"`
}

// Token is CK_TOKEN_INFO with what is known of its slot. Texts are valid UTF-8,
// trimmed.
type Token struct {
	At
	Reader       string      `json:"reader"` // slotDescription
	Label        string      `json:"label"`
	Manufacturer string      `json:"manufacturer"`
	Model        string      `json:"model"`
	Hardware     bool        `json:"hardware"` // CKF_HW_SLOT
	Removable    bool        `json:"removable"`
	Flags        uint32      `json:"flags"` // cryptoki.Token…
	MinPIN       int         `json:"min_pin"`
	MaxPIN       int         `json:"max_pin"`
	Mechanisms   []Mechanism `json:"mechanisms"`
}

// Mechanism is one entry of C_GetMechanismList with its CK_MECHANISM_INFO.
type Mechanism struct {
	Type  cryptoki.Mechanism `json:"type"`
	Flags uint32             `json:"flags"`
}

// Objects are the keys and certificates of a token. A key of which a module
// refuses to tell an attribute has it empty; an object that makes the module
// fail is left out.
type Objects struct {
	Private      []Key         `json:"private"`
	Public       []Key         `json:"public"`
	Certificates []Certificate `json:"certificates"`
}

// Key is a CKO_PRIVATE_KEY or CKO_PUBLIC_KEY.
type Key struct {
	Handle   uint64           `json:"handle"` // until the session ends
	ID       []byte           `json:"id"`     // CKA_ID
	Label    string           `json:"label"`
	Type     cryptoki.KeyType `json:"type"`
	Params   []byte           `json:"params,omitempty"` // CKA_EC_PARAMS
	Point    []byte           `json:"point,omitempty"`  // CKA_EC_POINT
	Modulus  []byte           `json:"modulus,omitempty"`
	Exponent []byte           `json:"exponent,omitempty"`
	Sign     bool             `json:"sign"`
	Derive   bool             `json:"derive"`
	Decrypt  bool             `json:"decrypt"`
	Always   bool             `json:"always"` // CKA_ALWAYS_AUTHENTICATE
	// Closed, of private keys: CKA_SENSITIVE is said, and CKA_EXTRACTABLE denied.
	Closed bool `json:"closed,omitempty"`
}

// Certificate is a CKO_CERTIFICATE, or a CKO_DATA of
// [cryptoki.CertificateApplication].
type Certificate struct {
	ID    []byte `json:"id"` // of data objects: nothing
	Label string `json:"label"`
	DER   []byte `json:"der"`
}

// Login is C_Login as CKU_USER.
type Login struct {
	At
	Pad  bool `json:"pad"`  // the PIN is typed on the reader: there is no secret
	Last bool `json:"last"` // the person agreed to the last try
	// Write wants a session that may change the token, in place of one that may
	// not. Only whoever is going to change it says so.
	Write bool `json:"write,omitempty"`
}

// Sign signs inputs one by one with one key, each by C_SignInit and C_Sign.
type Sign struct {
	At
	Handle    uint64             `json:"handle"`
	Mechanism cryptoki.Mechanism `json:"mechanism"`
	PSS       *PSS               `json:"pss,omitempty"`
	Inputs    [][]byte           `json:"inputs"`
	// Context asks for C_Login as CKU_CONTEXT_SPECIFIC between C_SignInit and
	// C_Sign, with the secret or on the PIN pad. Then there is one input.
	Context bool `json:"context,omitempty"`
	Pad     bool `json:"pad,omitempty"`
	Last    bool `json:"last,omitempty"`
}

// PSS is CK_RSA_PKCS_PSS_PARAMS.
type PSS struct {
	Hash cryptoki.Mechanism `json:"hash"`
	Salt int                `json:"salt"` // octets
}

// Signature is the answer to one input: as C_Sign gives it, or why not.
type Signature struct {
	Value []byte `json:"value,omitempty"`
	Error *Error `json:"error,omitempty"`
}

// Derive is C_DeriveKey with CK_ECDH1_DERIVE_PARAMS and CKD_NULL, and the value
// of the key derived.
type Derive struct {
	At
	Handle    uint64             `json:"handle"`
	Mechanism cryptoki.Mechanism `json:"mechanism"`
	Point     []byte             `json:"point"`  // of the other, as CKA_EC_POINT without its OCTET STRING
	Length    int                `json:"length"` // of the shared secret, octets
}

// Decrypt is C_DecryptInit and C_Decrypt.
type Decrypt struct {
	At
	Handle     uint64             `json:"handle"`
	Mechanism  cryptoki.Mechanism `json:"mechanism"` // RSAPKCS, RSAPKCSOAEP
	Hash       cryptoki.Mechanism `json:"hash,omitempty"`
	Label      []byte             `json:"label,omitempty"`
	Ciphertext []byte             `json:"ciphertext"`
}

// Error is why a call failed.
type Error struct {
	Kind ErrorKind `json:"kind"`
	// Of returned: the function and its CK_RV.
	Function string      `json:"function,omitempty"`
	RV       cryptoki.RV `json:"rv,omitempty"`
	// Of refused: one of the reasons of package modulefile.
	Reason string `json:"reason,omitempty"`
	// Detail is for the log: the linker's words, a path. No secret.
	Detail string `json:"detail,omitempty"`
}

// ErrorKind is the closed list of kinds.
type ErrorKind string

// The kinds.
const (
	Returned ErrorKind = "returned" // a function of the module returned an error
	Refused  ErrorKind = "refused"  // the module was not loaded
	Gone     ErrorKind = "gone"     // another token, or none, is in the slot
	Ended    ErrorKind = "ended"    // the session that a handle is from: nothing was asked
	Locked   ErrorKind = "locked"   // CKF_USER_PIN_LOCKED: nothing was sent
	LastTry  ErrorKind = "last-try" // CKF_USER_PIN_FINAL_TRY, and Last was not said: nothing was sent
	Length   ErrorKind = "length"   // the PIN is outside of MinPIN and MaxPIN: nothing was sent
	Unset    ErrorKind = "unset"    // CKF_USER_PIN_INITIALIZED is not set: nothing was sent
	Exists   ErrorKind = "exists"   // a key, or one with a certificate, bears the identifier: nothing was changed
	Exposed  ErrorKind = "exposed"  // the module made a key that is none to keep, and it was destroyed
	Invalid  ErrorKind = "invalid"  // a request against this protocol
)

func (e *Error) Error() string {
	switch e.Kind {
	case Returned:
		return "wire: " + e.Function + " returned " + e.RV.String()
	case Refused:
		return "wire: the module was refused: " + e.Reason
	}
	return "wire: " + string(e.Kind)
}

// A Reader is one line of `pidpys-token readers`: a reader of the system's card
// service (PC/SC).
type Reader struct {
	Name string `json:"name"`
	Card bool   `json:"card"` // something is in it
	ATR  []byte `json:"atr,omitempty"`
}

// Readers is what `pidpys-token readers` prints, as one line of JSON; with
// --watch another line after every change, until its input ends.
type Readers struct {
	Service bool     `json:"service"` // the card service answers
	Readers []Reader `json:"readers"`
}
