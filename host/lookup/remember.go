// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package lookup

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"io"
	"io/fs"
	"os"
	"regexp"
	"slices"

	"github.com/pidpys/pidpys/host/pki"
)

// Limits on what is remembered. A key of the national kind takes two files.
const (
	maxRemembered = 256      // files
	maxRememberOf = 64 << 10 // octets of a file
)

// fileName matches the files of the folder, and what a write leaves that was
// cut off. Nothing else in there is ever touched.
var fileName = regexp.MustCompile(`^([0-9a-f]{40}|[0-9a-f]{64})\.p7b(\.[A-Z2-7]{26})?$`)

// fileFor is where the certificates of a key with an identifier lie. It is
// made of hexadecimal digits, whatever anybody sent.
func fileFor(id []byte) string { return hex.EncodeToString(id) + ".p7b" }

// Remembered returns the certificates of keys that were found earlier, and
// those above them that came along. Nobody is asked. They are proved again, so
// that it does not matter who wrote them; those that have expired are left out,
// for the authority may have newer ones.
func (f *Finder) Remembered(keys ...Key) []*x509.Certificate {
	if f.Folder == "" {
		return nil
	}
	root, err := os.OpenRoot(f.Folder)
	if err != nil {
		return nil
	}
	defer root.Close()
	var found findings
	for _, k := range keys[:min(len(keys), maxKeys)] {
		for _, id := range k.ids {
			certs := readFile(root, fileFor(id))
			if proved := f.current(k, certs); len(proved) > 0 {
				found = append(found, proved...)
				break
			}
		}
	}
	return found.certificates()
}

// current proves certificates to be a key's that is valid now.
func (f *Finder) current(k Key, certs []*x509.Certificate) findings {
	if len(certs) == 0 {
		return nil
	}
	now := f.Now()
	return slices.DeleteFunc(prove(context.Background(), f.Trust(), []Key{k}, certs, now), func(one finding) bool {
		return now.After(one.certificate.NotAfter)
	})
}

// readFile reads certificates from a file of the folder. Anything unusual,
// such as a link, a pipe or a long file, is as good as none.
func readFile(root *os.Root, name string) []*x509.Certificate {
	info, err := root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxRememberOf {
		return nil
	}
	file, err := root.Open(name)
	if err != nil {
		return nil
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxRememberOf))
	if err != nil {
		return nil
	}
	certs, err := pki.ParseCertificates(data)
	if err != nil {
		return nil
	}
	return certs
}

// remember writes what was found. That it cannot be written is no reason to
// withhold it: it will be asked for again.
func (f *Finder) remember(found findings) {
	if f.Folder == "" || os.MkdirAll(f.Folder, 0o700) != nil {
		return
	}
	root, err := os.OpenRoot(f.Folder)
	if err != nil {
		return
	}
	defer root.Close()
	for name, certs := range found.files() {
		bundle, err := pki.MarshalCertificates(certs)
		if err == nil && len(bundle) <= maxRememberOf {
			writeFile(root, name, bundle)
		}
	}
	prune(root)
}

// files lays findings out as files: one for each identifier of each key.
func (f findings) files() map[string][]*x509.Certificate {
	files := map[string][]*x509.Certificate{}
	for _, one := range f {
		own := slices.DeleteFunc(slices.Clone(f), func(other finding) bool { return !one.key.owns(other.certificate) })
		ids := one.key.ids
		if pub, err := pki.PublicKey(one.certificate); err == nil {
			ids = slices.Concat(ids, pki.KeyIDs(pub))
		}
		for _, id := range ids {
			files[fileFor(id)] = own.certificates()
		}
	}
	return files
}

// writeFile puts a file into the folder whole or not at all, whoever else
// writes there.
func writeFile(root *os.Root, name string, data []byte) {
	draft := name + "." + rand.Text()
	file, err := root.OpenFile(draft, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return
	}
	_, err = file.Write(data)
	if closed := file.Close(); err != nil || closed != nil || root.Rename(draft, name) != nil {
		_ = root.Remove(draft)
	}
}

// prune removes the oldest files beyond the limit.
func prune(root *os.Root) {
	all, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return
	}
	var files []fs.FileInfo
	for _, entry := range all {
		if info, err := entry.Info(); err == nil && fileName.MatchString(entry.Name()) && info.Mode().IsRegular() {
			files = append(files, info)
		}
	}
	slices.SortFunc(files, func(a, b fs.FileInfo) int {
		return cmp.Or(b.ModTime().Compare(a.ModTime()), cmp.Compare(a.Name(), b.Name()))
	})
	for _, info := range files[min(len(files), maxRemembered):] {
		_ = root.Remove(info.Name())
	}
}
