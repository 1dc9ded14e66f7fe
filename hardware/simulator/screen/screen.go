// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Package screen is an X display for tests that nobody sees, and a person before
// it: Xvfb and xdotool.
package screen

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// New starts a display of so many pixels, which ends with the test, and is its
// name, for DISPLAY. The test is skipped on a machine without the programs.
func New(t testing.TB, size string) string {
	t.Helper()
	for _, name := range []string{"Xvfb", "xdotool"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skip(err)
		}
	}
	number, said, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer number.Close()
	server := exec.Command("Xvfb", "-displayfd", "3", "-screen", "0", size+"x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{said}
	err = server.Start()
	said.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
	})
	line, err := bufio.NewReader(number).ReadString('\n')
	if err != nil {
		t.Fatal("the display did not start:", err)
	}
	return ":" + strings.TrimSpace(line)
}

// Do runs commands of xdotool(1) on a display.
func Do(ctx context.Context, display string, commands ...string) error {
	command := exec.CommandContext(ctx, "xdotool", commands...)
	command.Env = append(os.Environ(), "DISPLAY="+display)
	return command.Run()
}
