// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package command

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/reissue"
	"github.com/pidpys/pidpys/host/report"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/installer"
)

// A fault is an error as people and programs see it: a code, a sentence and
// what to do next. Codes are those of the protocol, and a few that only a
// command line can meet.
type fault struct {
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	// Detail is for whoever is asked for help with it.
	Detail string `json:"detail,omitempty"`
}

// ownFaults are the codes of errors that only a command line can meet.
var ownFaults = []struct {
	err  error
	code string
}{
	{errPasswordReadable, "password-file-readable"},
	{errPasswordSize, "password-file-size"},
	{errNoTerminal, "no-terminal"},
	{errNoUser, "no-user"},
	{errNoRights, "no-rights"},
	{installer.ErrForeignHome, "foreign-home"},
	{errSeveralKeys, "several-keys"},
	{errDocumentChanged, string(protocol.DocumentChanged)},
	{errNothingInside, "no-content"},
	{errPasswordsDiffer, "passwords-differ"},
	{errPINsDiffer, "pins-differ"},
	{errNoBackup, "backup-needed"},
	{errNotAgreed, "consent-needed"},
	{errSeveralCarriers, "several-carriers"},
	{reissue.ErrBusy, "reissue-busy"},
	{reissue.ErrNoPlan, "no-such-reissue"},
	{reissue.ErrDamaged, "reissue-damaged"},
	{reissue.ErrNoFolder, "reissue-nowhere"},
	{errNewPasswordMissing, "new-password-missing"},
	{container.ErrPassword, "password-unfit"},
	{errSeveralCertificates, "several-certificates"},
	{errKeyFileChanged, "key-file-changed"},
	{cms.ErrMalformed, "damaged-signature"},
	{cms.ErrNotSignedData, "not-a-signature"},
	{errNoFinder, "no-finder"},
	{errWhichSigner, "which-signer"},
	{asic.ErrNotContainer, "not-a-container-of-documents"},
	{errStampedTooLate, "pdf-without-time-stamp"},
	{pades.ErrNoSignature, "pdf-without-signature"},
	{pades.ErrXFA, "pdf-xfa"},
	{pades.ErrCertified, "pdf-certified"},
	{pades.ErrMalformed, "pdf-malformed"},
	{pades.ErrNotPDF, "pdf-malformed"},
	{pades.ErrEncrypted, "pdf-encrypted"},
	{pades.ErrTooLarge, "pdf-too-large"},
	{cades.ErrBroken, "signature-broken"},
	{cades.ErrSealed, "signature-sealed"},
	{cades.ErrNoContent, "content-missing"},
	{cades.ErrTwoContents, "content-superfluous"},
	{cades.ErrNoSigner, "signer-unknown"},
	{context.Canceled, string(protocol.Cancelled)},
}

// fileTroubles are what is commonly wrong with a file, in words; for the rest
// the system's own must do.
var fileTroubles = []struct {
	err  error
	word string
}{
	{fs.ErrNotExist, "cli_no_such_file"},
	{syscall.ENOTDIR, "cli_no_such_file"},
	{fs.ErrPermission, "cli_no_permission"},
	{fs.ErrExist, "cli_exists"},
	{syscall.EROFS, "cli_read_only"},
	{syscall.EISDIR, "cli_is_a_folder"},
	{syscall.ENOSPC, "cli_disk_full"},
	{syscall.ESPIPE, "cli_read_twice"},
	{errNotKept, "cli_not_kept"},
	{errNoSize, "cli_no_size"},
}

// fault finds the code for an error and the words for the code.
func (c *call) fault(err error) fault {
	if ours, ok := errors.AsType[*unansweredError](err); ok {
		return c.fault(ours.error)
	}
	if theirs, ok := errors.AsType[*key.ProviderError](err); ok {
		if errors.Is(err, key.ErrExposed) {
			return c.worded("browser-needed", theirs.Provider)
		}
		return c.coded(err) // it is no document of the person's that is broken
	}
	for _, own := range ownFaults {
		if errors.Is(err, own.err) {
			return c.worded(own.code)
		}
	}
	if other, ok := errors.AsType[*notCertificateError](err); ok {
		return c.worded("not-a-certificate", other.file)
	}
	if flawed, ok := errors.AsType[*asic.ArchiveError](err); ok {
		said := report.ExplainArchive(flawed, c.language)
		return fault{Code: string(flawed.Flaw), Message: said.Answer, Hint: said.Troubles[0].Next}
	}
	if recipient, ok := errors.AsType[*recipientError](err); ok {
		of := recipient.certificate
		return c.worded(recipient.code, c.owner(of), date(of.NotBefore), date(of.NotAfter))
	}
	if f, ok := c.serviceFault(err); ok {
		return f
	}
	if empty, ok := errors.AsType[*noCertificatesError](err); ok {
		return c.worded("no-certificates", empty.file)
	}
	return c.coded(err)
}

