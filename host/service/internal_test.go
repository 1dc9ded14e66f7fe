// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/lookup"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAnotherTable: a key whose GOST 34.311 has a table of its own makes the
// document be read a second time, and it must be the same document.
func TestAnotherTable(t *testing.T) {
	content := bytes.Repeat([]byte("document"), 100_000)
	in, page := io.Pipe()
	reads, out := io.Pipe()
	s := &session{ctx: t.Context()}
	s.conn = protocol.NewConn(in, out, nil)
	s.work.Go(func() {
		assert.NoError(t, s.conn.Serve())
		out.Close()
	})
	var answering sync.Mutex // the page goes away between two frames, not inside one
	s.work.Go(func() { answerReads(t, reads, page, &answering, &content) })
	defer s.work.Wait()
	defer func() {
		answering.Lock()
		defer answering.Unlock()
		page.Close()
	}()

	o := &operation{session: s, purpose: toSign, silence: time.NewTimer(time.Hour)}
	d := o.newDocument(protocol.File{Size: int64(len(content)), Blob: "d"})
	o.documents = []*document{d}
	o.ctx, o.end = context.WithCancelCause(t.Context())
	require.NoError(t, o.pullDocuments())
	for _, h := range []*pki.Hash{pki.GOST34311, pki.SHA256, pki.GOST34311Example} {
		digest, err := o.digest(o.ctx, d, h)
		require.NoError(t, err)
		assert.Equal(t, h.Sum(content), digest)
	}
	content = bytes.ToUpper(content)
	_, err := o.digest(o.ctx, d, pki.Kupyna256)
	assert.ErrorIs(t, err, protocol.Fail(protocol.DocumentChanged))
}

// answerReads plays a page that has one blob.
func answerReads(t *testing.T, reads io.Reader, page io.Writer, answering sync.Locker, content *[]byte) {
	for {
		frame, err := protocol.ReadFrame(reads)
		if err != nil {
			return
		}
		var call struct {
			ID     string       `json:"id,omitempty"`
			Method string       `json:"method"`
			Params protocol.Raw `json:"params"`
			Role   string       `json:"role"`
		}
		if !assert.NoError(t, protocol.Unmarshal(frame, &call)) {
			return
		}
		if call.Method != protocol.MethodRead { // what a window would be shown
			continue
		}
		var read protocol.Read
		if !assert.NoError(t, protocol.Unmarshal(call.Params, &read)) {
			return
		}
		data := protocol.Base64((*content)[read.Offset:][:read.Length])
		answer, _ := json.Marshal(map[string]any{"id": call.ID, "result": protocol.Data{Data: data}, "role": call.Role})
		answering.Lock()
		_ = protocol.WriteFrame(page, answer)
		answering.Unlock()
	}
}

// TestKeysOfAnEndedOperation: a keys call that comes while an operation ends
// must not take the place of the keys that are to be wiped.
func TestKeysOfAnEndedOperation(t *testing.T) {
	opened := &attempt{opening: &opening{ring: &keyring{}}}
	o := &operation{over: true, attempt: opened}
	var err error
	var call bytes.Buffer
	require.NoError(t, protocol.WriteFrame(&call, []byte(`{"id":"1","method":"keys","params":{"file":{"name":"a","size":1,"blob":"b"}},"role":"window"}`)))
	require.NoError(t, protocol.NewConn(&call, io.Discard, func(r *protocol.Request) { err = o.keys(r) }).Serve())
	assert.ErrorIs(t, err, protocol.Fail(protocol.Cancelled))
	assert.Same(t, opened, o.attempt)
}

// TestSecretOfAWrongAnswer: a password in an answer that is wrong in another
// member is not handed on, for nobody would wipe it.
func TestSecretOfAWrongAnswer(t *testing.T) {
	in, window := io.Pipe()
	asked, out := io.Pipe()
	s := &session{ctx: t.Context()}
	s.conn = protocol.NewConn(in, out, nil)
	s.work.Go(func() { assert.NoError(t, s.conn.Serve()) })
	defer s.work.Wait()
	defer window.Close()
	s.work.Go(func() {
		frame, err := protocol.ReadFrame(asked)
		assert.NoError(t, err)
		var question struct{ ID string }
		assert.NoError(t, json.Unmarshal(frame, &question))
		assert.NoError(t, protocol.WriteFrame(window, []byte(`{"id":"`+question.ID+`","result":{"secret":"пароль","more":1},"role":"window"}`)))
	})
	o := &operation{session: s, silence: time.NewTimer(time.Hour)}
	secret, err := o.newAsker(new(opening)).Secret(t.Context(), key.Question{Kind: key.AskPassword})
	assert.ErrorIs(t, err, protocol.ErrMalformed)
	assert.Nil(t, secret)
}

