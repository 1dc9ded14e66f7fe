// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"bytes"
	"context"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/host/key"
)

func TestUserIsAsked(t *testing.T) {
	question := key.Question{Kind: key.AskUser, Ref: "cloud:sky", Provider: "Небо"}
	for typed, want := range map[string]error{" 380671234567 \n": nil, "\n": key.ErrCancelled} {
		keyboard, screen := terminals(t)
		var said bytes.Buffer
		asker := (&call{Program: Program{Cloud: someProviders}, words: words("uk"), in: screen, err: &said}).terminal(keyFlags{})
		_, err := keyboard.WriteString(typed)
		require.NoError(t, err)
		user, err := asker.Text(t.Context(), question)
		assert.Equal(t, want, err)
		assert.Equal(t, strings.TrimSpace(typed), user)
		assert.Contains(t, said.String(), "«Небо»")
		assert.Contains(t, said.String(), "номер телефону", "what people know it as")
	}

	_, screen := terminals(t)
	asker := (&call{words: words("uk"), in: screen, err: io.Discard}).terminal(keyFlags{})
	ctx, interrupt := context.WithCancel(t.Context())
	interrupt()
	_, err := asker.Text(ctx, question)
	assert.Equal(t, key.ErrCancelled, err)
}

// TestCodeIsDrawnWhereThereIsRoom: a terminal that would break its lines shows the
// link alone.
func TestCodeIsDrawnWhereThereIsRoom(t *testing.T) {
	const link = "https://provider.example/c?o=1"
	for columns, drawn := range map[uint16]bool{120: true, 20: false} {
		keyboard, screen := terminals(t)
		require.NoError(t, unix.IoctlSetWinsize(int(screen.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 60, Col: columns}))
		t.Setenv("TERM", "dumb")
		shown := make(chan string)
		go func() { shown <- everything(keyboard) }()
		(&call{words: words("uk"), err: screen}).terminal(keyFlags{}).Show(t.Context(), key.Notice{Kind: key.NoticeLink, Link: link, Expires: time.Now()})
		_, err := io.WriteString(screen, "\x04") // the last of it
		require.NoError(t, err)
		said := <-shown
		assert.Contains(t, said, link)
		assert.Equal(t, drawn, strings.Contains(said, "QR"), "a code is spoken of where there is one")
		first, last := strings.Index(said, "█"), strings.LastIndex(said, "█")
		if assert.Equal(t, drawn, first >= 0, columns) && drawn {
			assert.Equal(t, link, scanned(t, strings.ReplaceAll(said[first:last], "\r", "")+"█"))
		}
	}
}

// everything reads what a terminal shows up to the end of a transmission.
func everything(screen *os.File) string {
	var said bytes.Buffer
	for octets := make([]byte, 4096); !bytes.HasSuffix(said.Bytes(), []byte("\x04")); {
		n, err := screen.Read(octets)
		if err != nil {
			break
		}
		said.Write(octets[:n])
	}
	return said.String()
}
