// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/protocol"
)

// trouble puts one into words: what is in the way, and what to do.
func (c *call) trouble(t key.Trouble) fault {
	device := t.DisplayDevice()
	say := func(sentence, hint string) fault {
		return fault{Message: c.words.text(sentence, device), Hint: c.words.text(hint, device)}
	}
	switch t.Kind {
	case key.DriverFailed: // with which number, is not known here
		return say("driver_failed", "hint_driver_crashed")
	case key.NoReaderService:
		return say("no_reader_service", "help_service_"+systemName())
	case key.NoCard:
		return say("no_card", "no_card_hint")
	case key.DeviceUnknown:
		return say("device_unknown", "device_unknown_hint")
	case key.NoWorker:
		return c.worded(string(protocol.WorkerMissing))
	case key.DriverRefused:
		reason := strings.ReplaceAll(string(t.Reason), "-", "_")
		return fault{
			Message: c.words.text("error_driver_refused", c.words.text("what_"+reason), t.Path),
			Hint:    c.words.text("refused_"+reason, t.Path),
		}
	}
	return c.worded(string(t.Kind), device)
}

// systemName is what words about one operating system end in.
func systemName() string {
	switch runtime.GOOS {
	case "windows":
		return "windows"
	case "darwin":
		return "macos"
	}
	return "linux"
}

func (c *call) printTrouble(t key.Trouble) {
	f := c.trouble(t)
	fmt.Fprintln(c.out, f.Message)
	fmt.Fprintln(c.out, "  "+f.Hint)
}