// TestLeaveToTry: the window is asked before a try that locks more than one key,
// and nothing but {} is leave.
func TestLeaveToTry(t *testing.T) {
	for answer, want := range map[string]error{
		`"result":{}`: nil, `"error":{"code":"cancelled"}`: key.ErrCancelled, `"result":{"secret":"1"}`: protocol.ErrMalformed,
	} {
		in, window := io.Pipe()
		asked, out := io.Pipe()
		s := &session{ctx: t.Context()}
		s.conn = protocol.NewConn(in, out, nil)
		s.work.Go(func() { assert.NoError(t, s.conn.Serve()) })
		s.work.Go(func() {
			frame, err := protocol.ReadFrame(asked)
			assert.NoError(t, err)
			var question struct {
				ID     string
				Params protocol.PINQuestion
			}
			assert.NoError(t, json.Unmarshal(frame, &question))
			assert.Equal(t, protocol.PINQuestion{Kind: "shared-tries", Token: protocol.AskedToken{Device: "TPM", Form: "tpm", MinPIN: 6}}, question.Params)
			assert.NoError(t, protocol.WriteFrame(window, []byte(`{"id":"`+question.ID+`",`+answer+`,"role":"window"}`)))
		})
		k := (&operation{session: s, silence: time.NewTimer(time.Hour)}).newAsker(new(opening))
		tpm := &key.Carrier{Device: "TPM", Form: key.FormTPM, PIN: key.PIN{Min: 6}}
		err := k.Confirm(t.Context(), key.Question{Kind: key.AskSharedTries, Carrier: tpm})
		assert.ErrorIs(t, err, want, answer)
		window.Close()
		s.work.Wait()
	}
}

// TestAskedBefore: the window learns that a PIN it was told is not wanted again.
func TestAskedBefore(t *testing.T) {
	var k asker
	ask := func(q key.Question) protocol.PINQuestion {
		question, err := k.question(q)
		require.NoError(t, err)
		return question.(protocol.PINQuestion)
	}
	almaz := &key.Carrier{Ref: "pkcs11:serial=1", Device: "Алмаз-1К", Label: "a\u202Eb", Serial: "1", Form: key.FormCard, PIN: key.PIN{Tries: key.TriesFew, Min: 4, Max: 8}}
	told := protocol.AskedToken{Device: "Алмаз-1К", Label: "ab", Serial: "1", Form: "card", Tries: "few", MinPIN: 4, MaxPIN: 8}
	assert.Equal(t, protocol.PINQuestion{Kind: "pin", Token: told}, ask(key.Question{Kind: key.AskPIN, Carrier: almaz}))
	assert.Equal(t, protocol.PINQuestion{Kind: "pin", AskedBefore: true}, ask(key.Question{Kind: key.AskPIN}), "a source that knows nothing of it")
	assert.Equal(t, protocol.PINQuestion{Kind: "key-pin", Token: told, Number: 2, Of: 3}, ask(key.Question{Kind: key.AskKeyPIN, Carrier: almaz, Number: 2, Of: 3}))
}

// TestQuestionsForNobody: what is asked of others, or in another way.
func TestQuestionsForNobody(t *testing.T) {
	k := (&operation{session: &session{}, silence: time.NewTimer(time.Hour)}).newAsker(new(opening))
	for _, kind := range []key.QuestionKind{key.AskLastTry, key.AskUser, ""} {
		_, err := k.Secret(t.Context(), key.Question{Kind: kind})
		assert.ErrorIs(t, err, errUnsupported)
		_, err = k.Text(t.Context(), key.Question{Kind: kind})
		assert.ErrorIs(t, err, errUnsupported)
	}
	assert.ErrorIs(t, k.Confirm(t.Context(), key.Question{Kind: key.AskPIN}), errUnsupported)
	k.Show(t.Context(), key.Notice{Kind: "unknown"})
}

