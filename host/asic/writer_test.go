// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package asic_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var signers = []string{testpki.Director, testpki.Kupyna, testpki.Stamp, testpki.ECDSAPerson, testpki.RSAPerson}

func TestWriteThenVerify(t *testing.T) {
	documents := []document{contract, {"додатки/а & \"б\" <1>.txt", "text/plain", "зміст"}, {"порожній", "", ""}}
	for _, signer := range signers {
		t.Run(signer, func(t *testing.T) {
			report := verify(t, extended(t, documents, signer))
			require.True(t, report.Passed(), "%v", report.Signatures[0].Errors)
			require.Equal(t, asic.Extended, report.Container.Kind)
			require.Empty(t, report.Container.Oddities)
			require.Len(t, report.Signatures[0].Documents, len(documents))

			report = verify(t, simple(t, contract, signer))
			require.True(t, report.Passed(), "%v", report.Signatures[0].Errors)
			require.Equal(t, asic.Simple, report.Container.Kind)
			require.Empty(t, report.Container.Oddities)
			require.Equal(t, []string{contract.name}, names(report.Signatures[0].Documents))
		})
	}
	t.Run("all together", func(t *testing.T) {
		report := verify(t, extended(t, documents, signers...))
		require.True(t, report.Passed())
		require.Len(t, report.Signatures, len(signers))
	})
}

// TestForm holds what the standard wants of a writer, ETSI EN 319 162-1 annex
// A.1, and what makes the archive readable from its beginning.
func TestForm(t *testing.T) {
	data := extended(t, []document{contract}, testpki.Person)
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var names []string
	for _, f := range r.File {
		names = append(names, f.Name)
		assert.Equal(t, zip.Store, f.Method, f.Name)
		assert.Zero(t, f.Flags&(1<<3), "%s: sizes stand before the octets", f.Name)
		assert.Empty(t, f.Extra, f.Name)
	}
	require.Equal(t, []string{"mimetype", contract.name, "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"}, names)
	assert.Equal(t, "mimetypeapplication/vnd.etsi.asic-e+zip", string(data[30:69]), "the octets that tell the kind of file")
}

// TestAddSignature: a second signature leaves all that is there as it is.
func TestAddSignature(t *testing.T) {
	before := extended(t, []document{contract}, testpki.Director)
	var out bytes.Buffer
	w, err := open(t, before).Copy(context.Background(), &out, nil)
	require.NoError(t, err)
	require.NoError(t, w.Add("протокол.txt", "", strings.NewReader("заперечень немає")))
	require.ErrorContains(t, w.Close(), "протокол.txt", "nobody signed it yet")
	addSignature(t, w, testpki.Stamp)
	require.NoError(t, w.Close())

	require.True(t, bytes.HasPrefix(out.Bytes(), before[:bytes.Index(before, []byte("PK\x01\x02"))]))
	report := verify(t, out.Bytes())
	require.True(t, report.Passed())
	require.Equal(t, []string{contract.name}, names(report.Signatures[0].Documents))
	require.Equal(t, []string{contract.name, "протокол.txt"}, names(report.Signatures[1].Documents))
}

// TestCopyKeepsForeignEntries: containers of others come through with the same
// octets, compressed or not, whatever the order.
func TestCopyKeepsForeignEntries(t *testing.T) {
	a, packed := text("a.txt"), entry{name: "b.txt", content: bytes.Repeat([]byte("зміст "), 100), method: 8}
	packed.packed = deflated(t, packed.content)
	packed.flags = 1 << 3
	packed.after = append([]byte("PK\x07\x08"), packed.sums()...)
	packed.local = func(e *entry) { e.extra = []byte{0x55, 0x54, 1, 0, 0} }
	manifest := manifestOf(signatureName, reference("a.txt", sha256URI, sha256Of(a)), reference("b.txt", sha256URI, sha256Of(packed)))
	before := build(entry{name: "META-INF/"}, entry{name: "META-INF/ASiCManifest.xml", content: manifest},
		entry{name: signatureName, content: sign(t, testpki.Person, manifest)}, a, packed, mimetype())
	require.True(t, verify(t, before).Passed())

	var out bytes.Buffer
	w, err := open(t, before).Copy(context.Background(), &out, nil)
	require.NoError(t, err)
	addSignature(t, w, testpki.FOP)
	require.NoError(t, w.Close())
	report := verify(t, out.Bytes())
	require.True(t, report.Passed())
	require.Len(t, report.Signatures, 2)
	require.Equal(t, raw(t, before), raw(t, out.Bytes())[:6])
}

