// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/testpki/cadestest"
)

// TestAttachAndDetach: there and back are the same octets.
func TestAttachAndDetach(t *testing.T) {
	content := []byte("content")
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Person, testpki.RSAPerson} {
		s := w.Subscriber(name)
		a := w.Augmenter(s)
		sd := sign(t, w, a, s, cades.Signer{Detached: true}, content)
		require.NoError(t, a.Augment(t.Context(), sd, cadestest.DigestsOf(content), cades.LevelBLTA))
		signature, err := sd.Marshal(nil)
		require.NoError(t, err)

		var attached, detached, document bytes.Buffer
		require.NoError(t, cades.Attach(t.Context(), bytes.NewReader(signature), bytes.NewReader(content), &attached))
		require.True(t, bytes.Contains(attached.Bytes(), content))
		require.NoError(t, cades.Detach(t.Context(), bytes.NewReader(attached.Bytes()), &detached, &document))
		require.Equal(t, signature, detached.Bytes())
		require.Equal(t, content, document.Bytes())

		attached.Reset()
		err = cades.Attach(t.Context(), bytes.NewReader(signature), bytes.NewReader([]byte("another")), &attached)
		require.ErrorIs(t, err, cades.ErrBroken)
		require.Zero(t, attached.Len(), "nothing is written")
		require.ErrorIs(t, cades.Detach(t.Context(), bytes.NewReader(signature), io.Discard, io.Discard), cades.ErrNoContent)
	}
}

// TestExtend takes files, from the middle of others too.
func TestExtend(t *testing.T) {
	content := bytes.Repeat([]byte("content "), 40_000)
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.Person)
	a := w.Augmenter(s)
	for name, detached := range map[string]bool{"attached": false, "detached": true} {
		t.Run(name, func(t *testing.T) {
			signature, err := sign(t, w, a, s, cades.Signer{Detached: detached}, content).Marshal(content)
			require.NoError(t, err)
			for _, level := range levels[1:] {
				source := bytes.NewReader(append([]byte("header"), signature...))
				_, err := source.Seek(6, io.SeekStart)
				require.NoError(t, err)
				var beside io.ReadSeeker
				if detached {
					beside = bytes.NewReader(content)
				}
				var out bytes.Buffer
				require.NoError(t, a.Extend(t.Context(), source, beside, &out, level), level)
				require.Equal(t, !detached, bytes.Contains(out.Bytes(), content))
				signature = out.Bytes()
			}
			checkStamps(t, w, parse(t, signature), content)
		})
	}

	signature, err := sign(t, w, a, s, cades.Signer{Detached: true}, content).Marshal(nil)
	require.NoError(t, err)
	var out bytes.Buffer
	extend := func(beside io.ReadSeeker, level cades.Level) error {
		return a.Extend(t.Context(), bytes.NewReader(signature), beside, &out, level)
	}
	require.ErrorIs(t, extend(bytes.NewReader([]byte("another")), cades.LevelBT), cades.ErrBroken)
	require.ErrorIs(t, extend(nil, cades.LevelBLTA), cades.ErrNoContent)
	require.Zero(t, out.Len(), "nothing is written")
	require.NoError(t, extend(nil, cades.LevelBLT))

	attached, err := sign(t, w, a, s, cades.Signer{}, content).Marshal(content)
	require.NoError(t, err)
	err = a.Extend(t.Context(), bytes.NewReader(attached), bytes.NewReader(content), &out, cades.LevelBT)
	require.ErrorIs(t, err, cades.ErrTwoContents)
	err = a.Extend(t.Context(), bytes.NewReader(attached[:len(attached)-1]), nil, &out, cades.LevelBT)
	require.ErrorIs(t, err, cms.ErrMalformed)
	require.ErrorIs(t, a.Extend(t.Context(), bytes.NewReader(content), nil, &out, cades.LevelBT), cms.ErrNotSignedData)
}

// TestExtendForeign brings what others wrote to a higher level: UAPKI without
// the certificate, OpenSSL in BER with the content in pieces.
func TestExtendForeign(t *testing.T) {
	signer, err := pki.ParseCertificate(interop.Read(t, "pki/uapki-generated/signer.cer"))
	require.NoError(t, err)
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	a := w.Augmenter(w.Subscriber(testpki.Person))
	a.Certificates = append(a.Certificates, signer)
	content := bytes.Repeat([]byte("content "), 40_000)
	openssl := interop.NewTool(t, "openssl")
	openssl.Write("document", content)
	openssl.Run("req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out certificate.pem -subj /CN=Somebody -days 2")
	openssl.Run("cms -sign -binary -nodetach -stream -in document -signer certificate.pem -inkey key.pem -outform DER -out ber.p7s")
	ber := openssl.Read("ber.p7s")
	require.False(t, bytes.Contains(ber, content), "in pieces")
	for name, message := range map[string][]byte{
		"UAPKI": interop.Read(t, "pki/uapki-generated/uapki-cades-bes-attached.p7s"), "OpenSSL": ber,
	} {
		var out bytes.Buffer
		require.NoError(t, a.Extend(t.Context(), bytes.NewReader(append(message, "trailing"...)), nil, &out, cades.LevelBT), name)
		sd := parse(t, out.Bytes())
		require.False(t, sd.Trailing)
		require.Equal(t, parse(t, message).SignerInfos[0].RawSignedAttrs, sd.SignerInfos[0].RawSignedAttrs)
		require.Len(t, sd.SignerInfos[0].UnsignedAttrs.Values(cms.OIDSignatureTimeStamp), 1)
	}
}

