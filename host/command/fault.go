// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
)

// A fault is an error as people and programs see it: a code, a sentence and
// what to do next. Codes are those of the protocol, and a few that only a
// command line can meet.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
}

// ownFaults are the codes of errors that only a command line can meet.
var ownFaults = []struct {
	err  error
	code string
}{
	{errPasswordReadable, "password-file-readable"},
	{errPasswordSize, "password-file-size"},
	{errNoTerminal, "no-terminal"},
	{errSeveralKeys, "several-keys"},
	{errDocumentChanged, string(protocol.DocumentChanged)},
	{pki.ErrNoCertificate, "not-a-certificate"},
}

// fault finds the code for an error and the words for the code.
func (c *call) fault(err error) fault {
	for _, own := range ownFaults {
		if errors.Is(err, own.err) {
			return c.worded(own.code, "")
		}
	}
	if file, ok := errors.AsType[*fs.PathError](err); ok {
		return c.worded("file", fmt.Sprintf("%s: %v", file.Path, file.Err))
	}
	e := service.AsError(err)
	return c.worded(string(e.Code), c.detail(e))
}

// worded gives a code its words; detail stands for $1 in them.
func (c *call) worded(code, detail string) fault {
	key := strings.ReplaceAll(code, "-", "_")
	return fault{Code: code, Message: c.words.text("error_"+key, detail), Hint: c.words.text("hint_"+key, detail)}
}

// detail puts an error's params into words.
func (c *call) detail(e *protocol.Error) string {
	switch {
	case e.Params == nil:
		return ""
	case e.Params.Limit > 0:
		return fmt.Sprintf("%d MiB", e.Params.Limit>>20)
	case e.Params.What != "":
		return c.words.text("what_" + strings.ReplaceAll(e.Params.What, "-", "_"))
	}
	return e.Params.Authority
}

// fail tells what went wrong and what to do next, in the person's language or
// as JSON, and returns the exit code for it.
func (c *call) fail(err error) int {
	f := c.fault(err)
	if c.json {
		c.writeJSON(map[string]fault{"error": f})
	} else {
		c.warn(f)
	}
	return exitTrouble
}

// warn prints a fault for a person.
func (c *call) warn(f fault) {
	fmt.Fprintln(c.err, "pidpys: "+f.Message)
	if f.Hint != "" {
		fmt.Fprintln(c.err, "  "+f.Hint)
	}
}

// finding puts one reason of a verdict into words.
func (c *call) finding(f protocol.Finding) string {
	key := "finding_" + strings.ReplaceAll(f.Code, "-", "_")
	if c.words.has(key) {
		return c.words.text(key)
	}
	return f.Text
}
