// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package key

import (
	"cmp"
	"context"
	"path/filepath"
	"time"

	"github.com/pidpys/pidpys/host/pki"
)

// A Hotplug is a [Source] whose places come and go: tokens, cards in a reader.
type Hotplug interface {
	Source

	// Watch tells what is plugged in, at once and then after every change, until
	// ctx ends, which is no error. tell is called by one goroutine at a time and
	// keeps nothing waiting for long. Nobody is asked for anything.
	Watch(ctx context.Context, tell func(Plugged)) error

	// Revive lets a driver be tried again that was set aside because it crashed;
	// id is the Driver of its [Trouble].
	Revive(ctx context.Context, id string) error
}

// Plugged is what a [Hotplug] sees at one moment.
type Plugged struct {
	Carriers []Carrier // in an order that changes little
	Troubles []Trouble // why somebody may miss a carrier here
	Partial  bool      // there may be more: not all that can see has been heard yet
}

// A Carrier is a device with keys in it, as it shows itself to whoever has not
// given a PIN. Label, Model, Manufacturer and Serial are the device's own words,
// trimmed, and may hold anything: [pki.DisplayText] makes them fit to show.
type Carrier struct {
	Ref          Ref // opens it
	Label        string
	Model        string
	Manufacturer string
	Serial       string
	Device       string // what people call such a device, in words of ours; may be empty
	Form         Form
	PIN          PIN
	// Keys are those that it shows, to choose by: they have a public half and
	// maybe certificates, and answer [ErrClosed] when asked to sign.
	Keys []Key
	// Makes are the kinds of new keys that its store, a [Generator], makes; none:
	// the vendor's tool makes them.
	Makes []Kind
	// Blank says that it is a place for new keys and nothing else, as this
	// computer's TPM.
	Blank bool
}

// DisplayNames are what a person can tell a carrier by, each fit to show: what
// such a device is called, its label, its number. Those that it lacks are left
// out; of no carrier, nil, there are none.
func (c *Carrier) DisplayNames() []string {
	var names []string
	if c == nil {
		return names
	}
	for _, name := range []string{c.Device, c.Label, c.Serial} {
		if name = pki.DisplayText(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

// Form is what a carrier looks like.
type Form string

// The forms.
const (
	FormToken     Form = "token"     // in a USB port
	FormCard      Form = "card"      // in a reader
	FormModule    Form = "module"    // a hardware security module, over a network
	FormSimulated Form = "simulated" // a program that acts as one: not a protected carrier
	// FormTPM is a key in this computer's TPM: it does not leave that, and is no
	// qualified device all the same.
	FormTPM Form = "tpm"
	// FormSealed is a key file that opens on this computer alone, with a PIN of
	// its TPM; its legal level is that of a file.
	FormSealed Form = "sealed"
)

// PIN is what a carrier says about its PIN. PKCS #11 counts no tries.
type PIN struct {
	Tries Tries
	Pad   bool // it is typed on the reader, never here
	Unset bool // none was set yet: the vendor's tool does that
	Min   int  // octets; 0: unknown
	Max   int  // octets; 0: unknown
	// Wait, of a TPM that counts too many wrong PINs: how long until it, and with
	// it every key in it, admits a try again. Tries is TriesNone meanwhile.
	Wait time.Duration
	// Unlimited says that wrong PINs are not counted, so that whoever has the
	// carrier may guess them one by one.
	Unlimited bool
}

// Tries is how many tries are left, as far as a carrier says.
type Tries string

// The tries.
const (
	TriesUnknown Tries = ""       // no warning
	TriesFew     Tries = "few"    // a wrong PIN was entered before
	TriesLast    Tries = "last"   // one more wrong PIN locks it
	TriesNone    Tries = "locked" // no PIN helps any more
)

// A Trouble is why a carrier cannot be seen or used.
type Trouble struct {
	Kind   TroubleKind
	Device string // whose: the name of a reader or device, fit to show; may be empty
	Path   string // of the driver, if it is about one
	Driver string // for [Hotplug.Revive]; only of DriverCrashed
	Reason Refusal
}

// DisplayDevice names whose trouble it is, fit to show: by the file of its driver
// where the device has no name, empty where neither is known.
func (t Trouble) DisplayDevice() string {
	_, file := filepath.Split(t.Path)
	return pki.DisplayText(cmp.Or(t.Device, file))
}

// TroubleKind is the closed list of troubles.
type TroubleKind string

// The troubles.
const (
	NoReaderService TroubleKind = "no-reader-service" // the system's card service does not run or is not installed
	NoWorker        TroubleKind = "no-worker"         // pidpys-token is not beside this program
	NoCard          TroubleKind = "no-card"           // a reader with nothing in it
	DriverMissing   TroubleKind = "driver-missing"    // a known device whose driver is not installed
	DriverRefused   TroubleKind = "driver-refused"    // a driver that is not loaded; Reason says why
	DriverCrashed   TroubleKind = "driver-crashed"    // set aside after it crashed twice
	DriverSilent    TroubleKind = "driver-silent"     // it did not answer in time: another program may hold the device
	DriverFailed    TroubleKind = "driver-failed"     // it answered with an error
	DeviceUnknown   TroubleKind = "device-unknown"    // a reader or card for which no driver is known
	NoTPM           TroubleKind = "no-tpm"            // keys are kept for a TPM, and there is none
	TPMForbidden    TroubleKind = "tpm-forbidden"     // there is a TPM that this user may not use
	TPMFailed       TroubleKind = "tpm-failed"        // the TPM answered with an error
)

// Refusal is why a driver is not loaded.
type Refusal string

// The refusals.
const (
	RefusedRelative Refusal = "relative"    // its path is not absolute
	RefusedLink     Refusal = "link"        // it is a link, or a folder above it is
	RefusedWritable Refusal = "writable"    // others than the administrators may change it, or a folder above it
	RefusedOwner    Refusal = "owner"       // others than the administrators own it, or a folder above it
	RefusedKind     Refusal = "not-library" // no shared library
	RefusedSystem   Refusal = "system"      // for another operating system
	RefusedMachine  Refusal = "machine"     // for another kind of processor
	Refused32Bit    Refusal = "32-bit"      // 32-bit, and this program is 64-bit
	RefusedStack    Refusal = "exec-stack"  // it wants an executable stack, which this system forbids
	RefusedLacking  Refusal = "lacking"     // a library that it needs is missing
	RefusedFunction Refusal = "no-pkcs11"   // a library without C_GetFunctionList
	RefusedLoading  Refusal = "loading"     // the system would not load it
)
