// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/service"
)

// A recording is what one page library sent in scripted runs, with made-up values.
type recording struct {
	Runs []struct {
		Name  string
		Steps []struct {
			Step  string
			Calls []struct {
				Method string
				Params []any
			}
		}
	}
}

// inVain are the recorded calls that cannot succeed, for what they hand over was made
// up: code by method. All others must.
var inVain = map[string]Code{
	// Signatures, envelopes, PDFs, certificates and key files that are none.
	"CtxAppendSignHash":          codeFormats,
	"VerifyDataInternalOnTimeEx": codeFormats,
	"VerifyInternal":             codeFormats,
	"GetSignTimeInfo":            codeFormats,
	"GetSignType":                codeFormats,
	"CtxGetSignerInfo":           codeFormats,
	"CtxPDFSign":                 codeFormats,
	"CtxDevelop":                 codeFormats,
	"Develop":                    codeFormats,
	"AppendSigner":               codeBadParameter,
	"CtxEnvelop":                 codeBadCertificate,
	"EnvelopToRecipients":        codeBadCertificate,
	"ParseCertificateEx":         codeBadCertificate,
	"AppendTransportHeader":      codeBadCertificate,
	"EnumJKSPrivateKeys":         codeBadPrivateKey,
	// Hashes of four octets, and what is called information on a key.
	"CtxSignHash":              codeBadParameter,
	"SignHash":                 codeBadParameter,
	"CreateSigner":             codeBadParameter,
	"GetCertificatesByKeyInfo": codeBadParameter,
	// Recipients by numbers that no certificate has.
	"Envelop":   codeCertNotFound,
	"EnvelopEx": codeCertNotFound,
	// An RSA signature by a key of DSTU 4145.
	"SignRSA": codeNotSupported,
	// The end of a count, and a key that was never read.
	"EnumKeyMediaTypes":      codeEndOfEnum,
	"EnumKeyMediaDevices":    codeEndOfEnum,
	"CtxEnumOwnCertificates": codeEndOfEnum,
	"CtxFreePrivateKey":      codeBadParameter,
}

// TestRecorded plays what page libraries sent, with handles that are live. Each
// response is held to the rules of those libraries; what is refused for good is, and
// what can succeed does.
func TestRecorded(t *testing.T) {
	for _, file := range []string{"euscp-1.3.55", "eusw-1.3.56"} {
		var r recording
		require.NoError(t, json.Unmarshal(interop.Read(t, "iit-protocol/page-messages-"+file+".json"), &r))
		require.NotEmpty(t, r.Runs)
		for _, run := range r.Runs {
			t.Run(file+" "+run.Name, func(t *testing.T) {
				p := strangePage(t)
				plugged := token("Алмаз-1К", "Моя", "1")
				plugged.Keys = []key.Key{key.New(p.desk.who.SignKey)}
				p.desk.carriers = append(p.desk.carriers, plugged)
				p.desk.sign = p.pretend
				live := live{classContext: "none", classPrivateKeyContext: "none"}
				for _, step := range run.Steps {
					for _, call := range step.Calls {
						result, code, message := p.call(call.Method, live.in(call.Params).([]any)...)
						live.learn(result)
						switch {
						case refused[call.Method]:
							assert.Equal(t, codeNotSupported, code, call.Method)
						case code != codeNone:
							assert.Equal(t, inVain[call.Method], code, "%s %s: %s", step.Step, call.Method, message)
						}
					}
				}
				p.Close()
				assert.Zero(t, p.desk.open, "keys are closed when the page is gone")
			})
		}
	}
}

// pretend signs what is no document at all, which the recordings are full of.
func (p *page) pretend(h service.Held, o service.SignOrder) ([][]byte, error) {
	if o.Form == service.PDF {
		return nil, fail(codeFormats)
	}
	if o.Form != service.Detached && o.Form != service.Attached {
		return [][]byte{{0x30, 0}}, nil
	}
	p.desk.sign = nil
	defer func() { p.desk.sign = p.pretend }()
	return p.desk.Sign(p.t.Context(), h, o)
}

// live are the handles that the page was told last, by class, in place of those of
// the recording.
type live map[string]string

func (l live) in(v any) any {
	switch v := v.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			all[i] = l.in(v[i])
		}
		return all
	case map[string]any:
		all := map[string]any{}
		for name, member := range v {
			all[name] = l.in(member)
		}
		if handle, ok := l[asString(v["className"])]; ok {
			fields := all["classFields"].(map[string]any)
			fields["handle"] = handle
		}
		return all
	case string:
		if strings.HasPrefix(v, "<string ") {
			return "MAA="
		}
	}
	return v
}

func (l live) learn(result json.RawMessage) {
	var o struct {
		ClassName   string
		ClassFields struct{ Handle string }
	}
	if json.Unmarshal(result, &o) == nil && o.ClassFields.Handle != "" {
		l[o.ClassName] = o.ClassFields.Handle
	}
}

func asString(v any) string {
	s, _ := v.(string)
	return s
}
