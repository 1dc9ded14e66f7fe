// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pretence names how the test program acts when it is started as pinentry.
const pretence = "PIDPYS_TEST_PINENTRY"

func TestMain(m *testing.M) {
	if manner := os.Getenv(pretence); manner != "" {
		pretend(manner)
		return
	}
	os.Exit(m.Run())
}

// fake makes a finder of one program that acts in some manner.
func fake(t *testing.T, manner string) finder {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "pinentry")
	script := fmt.Sprintf("#!/bin/sh\n%s='%s' '%s'\n", pretence, manner, self) // not by exec: a child of its own
	require.NoError(t, os.WriteFile(path, []byte(script), 0o700))
	return finder{[]string{path}, func(path string) (string, error) { return path, nil }, 10 * time.Second}
}

func pretend(manner string) {
	switch manner {
	case "garbage":
		os.Stdout.Write([]byte{0, 1, 2, 0xff, '\n', 0x80})
		return
	case "dies":
		os.Exit(3)
	case "endless line":
		forever("x")
	case "endless comments":
		forever("# x\n")
	case "hangs":
		wait()
	}
	fmt.Println("OK Pleased to meet you")
	said := bufio.NewScanner(os.Stdin)
	description := ""
	for said.Scan() {
		command, parameter, _ := strings.Cut(said.Text(), " ")
		switch {
		case command == "GETINFO":
			fmt.Printf("D %s\nOK\n", cmp.Or(flavors[manner], "qt"))
		case command == "OPTION":
			fmt.Println("ERR 83886254 Unknown option <Pinentry>")
		case command == "SETDESC":
			description = parameter
			fmt.Println("OK")
		case command == "GETPIN" || command == "CONFIRM":
			reply(manner, description)
		default:
			fmt.Println("OK")
		}
	}
}

var flavors = map[string]string{"a terminal's": "curses", "without a screen": "gtk2:curses"}

func reply(manner, description string) {
	switch manner {
	case "cancels":
		fmt.Println("S x\nERR 83886179 Operation cancelled <Pinentry>")
	case "says no":
		fmt.Println("ERR 83886194 Not confirmed <Pinentry>")
	case "loses the screen":
		fmt.Println("S ERROR qt.isatty 83918950\nERR 83918950 Inappropriate ioctl for device <Pinentry>")
	case "endless data":
		forever("D " + strings.Repeat("x", 900) + "\n")
	case "waits":
		if lock, err := os.Create(description); err == nil {
			_ = syscall.Flock(int(lock.Fd()), syscall.LOCK_EX)
		}
		wait()
	case "repeats":
		fmt.Printf("D %s\nOK\n", description)
	case "tells what it knows":
		fmt.Println("D " + strings.ReplaceAll(strings.Join(os.Environ(), "%0A"), "\n", " ") + "\nOK")
	case "looks for a terminal":
		_, err := os.Open("/dev/tty")
		fmt.Printf("D %t\nOK\n", err == nil)
	default:
		fmt.Println("D пін%25код\nOK")
	}
}

// forever writes until nobody reads.
func forever(text string) {
	for {
		if _, err := os.Stdout.WriteString(text); err != nil {
			os.Exit(0)
		}
	}
}

// wait ends with the program that started this one, or by force.
func wait() { _, _ = io.Copy(io.Discard, os.Stdin) }