// TestEndedIsNotRefused: who goes on at the page, and whose page cancels, has
// refused nothing, though the window is closed then.
func TestEndedIsNotRefused(t *testing.T) {
	for cause, refused := range map[error]bool{nil: true, errDeferred: false, protocol.Fail(protocol.Cancelled): false} {
		o := new(operation)
		o.ctx, o.end = context.WithCancelCause(t.Context())
		if cause != nil {
			o.end(cause)
		}
		o.refuse()
		assert.Equal(t, refused, o.refused, cause)
		assert.Error(t, o.ctx.Err())
	}
}

// TestRequestsAreWiped: of what a page said nothing stays behind, though it came piece by
// piece, however small these are.
func TestRequestsAreWiped(t *testing.T) {
	var left [][]byte
	speech := new(talk)
	for range 1000 {
		left = append(left, speech.request)
		speech.keep([]byte("PIN"))
	}
	assert.Equal(t, strings.Repeat("PIN", 1000), string(speech.request))
	assert.Less(t, cap(speech.request), 8000)
	left = append(left, speech.request)
	speech.drop()
	assert.Empty(t, speech.request)
	for _, octets := range left {
		assert.Empty(t, bytes.Trim(octets, "\x00"))
	}
}

// TestIsStructure: what others than we may read as DER counts too.
func TestIsStructure(t *testing.T) {
	filled := func(head string, n int) []byte { return append([]byte(head), bytes.Repeat([]byte("a"), n)...) }
	for reason, content := range map[string][]byte{
		"a SET":                 filled("\x31\x05", 5),
		"a SEQUENCE":            filled("\x30\x7f", 127),
		"an empty one":          filled("\x31\x00", 0),
		"a long one":            filled("\x31\x81\x80", 128),
		"a longer one":          filled("\x30\x82\x01\x00", 256),
		"over a length of BER":  filled("\x31\x84\x00\x00\x00\x05", 5),
		"without a length, BER": []byte("\x31\x80\x05\x00\x00\x00"),
	} {
		assert.True(t, isStructure(content), reason)
	}
	for reason, content := range map[string][]byte{
		"nothing":                nil,
		"half a head":            []byte("0"),
		"a text":                 []byte("10 документів"),
		"an OCTET STRING":        filled("\x04\x05", 5),
		"cut off":                filled("\x31\x05", 4),
		"with something after":   filled("\x31\x05", 6),
		"a length without end":   []byte("\x31\xff\xff\xff\xff\xff\xff\xff\xff\xff"),
		"a text in windows-1251": []byte("1\xe9 \xea\xe2\xe0\xf0\xf2\xe0\xeb"),
	} {
		assert.False(t, isStructure(content), reason)
	}
}

