// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cms_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/stretchr/testify/require"
	"golang.org/x/crypto/cryptobyte"
	casn1 "golang.org/x/crypto/cryptobyte/asn1"
)

// toBER gives every constructed element an indefinite length and cuts every
// octet string into one piece.
func toBER(der []byte) []byte {
	var out []byte
	s := cryptobyte.String(der)
	for !s.Empty() {
		var body cryptobyte.String
		var tag casn1.Tag
		if !s.ReadAnyASN1(&body, &tag) {
			panic("test: not DER")
		}
		switch {
		case tag&0x20 != 0:
			out = append(append(append(out, byte(tag), 0x80), toBER(body)...), 0, 0)
		case tag == casn1.OCTET_STRING:
			var piece cryptobyte.Builder
			piece.AddASN1OctetString(body)
			out = append(append(append(out, 0x24, 0x80), piece.BytesOrPanic()...), 0, 0)
		default:
			var same cryptobyte.Builder
			same.AddASN1(tag, func(b *cryptobyte.Builder) { b.AddBytes(body) })
			out = append(out, same.BytesOrPanic()...)
		}
	}
	return out
}

func TestBERReadsAsDER(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	want, _ := read(t, der)
	got, content := read(t, toBER(der))
	require.Equal(t, want, got)
	require.Equal(t, "content", string(content))

	for _, reader := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		r, err := cms.NewReader(reader(bytes.NewReader(toBER(der))))
		require.NoError(t, err)
		got, err := r.SignedData()
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

func TestPiecesInsidePieces(t *testing.T) {
	whole, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	before, after, _ := bytes.Cut(toBER(whole), []byte("\x04\x07content"))
	for name, piece := range map[string]string{
		"many":                "\x04\x03con\x04\x00\x04\x01t\x04\x03ent",
		"nested":              "\x24\x80\x04\x03con\x00\x00\x24\x07\x04\x01t\x24\x80\x00\x00\x04\x03ent",
		"length not minimal":  "\x04\x84\x00\x00\x00\x07content",
		"long constructed":    "\x24\x81\x09\x04\x07content",
		"nothing in the last": "\x04\x07content\x04\x00",
	} {
		sd, content := read(t, bytes.Join([][]byte{before, []byte(piece), after}, nil))
		require.Equal(t, "content", string(content), name)
		require.Len(t, sd.SignerInfos, 1, name)
	}
}

// TestLengthsThatAreNotMinimal: what is around signed attributes may be BER,
// what is hashed is DER in the order received.
func TestLengthsThatAreNotMinimal(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	want, _ := read(t, der)
	ber := bytes.Replace(toBER(der), []byte("\x31\x80\x24\x80\x04\x06digest"), []byte("\x31\x80\x24\x80\x04\x82\x00\x06digest"), 1)
	got, _ := read(t, ber)
	require.Equal(t, want.SignerInfos[0].RawSignedAttrs, got.SignerInfos[0].RawSignedAttrs)
}

func TestInteropBER(t *testing.T) {
	sd, content := read(t, interop.Read(t, "pki/dss-cades/dss-667_BER_reordered_prova.txt.p7m"))
	require.Equal(t, "PROVA", string(content))
	require.Len(t, sd.RawCertificates, 1)
	require.Len(t, sd.Unreadable, 1, "its policies are not what X.509 has")
	sd, content = read(t, interop.Read(t, "pki/dss-cades/counterSig.p7m"))
	require.Equal(t, "aaa", string(content))
	require.Len(t, sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDCountersignature), 1)
}

// TestCutShort cuts messages everywhere.
func TestCutShort(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	for _, message := range [][]byte{der, toBER(der)} {
		for n := range message {
			err := readErr(bytes.NewReader(message[:n]))
			if n == 0 {
				require.ErrorIs(t, err, cms.ErrNotSignedData)
				continue
			}
			require.ErrorIs(t, err, cms.ErrMalformed, "cut at %d", n)
		}
	}
}

// TestOctetsChanged: whatever octet is wrong, there is a message or one of the
// three errors.
func TestOctetsChanged(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	for _, message := range [][]byte{der, toBER(der)} {
		for i := range message {
			for _, octet := range []byte{0, 1, 0x1f, 0x24, 0x30, 0x7f, 0x80, 0x84, 0x88, 0x89, 0xbf, 0xff} {
				changed := bytes.Clone(message)
				changed[i] = octet
				err := readErr(bytes.NewReader(changed))
				known := errors.Is(err, cms.ErrMalformed) || errors.Is(err, cms.ErrNotSignedData) || errors.Is(err, cms.ErrTooLarge)
				require.True(t, err == nil || known, "octet %d as %#x: %v", i, octet, err)
			}
		}
	}
}

func TestErrorsOfTheSourceAreHandedOn(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	broken := errors.New("broken")
	for n := range der {
		err := readErr(io.MultiReader(bytes.NewReader(der[:n]), iotest.ErrReader(broken)))
		require.ErrorIs(t, err, broken, "after %d", n)
		require.NotErrorIs(t, err, cms.ErrMalformed)
	}
}

