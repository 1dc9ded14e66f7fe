// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pidpys/pidpys/hardware/tpm"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/reissue"
)

// tellOutcome tells how far the re-issue came, and writes the files that a person
// takes to their authority.
func (r *reissuing) tellOutcome(o reissue.Outcome) int {
	done := map[string]any{"reissue": r.plan.ID, "state": o.State, "road": o.Road}
	switch {
	case o.State == reissue.Replaced:
		done["key"], done["certificate"] = r.newRef(), key.DescribeCertificate(o.Certificate)
	case o.Road == reissue.Files:
		files, err := r.writeRequest(o)
		if err != nil {
			return r.fail(err) // the request is kept, and written again by --resume
		}
		done["files"] = files
	default:
		done["wait"] = seconds(o.Wait)
	}
	if r.json {
		return r.writeJSON(done)
	}
	r.printOutcome(o)
	return exitDone
}

func (r *reissuing) printOutcome(o reissue.Outcome) {
	say := func(word string, details ...string) { fmt.Fprintln(r.out, r.words.text(word, details...)) }
	switch {
	case o.State == reissue.Replaced:
		say("reissued_done")
		r.printOwner(o.Certificate)
		r.printValidity(o.Certificate)
		fmt.Fprintln(r.out, "  --key "+argument(string(r.newRef())))
		say("done_old")
	case o.Road == reissue.Files:
		say("reissued_files")
		for _, file := range r.requestFiles(o) {
			r.line("cli_request_file", file.path, r.words.text(file.word))
		}
		say("files_take")
		say("cli_reissue_back", r.plan.ID[:short])
	default:
		say("reissued_waiting")
		say("cli_reissue_again", r.duration(o.Wait), r.plan.ID[:short])
		say("waiting_valid")
	}
}

// A requestFile is one that a person takes to their authority.
type requestFile struct {
	path, word string
	data       []byte
}

// requestFiles are named after the re-issue, whose request never changes: to write
// them again does no harm.
func (r *reissuing) requestFiles(o reissue.Outcome) []requestFile {
	name := filepath.Join(r.flags.out, "reissue-"+r.plan.ID[:short])
	return []requestFile{{name + ".p7s", "file_signed", o.Signed}, {name + ".p10", "file_request", o.Request}}
}

func (r *reissuing) writeRequest(o reissue.Outcome) (paths []string, err error) {
	for _, file := range r.requestFiles(o) {
		err := r.replace(file.path, 0o600, func(w io.Writer) error {
			_, err := w.Write(file.data)
			return err
		})
		if err != nil {
			return paths, err
		}
		paths = append(paths, file.path)
	}
	return paths, nil
}

// newRef is the reference to the new key: its identifier is that of the re-issue.
func (r *reissuing) newRef() key.Ref {
	if r.plan.Onto.Ref.Scheme() == tpm.Scheme {
		return key.NewRef(tpm.Scheme, r.plan.ID)
	}
	onto := r.plan.Onto.Ref + ";id="
	for octet := range slices.Chunk([]byte(strings.ToUpper(r.plan.ID)), 2) {
		onto += key.Ref("%" + string(octet))
	}
	return onto
}
