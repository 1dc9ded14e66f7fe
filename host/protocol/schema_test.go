// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package protocol_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pidpys/pidpys/host/protocol"
	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// schema finds one definition of schema.json.
func schema(t *testing.T, def string) *jsonschema.Schema {
	t.Helper()
	file, err := os.Open("schema.json")
	require.NoError(t, err)
	defer file.Close()
	document, err := jsonschema.UnmarshalJSON(file)
	require.NoError(t, err)
	compiler := jsonschema.NewCompiler()
	require.NoError(t, compiler.AddResource("schema.json", document))
	compiled, err := compiler.Compile("schema.json#/$defs/" + def)
	require.NoError(t, err)
	return compiled
}

func valid(t *testing.T, s *jsonschema.Schema, text string) error {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	require.NoError(t, err, text)
	return s.Validate(value)
}

// TestTypesAgreeWithTheSchema: what Go writes the schema allows, whether all
// that may be absent is absent or present, and what Go wrote it can read.
func TestTypesAgreeWithTheSchema(t *testing.T) {
	yes, key, site := true, "k", "https://a"
	file := protocol.File{Name: "a", Size: 1, Blob: "b"}
	typed := protocol.File{Name: "a", Size: 1, Blob: "b", Type: "text/plain"}
	digest := protocol.Digest{Hash: protocol.GOST34311, Value: protocol.Base64{1}}
	document := protocol.Document{Name: "a", Size: 1, Type: ""}
	hashed := protocol.Document{Name: "a", Size: 1, Type: "", Digest: &digest}
	owner := protocol.Owner{Name: "Іван", Kind: "fop", Organization: "О", Title: "Д", DRFO: "1", EDRPOU: "2", UNZR: "3", Serial: "4"}
	asked := protocol.AskedToken{Device: "d", Label: "l", Serial: "s", Form: "tpm", Tries: "last", MinPIN: 4, MaxPIN: 8}
	carrier := protocol.Carrier{Names: []string{"d", "l", "s"}, Form: "sealed"}
	provider := protocol.Provider{Provider: "p", Title: "t", App: "a", User: "required", Hint: "h"}
	code := &protocol.QR{Size: 21, Rows: slices.Repeat([]string{strings.Repeat("01", 10) + "1"}, 21)}
	plan := protocol.Plan{Owner: owner, Old: protocol.Key{Usage: []string{}, Status: "ok"}, Carrier: carrier, Kind: "ecdsa", Road: "files", Cautions: []string{"simulated", "agreement-key-stays"}, State: "planned"}
	place := protocol.Token{Token: "n", Form: "tpm", Tries: "locked", Wait: 1, MinPIN: 6, Keys: []protocol.Key{}, Makes: []string{"ecdsa", "rsa"}, Blank: true}
	token := protocol.Token{Token: "t", Form: "card", Tries: "few", PINPad: true, MaxPIN: 8, Keys: []protocol.Key{{Usage: []string{}, Owner: owner, Status: "ok"}}}
	verdict := protocol.Verdict{
		Indication: "TOTAL-PASSED", BestTime: "2026-11-21T00:00:00Z", Chain: []protocol.Link{{}}, Errors: []protocol.Finding{{}}, Warnings: []protocol.Finding{},
		TimeStamps:        []protocol.TimeStamp{{Kind: "signature", Indication: "INDETERMINATE", Chain: []protocol.Link{}, Errors: []protocol.Finding{}, Warnings: []protocol.Finding{}}},
		Statuses:          []protocol.CertificateStatus{{Status: "revoked", RevokedAt: "2026-11-21T00:00:00Z", Reason: "r", Source: "ocsp"}, {Status: "good", Source: "crl"}},
		CounterSignatures: []protocol.Verdict{}, File: "f", Documents: []protocol.SignedDocument{{Name: "a"}, {Name: "b", Fault: "c"}}, Field: "f", Later: "nothing",
	}
	explanation := `{"language":"uk","outcome":"good","answer":"a","signatures":[{"outcome":"bad","answer":"b"}],"titles":{"who":"w"}}`
	notFound := protocol.Error{Code: protocol.CertificateNotFound, Params: &protocol.Params{Authority: "a", Silent: 1}}
	for def, values := range map[string][]any{
		"hello.params": {
			&protocol.Hello{Version: "1", Protocol: 1, Origin: &site, Language: "uk", Browser: "b"},
			&protocol.Hello{Version: "1", Protocol: 1, Origin: &site, TopOrigin: "https://b", Language: "en", Browser: "b"},
			&protocol.Hello{Version: "1", Protocol: 1, Language: "en", Browser: "b", Redirect: "https://id.example/"},
			&protocol.Hello{Version: "1", Protocol: 1, Origin: &site, Language: "uk", Browser: "b", Dialect: &protocol.Speech{Name: "webeid", Hashes: true}},
			&protocol.Hello{Version: "1", Protocol: 1, Language: "uk", Browser: "b", Own: true},
			&protocol.Hello{Version: "1", Protocol: 1, Origin: &site, Language: "uk", Browser: "b", Level: "B-LT"},
		},
		"hello.result": {
			&protocol.Welcome{Version: "1", Protocol: 1, Name: "org.pidpys.host", Settings: protocol.Settings{PINEntry: "window", Locked: []string{}}},
			&protocol.Welcome{Version: "1", Protocol: 1, Name: "org.pidpys.host", Settings: protocol.Settings{PINEntry: "window", Locked: []string{"key_kinds"}, KeyKinds: []string{}}},
			&protocol.Welcome{Version: "1", Protocol: 1, Name: "org.pidpys.host", Settings: protocol.Settings{
				PINEntry: "native", Locked: []string{"pin_entry", "modules"}, KeyKinds: []string{"file", "token", "tpm", "cloud"},
				Cabinets: []protocol.Cabinet{{Origin: "https://a"}, {Origin: "https://b.example:8443", Tops: []string{"https://a"}}},
				Dialects: []protocol.Dialect{{Origin: "https://a", Dialect: "iit"}, {Origin: "https://b", Dialect: "webeid", Tops: []string{"https://a"}, Hashes: true}},
			}},
		},
		"authorities.result": {&protocol.Authorities{Authorities: []protocol.Authority{}}, &protocol.Authorities{Authorities: []protocol.Authority{{Name: "a", EDRPOU: "1", Lookup: true}}}},
		"examine.params":     {&protocol.Examine{}, &protocol.Examine{Offline: true}},
		"examine.result":     {&protocol.Examination{Findings: []protocol.Observation{}, Worst: "ok"}, &protocol.Examination{Findings: []protocol.Observation{{Check: "clock-ahead", Severity: "error", Subject: "s", Message: "m", Remedy: "r"}}, Worst: "error"}},
		"window.params":      {&protocol.Empty{}},
		"fault.params":       {&protocol.Fault{Code: protocol.Malformed}},
		"sign.params":        {&protocol.Sign{Documents: []protocol.File{file}}, &protocol.Sign{Documents: []protocol.File{file, typed}, Level: "B-B", Detached: &yes, Hash: "kupyna256", Diia: true}, &protocol.Sign{Documents: []protocol.File{file}, Container: protocol.ContainerASiCE}, &protocol.Sign{Documents: []protocol.File{}, Listed: 1, Each: true}},
		"sign.result": {&protocol.Signed{Signatures: []protocol.Signature{{Prefix: protocol.Base64{1}, Level: "B-B", Digest: digest}, {Level: "B-LTA", Digest: digest, Written: 1}}, Certificate: protocol.Base64{2}}, &protocol.SignedEach{Certificate: protocol.Base64{2}, Signed: 1, Failed: 1, Stopped: protocol.Cancelled}, &protocol.Deferred{Deferred: "diia"},
			&protocol.SignedContainer{Container: protocol.Parts{Parts: []int64{1, 2}}, Level: "B-T", Certificate: protocol.Base64{2}}, &protocol.SignedFiles{Files: []protocol.SignedFile{{Size: 1, Level: "B-B"}}, Certificate: protocol.Base64{2}}},
		"list.params":        {&protocol.List{Documents: []protocol.File{file, typed}}, &protocol.List{Documents: []protocol.File{}, Anew: true}},
		"list.result":        {&protocol.Listed{}, &protocol.Listed{Listed: protocol.MaxListed}},
		"signed.params":      {&protocol.Outcome{Call: "p", Document: 9999, Signature: &protocol.Signature{Prefix: protocol.Base64{1}, Level: "B-T", Digest: digest, Written: 1}}, &protocol.Outcome{Call: "p", Code: protocol.Refused}},
		"certificate.params": {&protocol.Identify{}, &protocol.Identify{Usage: protocol.UsageAgree}},
		"login.params":       {&protocol.Login{Challenge: &protocol.Challenge{Blob: "b"}}, &protocol.Login{Challenge: &protocol.Challenge{Blob: "b", Size: 32}, Profile: "pidpys"}, &protocol.Login{Profile: "tax-cabinet", Diia: true}},
		"login.result":       {&protocol.LoggedIn{Token: protocol.Base64{1}}, &protocol.Deferred{Deferred: "diia"}},
		"certificate.result": {&protocol.Identity{Certificate: protocol.Base64{1}, Chain: []protocol.Base64{{2}}, Owner: owner}},
		"encrypt.params":     {&protocol.Encrypt{Documents: []protocol.File{file, typed}, Recipients: []protocol.Base64{{1}}}},
		"encrypt.result":     {&protocol.Encrypted{Messages: []protocol.Written{{Size: 1}}}},
		"decrypt.params":     {&protocol.Decrypt{Document: file}},
		"decrypt.result":     {&protocol.Decrypted{Size: 1, ContentType: "1.2", Originator: protocol.Base64{1}}, &protocol.Decrypted{}},
		"write.params":       {&protocol.Write{Call: "p", Document: 1, Offset: 1, Data: protocol.Base64{1, 2, 3}}},
		"verify.params":      {&protocol.Verify{Signature: file}, &protocol.Verify{Signature: file, Content: &file}, &protocol.Verify{Signature: file, Extract: true}},
		"verify.result": {
			&protocol.Report{
				Kind: "ASiC-E", Signatures: []protocol.Verdict{verdict, {
					Indication: "TOTAL-FAILED", Chain: []protocol.Link{}, Errors: []protocol.Finding{}, Warnings: []protocol.Finding{},
					TimeStamps: []protocol.TimeStamp{}, Statuses: []protocol.CertificateStatus{}, CounterSignatures: []protocol.Verdict{},
				}},
				TimeStamps: []protocol.TimeStamp{}, Uncovered: []string{"a"}, Flaw: "b", Explanation: protocol.Raw(explanation),
			},
			&protocol.Report{
				Kind: "CAdES", Signatures: []protocol.Verdict{}, TimeStamps: []protocol.TimeStamp{}, Explanation: protocol.Raw(explanation),
				Contents: []protocol.Content{{Name: "a.txt", Type: "text/plain;charset=windows-1251"}, {Name: "b", Type: "application/octet-stream", Size: 1}},
			},
			&protocol.LongReport{Written: 1}, &protocol.LongReport{Written: 1, Document: 1},
		},
		"report.params": {
			&protocol.TaxReport{Document: file, Role: "accountant"}, &protocol.TaxReport{Document: typed, Stage: "sign", Role: "stamp"},
			&protocol.TaxReport{Document: file, Stage: "send", Gateway: protocol.Base64{1}, Sending: &protocol.Sending{File: "a", Email: "b"}},
			&protocol.TaxReport{Document: file, Stage: "send", Role: "director", Gateway: protocol.Base64{1}, Sending: &protocol.Sending{File: "a"}},
			&protocol.TaxReport{Document: file, Stage: "ask", Gateway: protocol.Base64{1}},
		},
		"report.result":  {&protocol.TaxContainer{Size: 1, Certificate: protocol.Base64{1}}},
		"receipt.params": {&protocol.ReadReceipt{Document: file, File: "a"}},
		"receipt.result": {
			&protocol.TaxReceipt{Size: 1, Result: "unknown", Report: protocol.Report{Kind: "CAdES", Signatures: []protocol.Verdict{verdict}, TimeStamps: []protocol.TimeStamp{}, Explanation: protocol.Raw(explanation)}},
			&protocol.TaxReceipt{Size: 1, Number: 2, Result: "accepted", File: "f", Form: "F0103309", Name: "n", Registered: "1", Subject: "s", Text: "t", Signer: "s", Time: "2026-11-21T00:00:00Z", Report: protocol.Report{Kind: "CAdES", Signatures: []protocol.Verdict{verdict}, TimeStamps: []protocol.TimeStamp{}, Explanation: protocol.Raw(explanation)}},
		},
		"page.cancel.params": {&protocol.Cancel{ID: "1"}},
		"dialect.result":     {&protocol.Answered{}, &protocol.Answered{Text: "a", Last: true}},
		"read.params":        {&protocol.Read{Blob: "b", Offset: 1, Length: 1}},
		"read.result":        {&protocol.Data{Data: protocol.Base64{1, 2, 3}}},
		"operation.result": {&protocol.Operation{Action: "sign", Origin: "o", Documents: []protocol.Document{}, List: &protocol.DocumentList{Count: 257, Size: 1}, Authorities: []protocol.Authority{}}, &protocol.Operation{Action: "sign", Origin: "o", Documents: []protocol.Document{document}, Authorities: []protocol.Authority{{Name: "a", EDRPOU: "1", Lookup: true}}, Providers: []protocol.Provider{provider, {Provider: "q", Title: "t", Agreement: true}, {Provider: "d", Title: "Дія.Підпис", App: "Дія", Page: true}}}, &protocol.Operation{Action: "login", Origin: "o", TopOrigin: "t", Profile: "tax-cabinet", Documents: []protocol.Document{}, Authorities: []protocol.Authority{}, Native: true}, &protocol.Operation{Action: "encrypt", Usage: protocol.UsageNone, Documents: []protocol.Document{document}, Authorities: []protocol.Authority{}}, &protocol.Operation{Action: "reissue", Documents: []protocol.Document{}, Authorities: []protocol.Authority{}, Unfinished: []protocol.Unfinished{{Unfinished: "u", Owner: owner, Carrier: carrier, Kind: "rsa", Road: "cmp", Began: "2026-11-21T00:00:00Z", State: "issued", NeedsKey: true}}},
			&protocol.Operation{Action: "open", Dialect: "iit", Wanted: &protocol.Wanted{Token: "t"}, Documents: []protocol.Document{}, Authorities: []protocol.Authority{}},
			&protocol.Operation{Action: "open", Dialect: "iit", Wanted: &protocol.Wanted{File: &protocol.WantedFile{Name: "a", Size: 1}}, Documents: []protocol.Document{}, Authorities: []protocol.Authority{}},
			&protocol.Operation{Action: "seal", Dialect: "iit", Open: &protocol.Keys{Keys: []protocol.Key{}}, Documents: []protocol.Document{{Unseen: true}}, Authorities: []protocol.Authority{}},
			&protocol.Operation{Action: "sign", Own: true, Documents: []protocol.Document{document}, Authorities: []protocol.Authority{}}},
		"tokens.params":    {&protocol.WatchTokens{}, &protocol.WatchTokens{Seen: 1}},
		"tokens.result":    {&protocol.Tokens{State: 1, Tokens: []protocol.Token{token, place}, Troubles: []protocol.Trouble{{Kind: "no-card"}, {Kind: "no-tpm"}, {Kind: "driver-refused", Device: "d", Path: "/p", Reason: "32-bit"}, {Kind: "driver-crashed", Driver: "i"}}}, &protocol.Tokens{State: 1, Tokens: []protocol.Token{}, Troubles: []protocol.Trouble{}}},
		"revive.params":    {&protocol.Revive{Driver: "i"}},
		"keys.params":      {&protocol.OpenKeys{File: &file}, &protocol.OpenKeys{File: &file, Certificates: []protocol.File{file}, Authority: "a"}, &protocol.OpenKeys{Token: "t"}, &protocol.OpenKeys{Token: "t", SKI: "AB", Certificates: []protocol.File{file}, Authority: "a"}, &protocol.OpenKeys{Provider: "p"}, &protocol.OpenKeys{Wanted: &yes, Certificates: []protocol.File{file}, Authority: "a"}, &protocol.OpenKeys{Provider: "p", User: "u", Certificates: []protocol.File{file}, Authority: "a"}},
		"stop.params":      {&protocol.Empty{}},
		"defer.params":     {&protocol.Defer{Provider: "p"}},
		"keys.result":      {&protocol.Keys{Format: "iit", Keys: []protocol.Key{{Key: "k", Usage: []string{"sign"}, Owner: owner, Status: "ok", SKI: "AB", AsksToSign: true, Replaced: &protocol.Replaced{Carrier: carrier, Since: "2026-11-21T00:00:00Z"}}}, Selected: &key}, &protocol.Keys{Keys: []protocol.Key{{Key: "k", Usage: []string{}, Owner: owner, Status: "too-many", ConfirmedAt: "t", Max: 40}}, Lookup: &notFound}},
		"find.params":      {&protocol.Find{Authority: &key}, &protocol.Find{Everyone: &yes}, &protocol.Find{Certificates: []protocol.File{file, typed}}},
		"find.result":      {&protocol.Keys{Keys: []protocol.Key{}, Selected: &key}},
		"plan.params":      {&protocol.MakePlan{Key: "k", Token: "t", Kind: "dstu4145"}, &protocol.MakePlan{Key: "k", Unfinished: "u"}, &protocol.MakePlan{Key: "k", Unfinished: "u", Certificates: []protocol.File{file}}},
		"plan.result":      {&plan},
		"resume.params":    {&protocol.Resume{Unfinished: "u"}, &protocol.Resume{Unfinished: "u", Certificates: []protocol.File{file}}},
		"abandon.params":   {&protocol.Abandon{Unfinished: "u"}, &protocol.Abandon{Unfinished: "u", Leave: true}},
		"documents.params": {&protocol.Leaf{}, &protocol.Leaf{From: 256}},
		"documents.result": {&protocol.Leafed{Documents: []protocol.Document{document, hashed, {Fault: protocol.ReadFailed}}}, &protocol.Leafed{Documents: []protocol.Document{}}},
		"preview.params":   {&protocol.Preview{Document: 0, Offset: 0, Length: 1}},
		"ask.params":       {&protocol.PasswordQuestion{Kind: "password", File: "a"}, &protocol.PasswordQuestion{Kind: "key-password", File: "a"}, &protocol.PINQuestion{Kind: "pin", AskedBefore: true}, &protocol.PINQuestion{Kind: "pin", Token: asked}, &protocol.PINQuestion{Kind: "key-pin", Token: asked, Number: 1, Of: 2}, &protocol.PINQuestion{Kind: "last-try", Token: asked}, &protocol.PINQuestion{Kind: "shared-tries", Token: asked}, &protocol.PINQuestion{Kind: "new-pin", Token: asked}, &protocol.ConsentQuestion{Kind: "consent", Key: "k", Documents: []protocol.Document{}, Plan: &plan}, &protocol.ConsentQuestion{Kind: "consent", Documents: []protocol.Document{}, Plan: &plan}, &protocol.ConsentQuestion{Kind: "consent", Key: "k", Documents: []protocol.Document{hashed}, Text: "t"}, &protocol.ConsentQuestion{Kind: "consent", Key: "k", Documents: []protocol.Document{hashed, {Fault: protocol.ReadFailed}}}, &protocol.ConsentQuestion{Kind: "consent", Key: "k", Documents: []protocol.Document{}, List: &protocol.DocumentList{Count: 257, Size: 1, Unread: 1, Digest: &digest}}, &protocol.ConsentQuestion{Kind: "consent", Documents: []protocol.Document{hashed}, Recipients: []protocol.Recipient{{Owner: owner, Status: "ok"}}}, &protocol.ConsentQuestion{Kind: "consent", Key: "k", Documents: []protocol.Document{{Name: "a", Size: 2, Inside: 1, Digest: &digest}}, Signed: []protocol.Signatory{{Owner: owner, Time: "2026-11-21T00:00:00Z", Outcome: "good"}, {Owner: owner, Outcome: "unknown"}}}, &protocol.LevelQuestion{Kind: "level", Level: "B-LT", Offered: "B-T", Code: protocol.StatusUnavailable, Params: &protocol.Params{Owner: "a"}}, &protocol.ProviderQuestion{Kind: "remote-pin", Provider: "t"}, &protocol.ProviderQuestion{Kind: "otp"}, &protocol.AuthorizeQuestion{Kind: "authorize", Provider: "t", URL: "https://a/?b", Redirect: "https://id.example/"}},
		"ask.result":       {&protocol.ConsentAnswer{Key: "k", Approved: true}, &protocol.ConsentAnswer{Approved: true}, &protocol.LevelAnswer{Level: "B-T"}, &protocol.AuthorizeAnswer{URL: "https://id.example/?code=c"}, &protocol.Empty{}},
		"show.params":      {&protocol.Progress{Kind: "progress"}, &protocol.Asking{Kind: "finding", Asked: 1}, &protocol.Event{Kind: "done"}, &protocol.Signing{Kind: "signing", Signed: 1, Of: 2}, &protocol.Signing{Kind: "paused", Of: 2}, &protocol.Signing{Kind: "done", Signed: 1, Failed: 1, Of: 3, Stopped: &protocol.Error{Code: protocol.WrongPIN, Params: &protocol.Params{Tries: "last"}}}, &protocol.NotSigned{Kind: "not-signed", Document: 1, Name: "a", Code: protocol.ReadFailed}, &protocol.Event{Kind: "pin-pad"}, &protocol.Event{Kind: "pin-native"}, &protocol.Event{Kind: "turn"}, &protocol.Event{Kind: "go-on"}, &protocol.Confirmation{Kind: "link", Link: "https://a/b", QR: code, App: "a", Expires: "2026-11-21T00:00:00Z", Identify: true}, &protocol.Confirmation{Kind: "link"}, &protocol.Reissuing{Kind: "reissuing", Step: "key"}, &protocol.Stopped{Kind: "stopped", Code: "wrong-pin", Params: &protocol.Params{Tries: "last"}, Unfinished: "u"}, &protocol.Stopped{Kind: "stopped", Code: "internal"}, &protocol.Reissued{Kind: "reissued", Outcome: "done", Owner: owner, Certificate: &plan.Old}, &protocol.Reissued{Kind: "reissued", Outcome: "waiting", Owner: owner, Wait: 1}, &protocol.Reissued{Kind: "reissued", Outcome: "files", Owner: owner, Files: []protocol.RequestFile{{Name: "a", Data: protocol.Base64{1}}, {Name: "b", Data: protocol.Base64{2}}}}, &protocol.Event{Kind: "error", Code: "not-a-key", Params: &protocol.Params{What: "certificate"}}},
		"error":            {&protocol.Error{Code: protocol.UnfitPDF, Params: &protocol.Params{What: "encrypted-pdf"}}, &protocol.Error{Code: protocol.CertificateRevoked, Params: &protocol.Params{Owner: "a", Since: "2026-11-21T00:00:00Z"}}, &protocol.Error{Code: protocol.FileTooLarge, Params: &protocol.Params{Limit: 1}}, &protocol.Error{Code: protocol.WrongPIN, Params: &protocol.Params{Tries: "last"}}, &protocol.Error{Code: protocol.PINLength, Params: &protocol.Params{Min: 4, Max: 8}}, &protocol.Error{Code: protocol.DriverRefused, Params: &protocol.Params{What: "link", Path: "/p"}}, &protocol.Error{Code: protocol.DriverFailed, Params: &protocol.Params{Device: "d", Value: "0x5"}}, &protocol.Error{Code: protocol.TPMLockout, Params: &protocol.Params{Wait: 1}}, &protocol.Error{Code: protocol.RequestRejected, Params: &protocol.Params{Authority: "a", Text: "t"}}, &protocol.Error{Code: protocol.ProviderFailed, Params: &protocol.Params{Provider: "a", Text: "t"}}, &protocol.Error{Code: protocol.TooManyDocuments, Params: &protocol.Params{Provider: "a", Max: 40}}, &protocol.Error{Code: protocol.Busy}},
	} {
		s := schema(t, def)
		for _, value := range values {
			text, err := json.Marshal(value)
			require.NoError(t, err)
			assert.NoError(t, valid(t, s, string(text)), "%s: %s", def, text)
			assert.NoError(t, protocol.Unmarshal(text, value), "%s: %s", def, text)
		}
	}
}