func TestRefused(t *testing.T) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(t, err)
	replace := func(from, to string) []byte {
		require.Equal(t, 1, bytes.Count(der, []byte(from)))
		return bytes.Replace(der, []byte(from), []byte(to), 1)
	}
	for name, c := range map[string]struct {
		message []byte
		want    error
	}{
		"PEM":                           {[]byte("-----BEGIN CMS-----"), cms.ErrNotSignedData},
		"a certificate":                 {[]byte{0x30, 4, 0x30, 2, 2, 0}, cms.ErrNotSignedData},
		"an envelope":                   {replace("\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"), cms.ErrNotSignedData},
		"content is no string":          {replace("\x04\x07content", "\x0c\x07content"), cms.ErrMalformed},
		"content longer than its place": {replace("\x04\x07content", "\x04\x08content"), cms.ErrMalformed},
		"content shorter":               {replace("\x04\x07content", "\x04\x06content"), cms.ErrMalformed},
		"length of nine octets":         {[]byte("\x30\x89\x01\x00\x00\x00\x00\x00\x00\x00\x00"), cms.ErrMalformed},
		"length beyond all":             {[]byte("\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff"), cms.ErrMalformed},
		"version no number":             {replace("\x02\x01\x01\x31\x0d", "\x02\x00\x01\x31\x0d"), cms.ErrMalformed},
		"endless primitive":             {replace("\x04\x07content", "\x04\x80content"), cms.ErrMalformed},
		"endless nesting":               {bytes.Repeat([]byte{0x30, 0x80}, 100), cms.ErrNotSignedData},
		"endless content pieces":        {deepContent(der), cms.ErrTooLarge},
		"endless nested certificates":   {deepCertificates(der), cms.ErrTooLarge},
	} {
		require.ErrorIs(t, readErr(bytes.NewReader(c.message)), c.want, name)
	}
}

func deepContent(der []byte) []byte {
	before, _, _ := bytes.Cut(toBER(der), []byte("\x04\x07content"))
	return append(before, bytes.Repeat([]byte{0x24, 0x80}, 100)...)
}

func deepCertificates(der []byte) []byte {
	ber := toBER(der)
	before, _, _ := bytes.Cut(ber, []byte("\x30\x80\x02\x01\x01\x00\x00"))
	return append(before, bytes.Repeat([]byte{0x30, 0x80}, 100)...)
}

func TestLimits(t *testing.T) {
	for name, change := range map[string]func(*cms.SignedData){
		"signers":      func(sd *cms.SignedData) { sd.SignerInfos = repeat(sd.SignerInfos[0], 1025) },
		"certificates": func(sd *cms.SignedData) { sd.RawCertificates = repeat([]byte{0x30, 0}, 10_001) },
		"crls":         func(sd *cms.SignedData) { sd.CRLs = repeat([]byte{0x30, 0}, 4097) },
		"hashes":       func(sd *cms.SignedData) { sd.DigestAlgorithms = repeat(sd.DigestAlgorithms[0], 33) },
		"attributes": func(sd *cms.SignedData) {
			sd.SignerInfos[0].UnsignedAttrs = repeat(sd.SignerInfos[0].UnsignedAttrs[0], 257)
		},
		"size": func(sd *cms.SignedData) {
			sd.RawCertificates = repeat(append([]byte{0x30, 0x83, 2, 0, 0}, make([]byte, 1<<17)...), 256)
		},
	} {
		sd := signedData()
		require.NoError(t, sd.CheckLimits())
		change(sd)
		der, err := sd.Marshal(nil)
		require.NoError(t, err)
		require.ErrorIs(t, readErr(bytes.NewReader(der)), cms.ErrTooLarge, name)
		require.ErrorIs(t, sd.CheckLimits(), cms.ErrTooLarge, name)
	}
}

func repeat[T any](one T, n int) []T {
	all := make([]T, n)
	for i := range all {
		all[i] = one
	}
	return all
}

// TestLyingLength: a length alone makes nothing be allocated.
func TestLyingLength(t *testing.T) {
	der, err := signedData().Marshal(nil)
	require.NoError(t, err)
	before, _, _ := bytes.Cut(toBER(der), []byte{0xa0, 0x80, 0x30, 0x80, 2, 1, 1})
	var start, end runtime.MemStats
	runtime.ReadMemStats(&start)
	require.ErrorIs(t, readErr(bytes.NewReader(append(before, 0xa0, 0x84, 1, 0xff, 0, 0))), cms.ErrMalformed)
	runtime.ReadMemStats(&end)
	require.Less(t, end.TotalAlloc-start.TotalAlloc, uint64(1<<20))
}

func FuzzReader(f *testing.F) {
	der, err := signedData().Marshal([]byte("content"))
	require.NoError(f, err)
	detached := signedData()
	detached.Detached = true
	small, err := detached.Marshal(nil)
	require.NoError(f, err)
	f.Add(der)
	f.Add(toBER(der))
	f.Add(small)
	f.Add(toBER(small))
	f.Fuzz(func(t *testing.T, message []byte) {
		r, err := cms.NewReader(bytes.NewReader(message))
		if err != nil {
			return
		}
		content, err := io.ReadAll(r.Content())
		if err != nil {
			return
		}
		sd, err := r.SignedData()
		if err != nil {
			return
		}
		// What was read can be written, and is read again as the same.
		again, err := sd.Marshal(content)
		require.NoError(t, err)
		second, secondContent := read(t, again)
		require.Equal(t, content, secondContent)
		require.Equal(t, len(sd.SignerInfos), len(second.SignerInfos))
		for i := range sd.SignerInfos {
			require.Equal(t, sd.SignerInfos[i].RawSignedAttrs, second.SignerInfos[i].RawSignedAttrs)
		}
		third, err := second.Marshal(secondContent)
		require.NoError(t, err)
		require.Equal(t, again, third)
	})
}