// raw is the octets of every entry as they lie.
func raw(t *testing.T, data []byte) [][2]string {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	require.NoError(t, err)
	var all [][2]string
	for _, f := range r.File {
		from, err := f.OpenRaw()
		require.NoError(t, err)
		octets, err := io.ReadAll(from)
		require.NoError(t, err)
		all = append(all, [2]string{f.Name, string(octets)})
	}
	return all
}

// TestReplace: a message that was extended, or got another signer, takes the
// place of the old one.
func TestReplace(t *testing.T) {
	c := open(t, simple(t, contract, testpki.Person))
	var out bytes.Buffer
	w, err := c.Copy(context.Background(), &out, map[string][]byte{signatureName: sign(t, testpki.Stamp, []byte(contract.content))})
	require.NoError(t, err)
	require.ErrorContains(t, w.AddSignature(sign(t, testpki.FOP, nil)), "one signature file")
	require.NoError(t, w.Close())
	report := verify(t, out.Bytes())
	require.True(t, report.Passed())
	require.True(t, report.Signatures[0].Certificate.Equal(authorities.Subscriber(testpki.Stamp).SignCert))

	_, err = c.Copy(context.Background(), io.Discard, map[string][]byte{contract.name: nil})
	require.Error(t, err, "only signatures are replaced")
}

func TestWriterRefuses(t *testing.T) {
	add := func(name string) func(*asic.Writer) error {
		return func(w *asic.Writer) error { return w.Add(name, "", strings.NewReader("зміст")) }
	}
	manifest := func(w *asic.Writer) error { _, err := w.Manifest(); return err }
	signature := func(octets []byte) func(*asic.Writer) error {
		return func(w *asic.Writer) error { return w.AddSignature(octets) }
	}
	detached := sign(t, testpki.ECDSAPerson, []byte("зміст"))
	for name, c := range map[string]struct {
		kind  asic.Kind
		steps []func(*asic.Writer) error // the last fails
	}{
		"no signature":               {asic.Extended, []func(*asic.Writer) error{add("a"), (*asic.Writer).Close}},
		"a manifest nobody signed":   {asic.Extended, []func(*asic.Writer) error{add("a"), manifest, (*asic.Writer).Close}},
		"nothing to sign":            {asic.Extended, []func(*asic.Writer) error{manifest}},
		"a signature over nothing":   {asic.Extended, []func(*asic.Writer) error{add("a"), signature(detached)}},
		"a signature of nothing":     {asic.Simple, []func(*asic.Writer) error{signature(detached)}},
		"what is no signature":       {asic.Simple, []func(*asic.Writer) error{add("a"), signature([]byte("підпис"))}},
		"a document after the list":  {asic.Extended, []func(*asic.Writer) error{add("a"), manifest, add("b")}},
		"two documents in ASiC-S":    {asic.Simple, []func(*asic.Writer) error{add("a"), add("b")}},
		"two signatures in ASiC-S":   {asic.Simple, []func(*asic.Writer) error{add("a"), signature(detached), signature(detached)}},
		"a manifest in ASiC-S":       {asic.Simple, []func(*asic.Writer) error{add("a"), manifest}},
		"a second mimetype":          {asic.Extended, []func(*asic.Writer) error{add("mimetype")}},
		"a mimetype in other case":   {asic.Extended, []func(*asic.Writer) error{add("MimeType")}},
		"a document in META-INF":     {asic.Extended, []func(*asic.Writer) error{add("meta-inf/a")}},
		"a document called META-INF": {asic.Extended, []func(*asic.Writer) error{add("META-INF")}},
		"one name twice":             {asic.Extended, []func(*asic.Writer) error{add("a"), add("A")}},
		"a folder":                   {asic.Extended, []func(*asic.Writer) error{add("a/")}},
		"a way out":                  {asic.Extended, []func(*asic.Writer) error{add("../a")}},
	} {
		t.Run(name, func(t *testing.T) {
			w, err := asic.NewWriter(io.Discard, c.kind)
			require.NoError(t, err)
			for i, step := range c.steps {
				if err := step(w); i < len(c.steps)-1 {
					require.NoError(t, err)
				} else {
					require.Error(t, err)
				}
			}
		})
	}
}