// pattern is a large file that nobody has to hold.
type pattern struct{ at, size int64 }

func (p *pattern) Read(b []byte) (int, error) {
	if p.at >= p.size {
		return 0, io.EOF
	}
	n := int(min(int64(len(b)), p.size-p.at))
	for i := range b[:n] {
		b[i] = byte(p.at+int64(i)) ^ byte((p.at+int64(i))>>9)
	}
	p.at += int64(n)
	return n, nil
}

func (p *pattern) Seek(offset int64, whence int) (int64, error) {
	p.at = offset + map[int]int64{io.SeekStart: 0, io.SeekCurrent: p.at, io.SeekEnd: p.size}[whence]
	return p.at, nil
}

// TestConstantMemory attaches and extends a content much larger than what may
// be held of it.
func TestConstantMemory(t *testing.T) {
	const size = 16 << 20
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	s := w.Subscriber(testpki.ECDSAPerson)
	a := w.Augmenter(s)
	state := pki.SHA256.New()
	_, err := io.Copy(state, &pattern{size: size})
	require.NoError(t, err)
	signature, err := signDigest(t, w, s, cades.Signer{Detached: true}, state.Sum(nil)).Marshal(nil)
	require.NoError(t, err)

	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var counted counter
	require.NoError(t, cades.Attach(t.Context(), bytes.NewReader(signature), &pattern{size: size}, &counted))
	require.NoError(t, a.Extend(t.Context(), bytes.NewReader(signature), &pattern{size: size}, &counted, cades.LevelBLTA))
	runtime.ReadMemStats(&after)
	require.Greater(t, int64(counted), int64(size))
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(size/4), "octets allocated in all")
}

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

func TestReadingIsCancelled(t *testing.T) {
	m, err := cades.OpenMessage(bytes.NewReader(signedBy(t, testpki.Person)), &pattern{size: 1 << 40})
	require.NoError(t, err)
	ctx, cancel := context.WithCancelCause(t.Context())
	reason := errors.New("the page was left")
	cancel(reason)
	_, err = m.Digest(ctx, pki.SHA256)
	require.ErrorIs(t, err, reason)

	unread := &pattern{size: 1 << 40}
	require.ErrorIs(t, new(cades.Augmenter).Extend(ctx, unread, nil, io.Discard, cades.LevelBT), reason)
	require.ErrorIs(t, cades.Attach(ctx, unread, unread, io.Discard), reason)
	require.ErrorIs(t, cades.Detach(ctx, unread, io.Discard, io.Discard), reason)
	require.Zero(t, unread.at)
}

// signedBy is a detached signature.
func signedBy(t *testing.T, name string) []byte {
	t.Helper()
	w := cadestest.NewTown(t, testpki.ServicesOptions{})
	message, err := sign(t, w, nil, w.Subscriber(name), cades.Signer{Detached: true}, nil).Marshal(nil)
	require.NoError(t, err)
	return message
}

// FuzzMessage: what is read from any file can be written, and that is read the
// same again.
func FuzzMessage(f *testing.F) {
	w := cadestest.NewTown(f, testpki.ServicesOptions{})
	for _, name := range []string{testpki.Person, testpki.ECDSAPerson} {
		for _, detached := range []bool{true, false} {
			s := w.Subscriber(name)
			a := w.Augmenter(s)
			content := []byte("content")
			sd := sign(f, w, a, s, cades.Signer{Detached: detached}, content)
			for _, level := range levels {
				require.NoError(f, a.Augment(f.Context(), sd, cadestest.DigestsOf(content), level))
				message, err := sd.Marshal(content)
				require.NoError(f, err)
				f.Add(message)
			}
		}
	}
	write := func(t *testing.T, message []byte) ([]byte, error) {
		m, err := cades.OpenMessage(bytes.NewReader(message), nil)
		if err != nil {
			return nil, err
		}
		var out bytes.Buffer
		err = m.Write(t.Context(), &out)
		return out.Bytes(), err
	}
	f.Fuzz(func(t *testing.T, message []byte) {
		first, err := write(t, message)
		if err != nil {
			return
		}
		second, err := write(t, first)
		require.NoError(t, err)
		require.Equal(t, first, second)
	})
}
