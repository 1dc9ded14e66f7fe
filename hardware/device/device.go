// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package device is the table of carriers: the names and ATRs by which the
// system's card service (PC/SC) knows them, and where the modules of PKCS #11
// of their makers lie. One vendor is one file, with the quirks of its modules.
//
// Names, ATRs and paths are published facts (the list of readers of libccid, the
// list of ATRs of pcsc-tools, packages' lists of files). No carrier and no
// vendor's module was at hand; what is said to be unverified is known from one
// source or by custom alone.
package device

import (
	"bytes"
	"runtime"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/cryptoki"
	"github.com/pidpys/pidpys/hardware/wire"
	"github.com/pidpys/pidpys/host/key"
)

// A Module is one row of the table: a module of PKCS #11 and the devices it is
// for. A row with neither Readers nor ATRs nor Rest needs no reader and is
// always asked: a security module on the network, a simulator, what an
// administrator adds.
type Module struct {
	ID   string // unique among the rows of a program
	Name string // what people call the device
	Form key.Form

	Readers []string // how the names of its readers begin
	ATRs    []ATR    // of its cards, in whatever reader
	// Rest takes the cards that no other row matches.
	Rest bool
	// Optional is a row that nobody misses when its module is not installed.
	Optional bool

	// Paths are where the module may lie on this system, absolute; the last
	// element may be a pattern of [path/filepath.Match]. The first that may be
	// loaded is.
	Paths       []string
	Environment map[string]string // added to that of the process that loads it
	Quirks      Quirks
	Simulated   bool // a program that acts as a carrier: not a protected one
}

// Quirks are what a module does unlike others.
type Quirks struct {
	// Full are values by which it says, beside CKR_DEVICE_MEMORY, that the
	// carrier's own memory does not suffice.
	Full []cryptoki.RV
}

// An ATR is an answer to reset (ISO/IEC 7816-3, 8.2), the first octets of a
// card. Where Mask has a 0 bit, Value does not count; without a Mask all bits
// count.
type ATR struct{ Value, Mask []byte }

// Matches reports whether a card answered so.
func (a ATR) Matches(atr []byte) bool {
	if len(a.Mask) == 0 {
		return bytes.Equal(a.Value, atr)
	}
	if len(atr) != len(a.Value) || len(atr) != len(a.Mask) {
		return false
	}
	for i, m := range a.Mask {
		if (atr[i]^a.Value[i])&m != 0 {
			return false
		}
	}
	return true
}

// Match reports whether a reader, or the card in it, is by its name or ATR one
// of this row.
func (m Module) Match(reader wire.Reader) bool {
	named := func(prefix string) bool { return strings.HasPrefix(reader.Name, prefix) }
	answers := func(a ATR) bool { return a.Matches(reader.ATR) }
	return slices.ContainsFunc(m.Readers, named) || reader.Card && slices.ContainsFunc(m.ATRs, answers)
}

// Always reports whether the row needs no reader.
func (m Module) Always() bool { return len(m.Readers) == 0 && len(m.ATRs) == 0 && !m.Rest }

// A row is a Module before it is known on which system, and for each system
// (runtime.GOOS) where its module lies.
type row struct {
	Module
	on map[string][]string
}

// Builtin is the table, for this system. A device whose module is not made for
// this system has a row without Paths, so that it can be named.
func Builtin() []Module { return builtin(runtime.GOOS) }

func builtin(system string) []Module {
	var modules []Module
	for _, r := range slices.Concat(iit, avtor, avest, safenet, opensc) {
		r.Paths = r.on[system]
		modules = append(modules, r.Module)
	}
	return modules
}

// inWindows are the paths of a module in the folders of Windows itself: that of 64
// bits and that of 32.
func inWindows(name string) []string {
	return []string{`C:\Windows\System32\` + name, `C:\Windows\SysWOW64\` + name}
}