func TestIdentifies(t *testing.T) {
	codes := []string{"0012345678", "ЯЯ999998", "19900101-00017"}
	id := "3f2504e0-4f89-11d3-9a0c-0305e82c3301"
	utf16le := "0\x000\x001\x002\x003\x004\x005\x006\x007\x008\x00"
	b64 := base64.StdEncoding.EncodeToString
	for reason, content := range map[string]string{
		"a tax number":                "0012345678",
		"with spaces":                 " 0012345678\r\n",
		"with a byte order mark":      "\ufeff0012345678",
		"a passport":                  "ЯЯ999998",
		"a passport in small letters": "яя999998",
		"a УНЗР":                      "19900101-00017",
		"UTF-16":                      utf16le,
		"base64 of a tax number":      b64([]byte("0012345678")),
		"base64 without padding":      strings.TrimRight(b64([]byte("0012345678")), "="),
		"base64 with a line end":      b64([]byte("0012345678")) + "\n",
		"base64 of UTF-16":            b64([]byte(utf16le)),
		"hexadecimal":                 hex.EncodeToString([]byte("0012345678")),
		"a UUID":                      id,
		"a UUID in capitals":          strings.ToUpper(id),
		"a UUID in braces":            "{" + id + "}",
		"a UUID as a name":            "urn:uuid:" + id,
		"a UUID without hyphens":      strings.ReplaceAll(id, "-", ""),
		"base64 of a UUID":            b64([]byte(id)),
		"base64url of a UUID":         base64.RawURLEncoding.EncodeToString([]byte(id)),
		"quotes":                      `"0012345678"`,
		"space inside":                "00 1234 5678\u00a0",
		"zeros around":                "\x000012345678\x00",
		"unseen characters":           "00123\u200b45678\u202e",
		"digits of another script":    "٠٠١٢٣٤٥٦٧٨",
		"digits of full width":        "００１２３４５６７８",
		"much space":                  strings.Repeat("\n", 10_000) + "0012345678",
		"UTF-16 with its mark":        "\xff\xfe" + utf16le,
		"a passport in UTF-16":        "\xfe\xff\x04\x2f\x04\x2f\x009\x009\x009\x009\x009\x008",
		"UTF-16 of base64":            strings.Join(strings.Split(b64([]byte("0012345678")), ""), "\x00"),
		"base64 twice":                b64([]byte(b64([]byte("0012345678")))),
		"base64 of hexadecimal":       b64([]byte(strings.ToUpper(hex.EncodeToString([]byte(id))))),
		"base64 in lines":             "MDAx\r\nMjM0\r\nNTY3\r\nOA==\r\n",
		"hexadecimal with colons":     "30:30:31:32:33:34:35:36:37:38",
		"a string in DER":             "\x0c\x0a0012345678",
		"a sequence in DER":           "\x30\x0c\x13\x0a0012345678",
		"base64 of DER":               b64([]byte("\x04\x0a0012345678")),
	} {
		assert.True(t, identifies([]byte(content), codes), reason)
	}
	for _, h := range hashes {
		for reason, content := range map[string][]byte{
			"hash":                h.Sum([]byte("0012345678")),
			"hash of UTF-16":      h.Sum([]byte(utf16le)),
			"hash in hexadecimal": []byte(hex.EncodeToString(h.Sum([]byte("0012345678")))),
			"hash in base64":      []byte(b64(h.Sum([]byte("0012345678")))),
		} {
			assert.True(t, identifies(content, codes), "%s by %s", reason, h)
		}
	}
	statement := login.Statement{Origin: "https://elsewhere.example", Challenge: make([]byte, login.MinChallenge), Time: time.Unix(1e9, 0)}
	der, err := statement.Marshal()
	require.NoError(t, err)
	for reason, content := range map[string][]byte{
		"a login statement":            der,
		"a statement in base64":        []byte(b64(der)),
		"a statement in hexadecimal":   []byte(hex.EncodeToString(der)),
		"a statement as octets in DER": append([]byte{4, byte(len(der))}, der...),
	} {
		assert.True(t, identifies(content, nil), reason)
	}
	assert.False(t, identifies(der[:len(der)-1], nil), "no statement")
	for reason, content := range map[string]string{
		"nothing":                  "",
		"somebody else's number":   "0012345679",
		"a sentence with a code":   "Мій код 0012345678",
		"a sentence with a UUID":   "id " + id,
		"too short for a UUID":     id[1:],
		"somebody else's hash":     string(pki.SHA256.Sum([]byte("0012345679"))),
		"an ordinary text":         "Податкова декларація",
		"a number of other length": "12345678",
		"spaces only":              "  \n",
		"a long hexadecimal text":  strings.Repeat("3f", 17),
	} {
		assert.False(t, identifies([]byte(content), codes), reason)
	}
	assert.False(t, identifies(nil, nil))
}

func TestShownName(t *testing.T) {
	long := strings.Repeat("довга назва ", 20)
	for name, want := range map[string]string{
		"звіт.xml":                   "звіт.xml",
		"":                           "",
		"a/b/c.pdf":                  "c.pdf",
		`C:\fakepath\c.pdf`:          "c.pdf",
		"invoice\u202Efdp.exe":       "invoicefdp.exe",
		"a\nb\tc.txt":                "a b c.txt",
		"a\u0000b.txt":               "ab.txt",
		"name.a very long extension": "name.a very long extension",
		".profile":                   ".profile",
	} {
		assert.Equal(t, want, shownName(name), "%q", name)
	}
	shown := shownName(long + ".pdf.exe")
	assert.Equal(t, maxShownName, utf8.RuneCountInString(shown))
	assert.True(t, strings.HasSuffix(shown, "….exe"), shown)
}

func TestPlainText(t *testing.T) {
	for _, text := range []string{"Податкова декларація", "рядок\r\n\tрядок", "«лапки» — 100 ₴ 😀", ""} {
		assert.Equal(t, text, plainText([]byte(text)))
	}
	for reason, text := range map[string]string{
		"not UTF-8":       "\xff",
		"a zero octet":    "a\x00",
		"an escape":       "a\x1b[2J",
		"bidi override":   "a\u202Eb",
		"bidi isolate":    "a\u2066b",
		"zero width":      "a\u200Bb",
		"line separator":  "a\u2028b",
		"byte order mark": "\ufeffa",
		"soft hyphen":     "a\u00ADb",
		"private use":     "\ue000",
		"a filler":        "\u3164",
	} {
		assert.Empty(t, plainText([]byte(text)), reason)
	}
}

