// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package command is the program as one uses it from a terminal: one file a
// command. Every command takes --json; what a person reads comes from the
// same catalogue of words as the browser's window, Ukrainian first.
//
// Exit codes: 0 done, or a signature that passed; 1 the answer is no; 2 wrong
// usage; 3 trouble with a key, a file or the network.
package command

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"
	"time"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/witness"
	"github.com/pidpys/pidpys/installer"
)

// What the program's exit code says.
const (
	exitDone    = 0
	exitNo      = 1
	exitUsage   = 2
	exitTrouble = 3
)

// Program is what main wires together for the commands.
type Program struct {
	Version string           // as manifest.json has it, or "devel"
	Host    installer.Host   // how browsers know the host; Path may be empty: then this executable
	Now     func() time.Time // nil is time.Now

	// The pinned roots, and the CA certificates shipped to build chains from.
	Roots       func() []pki.Anchor
	Authorities func() []*x509.Certificate
	// Tokens are the tokens and cards that are plugged in. Without it, nil, none
	// can be.
	Tokens key.Hotplug
	// Cloud are the keys that providers keep. Without it, nil, there are none.
	Cloud key.Remote
	// TPM is this computer's. Without it, nil, there is none.
	TPM *tpm.Source
	// Reissue moves people to new keys. Without one, nil, it has nowhere to write
	// down what it begins.
	Reissue *reissue.Office
	// Forbidden are the schemes of keys that the administrator does not let be
	// used, of files too. What would hold them above is nil.
	Forbidden []string
	// SettingsLeftOut says which settings are not followed, so that Tokens may
	// lack modules, Cloud providers, and Finder authorities, that the administrator
	// added.
	SettingsLeftOut []error
	// Examine looks whether all is in place for a signature, and tells it in a
	// language, "uk" or "en"; offline, nobody is asked over the network.
	Examine func(ctx context.Context, language string, offline bool) protocol.Examination
	// Witness asks over the network about certificates and for the time.
	// Without one, nil, nobody is asked.
	Witness *witness.Witness
	// Finder knows the certificates found earlier and finds others. Without
	// one, nil, nothing is remembered or found.
	Finder *lookup.Finder
}

// Run does what the arguments (without the program's name) ask, and returns
// the exit code. An interrupt from the keyboard, or the terminal's going away,
// ends it in order; a second one at once.
func (p Program) Run(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	if p.Now == nil {
		p.Now = time.Now
	}
	if p.Reissue == nil {
		p.Reissue = new(reissue.Office)
	}
	ends := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup(1)
		ends = append(ends, syscall.SIGHUP)
	}
	ctx, stop := signal.NotifyContext(context.Background(), ends...)
	defer stop()
	context.AfterFunc(ctx, stop)
	told := &kept{Writer: stdout}
	spoken := language()
	c := &call{
		Program: p, language: spoken, words: words(spoken), in: stdin, out: told, err: stderr, stdout: stdout,
		json: asksJSON(args),
	}
	commands := map[string]func(context.Context, []string) int{
		"keys":      c.keys,
		"sign":      c.sign,
		"verify":    c.verify,
		"extend":    c.extend,
		"attach":    c.attach,
		"detach":    c.detach,
		"encrypt":   c.encrypt,
		"decrypt":   c.decrypt,
		"cert":      c.cert,
		"cloud":     c.cloud,
		"passwd":    c.passwd,
		"convert":   c.convert,
		"tokens":    c.tokens,
		"tpm":       c.tpm,
		"seal":      c.sealKey,
		"reissue":   c.reissue,
		"doctor":    c.doctor,
		"install":   c.install,
		"uninstall": c.uninstall,
		"version":   c.version,
	}
	if len(args) == 0 {
		fmt.Fprintln(stderr, c.words.text("cli_usage"))
		return exitUsage
	}
	if args[0] == "help" || args[0] == "--help" || args[0] == "-h" {
		fmt.Fprintln(stdout, c.words.text("cli_usage"))
		return exitDone
	}
	run, known := commands[args[0]]
	if !known {
		return c.usage(c.words.text("cli_unknown_command", args[0]))
	}
	code := run(ctx, args[1:])
	if told.err != nil {
		c.warn(c.fault(told.err)) // an answer that nobody can read is none
		return exitTrouble
	}
	return code
}

// asksJSON looks for --json before the flags are read, for what may be wrong
// with them. Behind "--" nothing is a flag.
func asksJSON(args []string) bool {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	return slices.Contains(args, "--json") || slices.Contains(args, "-json")
}

// call is one run of one command.
type call struct {
	Program
	language string // "uk" or "en"
	words    catalogue
	in       io.Reader
	out      io.Writer // words for people, or JSON
	err      io.Writer

	stdout io.Writer // out, until a document or a signature goes there

	json bool // known before the flags are read, for what is wrong with them
}
