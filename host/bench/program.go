// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"cmp"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"time"
)

// runs is how often a job is done; the median by its value counts.
const runs = 5

// A job is what a person has the program do, from its start to its exit.
type job struct {
	figure string
	line   []string

	// cold: what counts is how long a person waits, not the CPU time.
	cold bool
	once bool
}

// measureProgram runs whole jobs of a program on files of a made-up person.
func measureProgram(program string, wanted *regexp.Regexp, large bool, print func(result)) error {
	folder, err := os.MkdirTemp("", "pidpys-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program, err = filepath.Abs(program)
	if err != nil {
		return err
	}
	if err := writeFiles(folder, large); err != nil {
		return err
	}
	for _, j := range jobs(large) {
		if !wanted.MatchString(j.figure) {
			continue
		}
		r, err := j.measure(program, folder)
		if err != nil {
			return fmt.Errorf("%s: %w", j.figure, err)
		}
		print(r)
	}
	return nil
}

// jobs are as people with each kind of key file have them; detached signatures
// lie beside the file, attached ones hold it.
func jobs(large bool) []job {
	sign := func(file string, more ...string) []string {
		return append([]string{"sign", file, "--key", "pbes2", "--cert", "certificate", "--password-file", "password", "-o", "out.p7s", "--force"}, more...)
	}
	keys := func(file string) []string { return []string{"keys", file, "--password-file", "password"} }
	all := []job{
		{figure: "cold_open_store_sign32", line: sign("32"), cold: true},
		{figure: "cades_bes_attached_10MB", line: sign("10MB")},
		{figure: "cades_bes_detached_10MB", line: sign("10MB", "--detached")},
	}
	for _, kind := range []string{"iit", "pkcs12", "pbes2", "jks"} {
		all = append(all, job{figure: "cold_open_" + kind, line: keys(kind), cold: true})
	}
	if large {
		all = append(all,
			job{figure: "cades_bes_attached_1GiB", line: sign("1GiB"), once: true},
			job{figure: "cades_bes_detached_1GiB", line: sign("1GiB", "--detached"), once: true},
		)
	}
	return all
}

func (j job) measure(program, folder string) (result, error) {
	unit, scale, times := "s", time.Second, runs
	if j.cold {
		unit, scale = "ms", time.Millisecond
	}
	if j.once {
		times = 1
	}
	all := make([]result, times)
	for i := range all {
		cmd := exec.Command(program, j.line...)
		cmd.Dir = folder
		cmd.Env = append(os.Environ(), "XDG_CONFIG_HOME="+folder, "XDG_CACHE_HOME="+folder, "XDG_STATE_HOME="+folder)
		start := time.Now()
		if out, err := cmd.CombinedOutput(); err != nil {
			return result{}, fmt.Errorf("%w: %s", err, out)
		}
		wall := float64(time.Since(start)) / float64(scale)
		value := float64(cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()) / float64(scale)
		if j.cold {
			value = wall
		}
		all[i] = result{Figure: j.figure, Unit: unit, Value: value, Wall: wall, N: times}
	}
	slices.SortFunc(all, func(a, b result) int { return cmp.Compare(a.Value, b.Value) })
	return all[times/2], nil
}

func writeFiles(folder string, large bool) error {
	person := newPerson()
	files := keyFiles(person)
	files["certificate"] = person.SignCert.Raw
	files["password"] = []byte(password)
	files["32"] = make([]byte, 32)
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			return err
		}
	}
	if err := writeRandom(filepath.Join(folder, "10MB"), 10e6); err != nil || !large {
		return err
	}
	return writeRandom(filepath.Join(folder, "1GiB"), 1<<30)
}

func writeRandom(path string, size int64) error {
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()
	_, err = io.CopyN(file, rand.Reader, size)
	return err
}