func TestSchemaRefuses(t *testing.T) {
	for def, texts := range map[string][]string{
		"toHost": {
			`{"id":"1","method":"sign","params":{"documents":[]},"role":"page"}`,
			`{"id":"1","method":"keys","params":{"file":{"name":"a","size":1,"blob":"b"}},"role":"page"}`,
			`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":1,"blob":"b"}]},"role":"window"}`,
			`{"id":"1","method":"sign","params":{"documents":[],"listed":0,"each":true},"role":"page"}`,
			`{"id":"1","method":"list","params":{"documents":[]},"role":"window"}`,
			`{"id":"1","method":"documents","params":{"from":-1},"role":"window"}`,
			`{"id":"1","method":"pause","role":"page"}`,
			`{"id":"","method":"operation","role":"window"}`,
			`{"id":"1","method":"operation"}`,
			`{"id":"1","method":"operation","role":"window","extra":1}`,
			`{"id":"1","method":"find","params":{},"role":"window"}`,
			`{"id":"1","method":"find","params":{"everyone":false},"role":"window"}`,
			`{"id":"1","method":"find","params":{"authority":"a","everyone":true},"role":"window"}`,
			`{"id":"1","method":"find","params":{"certificates":[]},"role":"window"}`,
			`{"id":"1","method":"find","params":{"everyone":true},"role":"page"}`,
			`{"id":"1","method":"keys","params":{},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"token":"t","file":{"name":"a","size":1,"blob":"b"}},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"file":{"name":"a","size":1,"blob":"b"},"ski":"AB"},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"token":"t","ski":"ab"},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"provider":"p","token":"t"},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"provider":"p","user":""},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"provider":"p","ski":"AB"},"role":"window"}`,
			`{"id":"1","method":"defer","params":{},"role":"window"}`,
			`{"id":"1","method":"defer","params":{"provider":"p"},"role":"page"}`,
			`{"id":"1","method":"stop","role":"page"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"uk","browser":"b","redirect":"http://a/"},"role":"extension"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"uk","browser":"b","again":true},"role":"extension"}`,
			`{"id":"1","method":"tokens","params":{"seen":0},"role":"window"}`,
			`{"id":"1","method":"tokens","role":"page"}`,
			`{"id":"1","method":"revive","params":{"driver":""},"role":"window"}`,
			`{"id":"1","method":"revive","params":{"driver":"d"},"role":"page"}`,
			`{"id":"1","error":{"code":"made-up"},"role":"window"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"top_origin":"https://a","language":"uk","browser":"b"},"role":"extension"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"uk","browser":"b","dialect":{"name":"iit","hashes":false}},"role":"extension"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"origin":"https://a","language":"uk","browser":"b","dialect":{"name":"other","hashes":false}},"role":"extension"}`,
			`{"id":"1","method":"dialect","params":{"text":"a"},"role":"page"}`,
			`{"id":"1","method":"dialect","params":{"last":true},"role":"page"}`,
			`{"id":"1","method":"dialect","params":{},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"wanted":false},"role":"window"}`,
			`{"id":"1","method":"keys","params":{"wanted":true,"token":"t"},"role":"window"}`,
			`{"id":"1","method":"reissue","role":"page"}`,
			`{"id":"1","method":"examine","role":"page"}`,
			`{"id":"1","method":"authorities","role":"page"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"uk","browser":"b","level":"B-C"},"role":"extension"}`,
			`{"id":"1","method":"examine","role":"window"}`,
			`{"id":"1","method":"reissue","role":"window"}`,
			`{"id":"1","method":"plan","params":{"key":"k","token":"t","kind":"dstu4145"},"role":"page"}`,
			`{"id":"1","method":"plan","params":{"key":"k"},"role":"window"}`,
			`{"id":"1","method":"plan","params":{"token":"t","kind":"dstu4145"},"role":"window"}`,
			`{"id":"1","method":"plan","params":{"key":"k","token":"t","kind":"ed25519"},"role":"window"}`,
			`{"id":"1","method":"plan","params":{"key":"k","token":"t","kind":"rsa","unfinished":"u"},"role":"window"}`,
			`{"id":"1","method":"resume","params":{"unfinished":"u","key":"k"},"role":"window"}`,
			`{"id":"1","method":"resume","params":{"unfinished":"u","certificates":[]},"role":"window"}`,
			`{"id":"1","method":"abandon","params":{},"role":"window"}`,
			`{"id":"1","method":"login","params":{"profile":"pidpys"},"role":"page"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"origin":"https://a","language":"uk","browser":"b","own":true},"role":"extension"}`,
			`{"id":"1","method":"hello","params":{"version":"1","protocol":1,"language":"uk","browser":"b","own":false},"role":"extension"}`,
			`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":1,"blob":"b"}],"container":"zip"},"role":"page"}`,
			`{"id":"1","method":"sign","params":{"documents":[{"name":"a","size":1,"blob":"b"}],"container":"pdf","detached":true},"role":"page"}`,
			`{"id":"1","method":"verify","params":{"signature":{"name":"a","size":1,"blob":"b"},"extract":false},"role":"page"}`,
		},
		"fromHost": {
			`{"id":"1","method":"ask","params":{"kind":"password","file":"a"},"role":"page"}`,
			`{"id":"1","method":"ask","params":{"kind":"pin","token":{"device":"","label":"","serial":"","form":"","tries":"","min_pin":0,"max_pin":0}},"role":"page"}`,
			`{"id":"1","method":"ask","params":{"kind":"key-pin","token":{"device":"","label":"","serial":"","form":"","tries":"","min_pin":0,"max_pin":0}},"role":"window"}`,
			`{"method":"show","params":{"kind":"reissued","outcome":"done","owner":{"name":"","kind":""}},"role":"window"}`,
			`{"method":"show","params":{"kind":"reissued","outcome":"waiting","owner":{"name":"","kind":""}},"role":"window"}`,
			`{"method":"show","params":{"kind":"reissuing","step":"singing"},"role":"window"}`,
			`{"id":"1","result":{"format":"","keys":[{"key":"","usage":[],"algorithm":"","owner":{"name":"","kind":""},"issuer":"","not_before":"","not_after":"","qualified":"","status":"ok","selectable":false,"ski":""}],"selected":null},"role":"window"}`,
			`{"method":"show","params":{"kind":"error"},"role":"window"}`,
			`{"method":"show","params":{"kind":"paused"},"role":"window"}`,
			`{"id":"1","method":"signed","params":{"call":"p","document":0},"role":"page"}`,
			`{"id":"1","method":"signed","params":{"call":"p","document":0,"code":"failed"},"role":"window"}`,
			`{"id":"1","method":"ask","params":{"kind":"consent","key":"k","documents":[],"list":{"count":257,"size":1}},"role":"window"}`,
			`{"method":"show","params":{"kind":"link","link":"https://a/","expires":"","identify":true},"role":"window"}`,
			`{"id":"1","method":"ask","params":{"kind":"authorize","provider":"t","url":"https://a/"},"role":"window"}`,
			`{"id":"1","method":"ask","params":{"kind":"otp","provider":"t"},"role":"page"}`,
		},
	} {
		s := schema(t, def)
		for _, text := range texts {
			assert.Error(t, valid(t, s, text), text)
		}
	}
}

