// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/pidpys/pidpys/host/key"
)

// terminals returns both ends of a pseudo-terminal: pty(7).
func terminals(t *testing.T) (keyboard, screen *os.File) {
	t.Helper()
	keyboard, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("no pseudo-terminals: ", err)
	}
	t.Cleanup(func() { keyboard.Close() })
	require.NoError(t, unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCSPTLCK, 0))
	number, err := unix.IoctlGetInt(int(keyboard.Fd()), unix.TIOCGPTN)
	require.NoError(t, err)
	screen, err = os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	require.NoError(t, err)
	t.Cleanup(func() { screen.Close() })
	return keyboard, screen
}

func echoes(t *testing.T, screen *os.File) bool {
	state, err := unix.IoctlGetTermios(int(screen.Fd()), unix.TCGETS)
	require.NoError(t, err)
	return state.Lflag&unix.ECHO != 0
}

func TestTypedPassword(t *testing.T) {
	for _, test := range []struct {
		name, keys string // no keys: an interrupt
		secret     string
		err        error
	}{
		{"a line", "пароль\n", "пароль", nil},
		{"interrupt", "", "", key.ErrCancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			keyboard, screen := terminals(t)
			ctx, interrupt := context.WithCancel(t.Context())
			done := make(chan struct{})
			var secret []byte
			var err error
			go func() {
				defer close(done)
				secret, err = typed(ctx, int(screen.Fd()))
			}()
			require.Eventually(t, func() bool { return !echoes(t, screen) }, 10*time.Second, time.Millisecond)
			if test.keys == "" {
				interrupt()
			} else {
				_, err := keyboard.WriteString(test.keys)
				require.NoError(t, err)
			}
			<-done
			interrupt()
			assert.ErrorIs(t, err, test.err)
			assert.Equal(t, test.secret, string(secret))
			assert.True(t, echoes(t, screen), "what is typed next is seen")
		})
	}
}
