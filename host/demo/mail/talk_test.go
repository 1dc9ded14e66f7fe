// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package mail

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// FuzzTalk says anything: every letter has a recipient and ends where its sender ended it.
func FuzzTalk(f *testing.F) {
	for _, seed := range []string{
		"EHLO a\r\nMAIL FROM:<a@b.c> SIZE=3\r\nRCPT TO:<d@e.f>\r\nDATA\r\nSubject: a\r\n\r\n..b\r\n.\r\nQUIT\r\n",
		"HELO a\r\nMAIL FROM:<>\r\nRCPT TO:<d@e.f>\r\nDATA\r\n\n.\nQUIT\r\n", "RSET\r\nVRFY a\r\nNOOP\r\n", "DATA\r\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, said []byte) {
		o := &Office{}
		talk := o.newTalk(bytes.NewReader(said), io.Discard)
		for range maxCommands {
			if !talk.turn() {
				break
			}
		}
		for _, l := range o.Letters() {
			assert.NotEmpty(t, l.To)
			assert.LessOrEqual(t, len(l.Raw), MaxLetter)
			lines := strings.Split(string(l.Raw), "\r\n")
			for _, line := range lines {
				assert.NotContains(t, line, "\n")
				assert.NotContains(t, line, "\r")
			}
			l.shown()
		}
	})
}