var example = regexp.MustCompile(`(?m)^([→←]) (\{.*\})$`)

func TestThePagesExample(t *testing.T) {
	page, err := os.ReadFile("PROTOCOL.md")
	require.NoError(t, err)
	elided := strings.NewReplacer(`[…]`, `[]`, `"…"`, `"AA=="`)
	lines := example.FindAllStringSubmatch(string(page), -1)
	require.NotEmpty(t, lines)
	sides := map[string]*jsonschema.Schema{"→": schema(t, "toHost"), "←": schema(t, "fromHost")}
	for _, line := range lines {
		assert.NoError(t, valid(t, sides[line[1]], elided.Replace(line[2])), line[0])
	}
}

// TestConversationsAgreeWithTheSchema: what is recorded as right is allowed;
// what a story sends on purpose against the rules says so.
func TestConversationsAgreeWithTheSchema(t *testing.T) {
	files, err := filepath.Glob("testdata/conversations/*.jsonl")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	toHost, fromHost := schema(t, "toHost"), schema(t, "fromHost")
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			file, err := os.Open(path)
			require.NoError(t, err)
			defer file.Close()
			lines := bufio.NewScanner(file)
			require.True(t, lines.Scan())
			var head struct{ Story string }
			require.NoError(t, json.Unmarshal(lines.Bytes(), &head))
			assert.NotEmpty(t, head.Story)
			for lines.Scan() {
				value, err := jsonschema.UnmarshalJSON(strings.NewReader(lines.Text()))
				require.NoError(t, err, lines.Text())
				line := value.(map[string]any)
				if from, ok := line["from"]; ok {
					assert.NoError(t, fromHost.Validate(filled("", from)), lines.Text())
				}
				if to, ok := line["to"]; ok {
					err := toHost.Validate(filled("", to))
					assert.Equal(t, line["against"] != nil, err != nil, "%s: %v", lines.Text(), err)
				}
			}
			require.NoError(t, lines.Err())
		})
	}
}

