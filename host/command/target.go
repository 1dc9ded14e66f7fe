// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// clash returns the first target that is also one of the files read, by
// whatever name; none is "".
func clash(targets, read []string) string {
	for _, target := range targets {
		t, err := os.Stat(target)
		if err != nil || !t.Mode().IsRegular() {
			continue
		}
		for _, file := range read {
			if r, err := os.Stat(file); err == nil && os.SameFile(t, r) {
				return target
			}
		}
	}
	return ""
}

// targets are the files that documents become: the one that is named, or each
// beside its document. None of them is a document or another file that is read.
// If they go to the program's own output, words for people go beside it.
func (c *call) targets(documents []string, beside func(string) string, out string, read []string) (targets []string, code int, ok bool) {
	if c.standard(out) {
		c.out = c.err
	}
	targets = make([]string, len(documents))
	for i, document := range documents {
		if targets[i] = out; out == "" {
			targets[i] = beside(document)
		}
	}
	if target := clash(targets, slices.Concat(documents, read)); target != "" {
		return nil, c.usage(c.words.text("cli_target_is_read", target)), false
	}
	return targets, exitDone, true
}

// suffixed names a file beside another.
func suffixed(suffix string) func(string) string {
	return func(name string) string { return name + suffix }
}

// existing returns the first target that is there already, be it a link to
// nothing; none is "".
func existing(targets []string) string {
	for _, target := range targets {
		if _, err := os.Lstat(target); err == nil {
			return target
		}
	}
	return ""
}

// standard tells whether a target is the program's own output: "-", or another
// name of what the shell made of it. On a terminal, and where all is thrown
// away, it does not matter.
func (c *call) standard(target string) bool {
	if target == "-" {
		return true
	}
	file, ok := c.stdout.(*os.File)
	if !ok {
		return false
	}
	out, err := file.Stat()
	if err != nil || out.Mode()&os.ModeCharDevice != 0 {
		return false
	}
	t, err := os.Stat(target)
	return err == nil && os.SameFile(t, out)
}

// mayWrite says whether a command may write to the file that a person named:
// not to one that it reads, and in the place of another only by force. If the
// file is the program's own output, words for people go beside it.
func (c *call) mayWrite(target string, force bool, read []string) (code int, ok bool) {
	switch {
	case c.standard(target):
		c.out = c.err
	case clash([]string{target}, read) != "":
		return c.usage(c.words.text("cli_target_is_read", target)), false
	case !force && existing([]string{target}) != "":
		return c.usage(c.words.text("cli_file_exists", target)), false
	}
	return exitDone, true
}

// replace writes a file, see inPlace. The program's own output, and what else
// is no regular file, is written to as it is.
func (c *call) replace(target string, mode fs.FileMode, write func(io.Writer) error) error {
	if c.standard(target) {
		return write(c.stdout)
	}
	to := func(f *os.File) error { return write(f) }
	if irregular(target) {
		f, err := os.OpenFile(target, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		return writeAndClose(f, to)
	}
	return inPlace(target, mode, to)
}

// writable is the error of the first target that [call.replace] could not write, as
// in a folder where nothing may be put.
func (c *call) writable(targets []string) error {
	tried := map[string]bool{}
	for _, target := range targets {
		folder := filepath.Dir(behind(target))
		if c.standard(target) || irregular(target) || tried[folder] {
			continue
		}
		tried[folder] = true
		f, err := os.CreateTemp(folder, ".pidpys-*")
		if file, ok := errors.AsType[*fs.PathError](err); ok {
			file.Path = target
		}
		if err != nil {
			return err
		}
		f.Close()
		if err := os.Remove(f.Name()); err != nil {
			return err
		}
	}
	return nil
}

// irregular tells whether a target is there and is no regular file.
func irregular(target string) bool {
	info, err := os.Stat(target)
	return err == nil && !info.Mode().IsRegular()
}

func folder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

// inPlace writes a file beside its place and moves it there when it is whole:
// of a failure nothing is left, and what was there before stays. A link stays a
// link. Errors name the target, and not what lies beside it.
func inPlace(target string, mode fs.FileMode, write func(*os.File) error) (err error) {
	target = behind(target)
	beside := filepath.Join(filepath.Dir(target), ".pidpys-"+rand.Text())
	defer func() {
		if file, ok := errors.AsType[*fs.PathError](err); ok && file.Path == beside {
			file.Path = target
		}
	}()
	f, err := os.OpenFile(beside, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return err
	}
	defer os.Remove(beside) // after the rename there is nothing of that name
	if err := writeAndClose(f, write); err != nil {
		return err
	}
	return os.Rename(beside, target)
}

// behind is the file that a link leads to; any other name, and that of a link
// to nothing, stands for itself.
func behind(name string) string {
	if file, err := filepath.EvalSymlinks(name); err == nil {
		return file
	}
	return name
}

// permissions for what is made of a file and holds the same: its own, so that
// who could not read the one cannot read the other, and that its owner can
// write. A pipe has none that mean anything.
func permissions(source fs.FileInfo) fs.FileMode {
	if !source.Mode().IsRegular() {
		return 0o666
	}
	return source.Mode().Perm() | 0o200
}

func writeAndClose(f *os.File, write func(*os.File) error) error {
	err := write(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return err
}
