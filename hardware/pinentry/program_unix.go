// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

//go:build unix && !darwin

package pinentry

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"sync"
	"syscall"
)

// patience is how long is waited for the person, in seconds. The program itself
// keeps to it, and so ends even without us.
const patience = "600"

// environment names what a program may know: where the screen is, who the
// person is and what they speak. Variables that say what to load are left out.
var environment = []string{
	"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE", "XDG_CURRENT_DESKTOP", "DBUS_SESSION_BUS_ADDRESS",
	"HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "LC_MESSAGES", "GDK_SCALE", "GDK_DPI_SCALE", "QT_SCALE_FACTOR",
}

// windowed are the flavours of pinentry that show a window. Others, and these
// where they find no screen, draw on a terminal: that may be anybody's.
var windowed = []string{"gnome3", "gtk2", "gtk", "qt", "qt4", "qt5", "qt6", "tqt", "fltk", "efl"}

// A program is a running pinentry.
type program struct {
	*assuan
	command *exec.Cmd
	pipe    io.Closer
	unwatch func() bool
	killed  sync.Once
}

// start runs a program in a session of its own, so that it has no terminal. It
// dies with ctx and, where systems can, with this process: the caller's goroutine
// is bound to its thread until close.
func start(ctx context.Context, path string) (p *program, err error) {
	runtime.LockOSThread()
	defer func() {
		if err != nil {
			runtime.UnlockOSThread()
		}
	}()
	command := exec.Command(path)
	command.Dir = "/"
	command.Env = []string{"PATH=/usr/bin:/bin"}
	for _, name := range environment {
		if value, ok := os.LookupEnv(name); ok {
			command.Env = append(command.Env, name+"="+value)
		}
	}
	command.SysProcAttr = attributes()
	in, err := command.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := command.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := command.Start(); err != nil {
		return nil, err
	}
	p = &program{assuan: &assuan{in: out, out: in}, command: command, pipe: out}
	p.unwatch = context.AfterFunc(ctx, p.kill)
	return p, nil
}

// kill ends the program and what it started; once, for another process may have
// the number later.
func (p *program) kill() {
	p.killed.Do(func() {
		_ = syscall.Kill(-p.command.Process.Pid, syscall.SIGKILL)
		p.pipe.Close() // whoever inherited it
	})
}

// close forgets what was said and ends the program.
func (p *program) close() {
	p.wipe()
	p.unwatch()
	p.kill()
	_ = p.command.Wait()
	runtime.UnlockOSThread()
}

// greet hears the program's first line and what it is; an error says that it
// shows no window.
func (p *program) greet() error {
	if _, err := p.answer(); err != nil {
		return err
	}
	flavor, err := p.call("GETINFO", "flavor")
	if err != nil {
		return err
	}
	if !slices.Contains(windowed, string(flavor)) {
		return fmt.Errorf("it is of the flavour %q", flavor)
	}
	return nil
}

// show tells the program what to say. What it has no option for is no matter.
func (p *program) show(d Dialog) error {
	for _, line := range []struct{ command, parameter string }{
		{"OPTION", "no-grab"},
		{"SETTIMEOUT", patience},
		{"SETTITLE", shown(d.Title)},
		{"SETDESC", shown(d.Text)},
		{"SETPROMPT", label(d.Prompt)},
		{"SETERROR", shown(d.Error)},
		{"SETOK", label(d.OK)},
		{"SETCANCEL", label(d.Cancel)},
	} {
		if line.parameter == "" {
			continue
		}
		_, err := p.call(line.command, line.parameter)
		if _, refused := errors.AsType[assuanError](err); err != nil && !(refused && line.command == "OPTION") {
			return err
		}
	}
	return nil
}