// stand are values of the right form for members that have a variable in
// conversations: see testdata/README.md. Elsewhere base64 will do.
var stand = map[string]any{
	"size": json.Number("1"), "state": json.Number("1"), "seen": json.Number("1"), "length": json.Number("1"), "protocol": json.Number("1"),
	"owner": map[string]any{"name": "", "kind": ""}, "qualified": "", "not_before": "", "not_after": "", "since": "", "began": "", "old_not_after": "",
	"usage": []any{}, "ski": "AB", "parts": []any{json.Number("1"), json.Number("1")}, "chain": []any{}, "signatures": []any{}, "authorities": []any{},
	"qr":          map[string]any{"size": json.Number("21"), "rows": slices.Repeat([]any{strings.Repeat("1", 21)}, 21)},
	"explanation": explained,
	"inside":      json.Number("1"), "time": "",
	"report": map[string]any{"kind": "CAdES", "content_type": "", "detached": false, "signatures": []any{}, "time_stamps": []any{}, "explanation": explained},
}

var explained = map[string]any{"language": "uk", "outcome": "good", "answer": "", "signatures": []any{}, "titles": map[string]any{}}

// filled puts a value where a frame has a variable.
func filled(member string, value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name := range v {
			v[name] = filled(name, v[name])
		}
	case []any:
		for i := range v {
			v[i] = filled("", v[i])
		}
	case string:
		if known, ok := stand[member]; ok && strings.HasPrefix(v, "$") {
			return known
		} else if strings.HasPrefix(v, "$") {
			return "AAAA"
		}
	}
	return value
}