// A restless document is another one when it is read again.
type restless struct{ *bytes.Reader }

func (r *restless) Seek(offset int64, whence int) (int64, error) {
	if whence == io.SeekStart {
		r.Reader = bytes.NewReader([]byte("інше!"))
	}
	return r.Reader.Seek(offset, whence)
}

func TestDocumentThatChanges(t *testing.T) {
	w, err := asic.NewWriter(io.Discard, asic.Extended)
	require.NoError(t, err)
	require.ErrorContains(t, w.Add("a.txt", "", &restless{bytes.NewReader([]byte("зміст"))}), "changed")
}

func TestExtract(t *testing.T) {
	documents := []document{contract, {"додатки/перший.txt", "", "зміст"}}
	c := open(t, extended(t, documents, testpki.Person))
	dir := t.TempDir()
	require.NoError(t, c.Extract(context.Background(), dir))
	for _, d := range documents {
		content, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(d.name)))
		require.NoError(t, err)
		require.Equal(t, d.content, string(content))
	}
	require.NoFileExists(t, filepath.Join(dir, "mimetype"))
	require.ErrorIs(t, c.Extract(context.Background(), dir), os.ErrExist, "nothing is written over")
	require.Error(t, c.Extract(context.Background(), filepath.Join(dir, "none")))
}

// TestExtractFollowsNoLink: a folder prepared by somebody else leads nowhere.
func TestExtractFollowsNoLink(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "додатки")); err != nil {
		t.Skipf("no links here: %v", err)
	}
	c := open(t, extended(t, []document{contract, {"додатки/перший.txt", "", "зміст"}}, testpki.Person))
	require.Error(t, c.Extract(context.Background(), dir))
	left, err := os.ReadDir(outside)
	require.NoError(t, err)
	require.Empty(t, left)
	require.NoFileExists(t, filepath.Join(dir, contract.name), "what was written is gone again")
}

func TestExtractEndsWithDamage(t *testing.T) {
	c := open(t, build(mimetype(), text("a.txt"), entry{name: "b.txt", content: []byte("b"), packed: []byte("garbage"), method: 8}))
	dir := t.TempDir()
	var flaw *asic.ArchiveError
	require.ErrorAs(t, c.Extract(context.Background(), dir), &flaw)
	require.Equal(t, asic.Damaged, flaw.Flaw)
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestWriterErrors: a disk that is full is said to be.
func TestWriterErrors(t *testing.T) {
	whole := extended(t, []document{contract}, testpki.ECDSAPerson)
	for _, room := range []int{0, 40, 100, len(whole) / 2, len(whole) - 100} {
		err := func() error {
			w, err := asic.NewWriter(&full{room}, asic.Extended)
			if err != nil {
				return err
			}
			if err := w.Add(contract.name, "", strings.NewReader(contract.content)); err != nil {
				return err
			}
			manifest, err := w.Manifest()
			require.NoError(t, err)
			if err := w.AddSignature(sign(t, testpki.ECDSAPerson, manifest)); err != nil {
				return err
			}
			return w.Close()
		}()
		require.ErrorIs(t, err, errFull, "room for %d", room)
	}
	require.True(t, verify(t, whole).Passed())
}

var errFull = errors.New("the disk is full")

type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if len(p) > f.room {
		return 0, errFull
	}
	f.room -= len(p)
	return len(p), nil
}