// FuzzIdentifies: whatever a page wants signed, looking at it ends soon.
func FuzzIdentifies(f *testing.F) {
	f.Add([]byte("0012345678"))
	f.Add([]byte("\x30\x0c\x13\x0a0012345678"))
	f.Add([]byte("MDAxMjM0NTY3OA=="))
	f.Add([]byte("urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301"))
	f.Fuzz(func(t *testing.T, content []byte) {
		codes := []string{"0012345678"}
		if identifies(content, codes) {
			assert.True(t, identifies(content, append(codes, "12345678")), "more codes hide none")
		}
	})
}

// bareKey is a key of which the file says what it is for, and no certificate.
type bareKey struct {
	key.Key
	public crypto.PublicKey
	usage  key.Usage
}

func (k bareKey) Public() crypto.PublicKey          { return k.public }
func (k bareKey) Certificates() []*x509.Certificate { return nil }
func (k bareKey) Usage() key.Usage                  { return k.usage }

// TestLacking: keys for signing are looked for, and an agreement key beside them
// only, which nobody need wait for.
func TestLacking(t *testing.T) {
	today := time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	person := testpki.New(func() time.Time { return today }).Subscriber(testpki.Person)
	signing, agreement := person.SignKey.Public(), person.AgreeKey.Public()
	forged := map[*x509.Certificate]bool{}
	proven := func(c *x509.Certificate, _ []*x509.Certificate) bool { return !forged[c] }
	keys := []key.Key{
		bareKey{public: agreement, usage: key.Agree},
		bareKey{public: signing, usage: key.Sign},
	}
	file := &keyring{chained: proven, keys: keys, purpose: toSign}
	assert.Equal(t, []lookup.Key{lookup.ByPublicKey(signing), lookup.ByPublicKey(agreement).Beside()}, file.lacking(today))
	require.True(t, file.add([]*x509.Certificate{person.SignCert}))
	assert.Empty(t, file.lacking(today))
	assert.Len(t, file.lacking(person.SignCert.NotAfter.Add(time.Second)), 2)
	forged[person.SignCert] = true
	assert.Len(t, file.lacking(today), 2, "anybody can make a certificate for a key they saw")

	file = &keyring{chained: proven, keys: keys, purpose: toDecrypt}
	assert.Equal(t, []lookup.Key{lookup.ByPublicKey(agreement), lookup.ByPublicKey(signing).Beside()}, file.lacking(today))
	assert.False(t, file.add([]*x509.Certificate{person.SignCert}))
	require.True(t, file.add([]*x509.Certificate{person.AgreeCert}))
	assert.Empty(t, file.lacking(person.AgreeCert.NotAfter.Add(time.Second)), "what was encrypted before can be decrypted")
}

// TestWordsOfAPage: what it says of a piece reaches no person, even when it comes
// at the last moment.
func TestWordsOfAPage(t *testing.T) {
	words := &protocol.Error{Code: protocol.CertificateRevoked, Params: &protocol.Params{Owner: "Подзвоніть нам"}}
	assert.Equal(t, protocol.Fail(protocol.WriteFailed), writeError(t.Context(), words))
	assert.Equal(t, protocol.Fail(protocol.ReadFailed), readError(t.Context(), words))
	late, cancel := context.WithCancelCause(t.Context())
	cancel(protocol.Fail(protocol.TimedOut))
	assert.Equal(t, protocol.Fail(protocol.TimedOut), writeError(late, words))
	assert.Equal(t, protocol.Fail(protocol.TimedOut), readError(late, words))
}

// TestRefusedTooLate: what the page has of a batch that is over nobody refuses any more;
// one of which it has nothing is refused as ever.
func TestRefusedTooLate(t *testing.T) {
	for _, has := range []bool{true, false} {
		o := &operation{batch: &batch{of: 2}}
		o.ctx, o.end = context.WithCancelCause(t.Context())
		work := o.batch.begin(o.ctx)
		assert.True(t, o.batch.running())
		assert.NoError(t, o.batch.finish(work, has))
		assert.False(t, o.batch.running())
		o.refuse()
		assert.Equal(t, []bool{!has, !has}, []bool{o.refused, o.ctx.Err() != nil})
	}
}