// coded is fault of what the browser's window may meet too, and of a file that is
// not as it should be.
func (c *call) coded(err error) fault {
	e := service.AsError(err)
	if e.Code == protocol.Internal { // what has a meaning may come of a file that is not there, as a device
		if file, ok := errors.AsType[*fs.PathError](err); ok {
			return c.worded("file", file.Path, c.fileTrouble(file.Err))
		}
		if link, ok := errors.AsType[*os.LinkError](err); ok {
			return c.worded("file", link.New, c.fileTrouble(link.Err))
		}
	}
	f := c.worded(string(e.Code), c.params(e)...)
	if e.Params != nil && e.Params.Provider != "" {
		f = c.ofProvider(f, e.Params.Provider)
	}
	f.Detail = c.detail(e.Code, err)
	if e.Code == protocol.WrongPIN && e.Params != nil && e.Params.Tries == string(key.TriesLast) {
		f.Message += " " + c.words.text(triesWord(key.TriesLast)) + "."
	}
	return f
}

// detail is what a sentence leaves out: the error itself of one that nobody
// foresaw or that the network has, and who did not answer.
func (c *call) detail(code protocol.Code, err error) string {
	nowhere, silent := errors.AsType[*lookup.NotFoundError](err)
	switch {
	case silent && len(nowhere.Silent) > 0:
		return c.words.text("cli_silent", strings.Join(nowhere.Silent, "; "))
	case code == protocol.AuthorityUnreachable, code == protocol.Internal:
		return pki.DisplayText(err.Error())
	}
	return ""
}

func (c *call) fileTrouble(err error) string {
	for _, trouble := range fileTroubles {
		if errors.Is(err, trouble.err) {
			return c.words.text(trouble.word)
		}
	}
	return err.Error()
}

// worded gives a code its words; details stand for $1 … in them. The advice of
// the window speaks of sites and buttons, so some codes have another here.
func (c *call) worded(code string, details ...string) fault {
	key := strings.ReplaceAll(code, "-", "_")
	hint := "cli_hint_" + key
	if !c.words.has(hint) {
		hint = "hint_" + key
	}
	return fault{Code: code, Message: strings.TrimSpace(c.words.text("error_"+key, details...)), Hint: c.words.text(hint, details...)}
}

// ofProvider gives a fault that carriers have too other words where it is a
// provider's.
func (c *call) ofProvider(f fault, title string) fault {
	key := strings.ReplaceAll(f.Code, "-", "_")
	if c.words.has("provider_error_" + key) {
		f.Message, f.Hint = c.words.text("provider_error_"+key, title), c.words.text("provider_hint_"+key, title)
	}
	return f
}

// params puts an error's params into words, in the order of their places.
func (c *call) params(e *protocol.Error) []string {
	p := e.Params
	switch {
	case p == nil:
		return []string{""}
	case e.Code == protocol.PINLength:
		return []string{strconv.Itoa(p.Min), strconv.Itoa(p.Max)}
	case e.Code == protocol.TooManyDocuments:
		return []string{p.Provider, strconv.Itoa(p.Max)}
	case p.Provider != "":
		return []string{p.Provider, p.Text}
	case p.Limit > 0:
		return []string{fmt.Sprintf("%d MiB", p.Limit>>20)}
	case p.What != "":
		return []string{c.words.text("what_" + strings.ReplaceAll(p.What, "-", "_")), p.Path}
	case p.Wait > 0:
		return []string{c.duration(time.Duration(p.Wait) * time.Second)}
	case p.Text != "":
		return []string{p.Authority, p.Text}
	case p.Device != "":
		return []string{p.Device, p.Value}
	}
	return []string{p.Authority}
}

// fail tells what went wrong and returns the exit code for it.
func (c *call) fail(err error) int { return c.failAfter(nil, err) }

// failAfter is fail in the middle of a command. What was done until then stays
// done: as JSON the error is put beside it.
func (c *call) failAfter(done map[string]any, err error) int { return c.failWith(done, c.fault(err)) }

// failWith is failAfter where the words were found.
func (c *call) failWith(done map[string]any, f fault) int {
	if c.json && done != nil {
		done["error"] = f
		c.writeJSON(done)
	} else {
		c.tell(f)
	}
	switch protocol.Code(f.Code) {
	case protocol.Cancelled, protocol.Declined: // here, or on the phone
		return exitNo
	}
	return exitTrouble
}

// tell says a fault and what to do next, in the person's language or as JSON.
func (c *call) tell(f fault) {
	if c.json {
		c.writeJSON(map[string]fault{"error": f})
	} else {
		c.warn(f)
	}
}

// warn prints a fault for a person.
func (c *call) warn(f fault) {
	fmt.Fprintln(c.err, "pidpys: "+f.Message)
	if f.Hint != "" {
		fmt.Fprintln(c.err, "  "+f.Hint)
	}
	if f.Detail != "" {
		fmt.Fprintln(c.err, "  ("+f.Detail+")")
	}
}
