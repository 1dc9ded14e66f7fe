// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"testing"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/internal/interop"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/login"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/pidpys/pidpys/host/validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// samples are keys of the three kinds.
var samples = map[string]string{"director.p12": testpki.Director, "ecdsa-person.p12": testpki.ECDSAPerson, "rsa-person.p12": testpki.RSAPerson}

func papers(contents ...string) []service.Paper {
	var all []service.Paper
	for i, c := range contents {
		all = append(all, service.Paper{Name: fmt.Sprintf("звіт-%d.txt", i+1), Type: "text/plain", Content: []byte(c)})
	}
	return all
}

// unseen is a paper of which there is a digest alone.
func unseen(h *pki.Hash, content string) service.Paper {
	return service.Paper{Hash: h, Value: h.Sum([]byte(content))}
}

// TestOrderedMessages: attached and detached, one and several, by keys of all kinds, at
// every level.
func TestOrderedMessages(t *testing.T) {
	for sample := range samples {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			serveDesk(t, &surroundings{services: everybody}, sample, false, func(c counter) {
				held := c.holds()
				for _, level := range []cades.Level{"", cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
					for _, form := range []service.Form{service.Attached, service.Detached} {
						contents := []string{"Податкова декларація", ""}
						made := c.signs(held, service.SignOrder{Papers: papers(contents...), Form: form, Level: level})
						require.Len(t, made, 2)
						for i, message := range made {
							var beside *bytes.Reader
							if form == service.Detached {
								beside = bytes.NewReader([]byte(contents[i]))
							}
							assertLevel(t, message, beside, contents[i], level)
						}
					}
				}
			})
		})
	}
}

func assertLevel(t *testing.T, message []byte, beside *bytes.Reader, content string, level cades.Level) {
	t.Helper()
	if level == "" {
		level = cades.LevelBB
	}
	var inside string
	var report *validation.Report
	if beside == nil {
		var octets []byte
		report, octets = verified(t, message, nil)
		inside = string(octets)
	} else {
		report, _ = verified(t, message, beside)
		inside = content
	}
	assert.Equal(t, content, inside)
	assert.Equal(t, level, report.Signatures[0].Level)
}

// TestOrderedWithoutCertificate: it is not in the message, at whatever level.
func TestOrderedWithoutCertificate(t *testing.T) {
	for sample, who := range samples {
		serveDesk(t, &surroundings{services: everybody}, sample, false, func(c counter) {
			held := c.holds()
			for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT} {
				order := service.SignOrder{Papers: papers("Звіт"), Form: service.Attached, WithoutCertificate: true, Level: level}
				message := c.signs(held, order)[0]
				certificate := authorities().Subscriber(who).SignCert
				assert.False(t, bytes.Contains(message, certificate.Raw))
				v := validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
				v.Certificates = append(authorities().Certificates(), certificate)
				report, err := v.Verify(t.Context(), bytes.NewReader(message), nil, nil)
				require.NoError(t, err)
				assert.True(t, report.Passed())
				assert.Equal(t, level, report.Signatures[0].Level)
			}
		})
	}
}

// TestOrderedContentTimeStamp: it is there if a service answers, and its lack is no
// hindrance.
func TestOrderedContentTimeStamp(t *testing.T) {
	for _, services := range []map[string]string{everybody, nil} {
		serveDesk(t, &surroundings{services: services}, "director.p12", false, func(c counter) {
			message := c.signs(c.holds(), service.SignOrder{Papers: papers("Звіт"), ContentTimeStamp: true})[0]
			report, _ := verified(t, message, bytes.NewReader([]byte("Звіт")))
			assert.Equal(t, cades.LevelBB, report.Signatures[0].Level)
			assert.Equal(t, services != nil, len(report.Signatures[0].TimeStamps) == 1)
		})
	}
}

// TestOrderedCosignatures: one more signature joins a message that others signed, inside
// or beside its content.
func TestOrderedCosignatures(t *testing.T) {
	for sample := range samples {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			var first [2][]byte
			serveDesk(t, &surroundings{}, "kupyna.p12", false, func(c counter) {
				held := c.holds()
				for i, form := range []service.Form{service.Detached, service.Attached} {
					first[i] = c.signs(held, service.SignOrder{Papers: papers("Звіт"), Form: form})[0]
				}
			})
			serveDesk(t, &surroundings{services: everybody}, sample, false, func(c counter) {
				held := c.holds()
				for _, level := range []cades.Level{cades.LevelBB, cades.LevelBLT} {
					both := c.signs(held, service.SignOrder{Papers: papers("Звіт"), Previous: first[0], Level: level})[0]
					report, _ := verified(t, both, bytes.NewReader([]byte("Звіт")))
					require.Len(t, report.Signatures, 2)
					assert.Equal(t, []cades.Level{cades.LevelBB, level}, []cades.Level{report.Signatures[0].Level, report.Signatures[1].Level})

					both = c.signs(held, service.SignOrder{Papers: []service.Paper{{}}, Previous: first[1], Form: service.Attached, Level: level})[0]
					report, content := verified(t, both, nil)
					require.Len(t, report.Signatures, 2)
					assert.Equal(t, "Звіт", string(content))
				}
				for name, o := range map[string]service.SignOrder{
					"beside another content":   {Papers: papers("Інше"), Previous: first[0]},
					"another content inside":   {Papers: papers("Інше"), Previous: first[1]},
					"no message":               {Papers: papers("Звіт"), Previous: []byte("Звіт")},
					"half a message":           {Papers: papers("Звіт"), Previous: first[1][:len(first[1])/2]},
					"a container of a message": {Papers: papers("Звіт"), Previous: first[0], Form: service.ASiCS},
					"two papers":               {Papers: papers("Звіт", "Звіт"), Previous: first[0]},
				} {
					assert.Equal(t, "invalid-params", c.refusal(held, o), name)
				}
				for i, message := range first {
					o := service.SignOrder{Papers: papers("Звіт"), Previous: asLogin(t, message, i == 1)}
					assert.Equal(t, "unsupported", c.refusal(held, o), "a message that is a sign-in")
				}
			})
		})
	}
}

// asLogin is a message as a page could make a sign-in of it that lacks the signature: of
// the type of our statements.
func asLogin(t *testing.T, message []byte, attached bool) []byte {
	t.Helper()
	sd := parsed(t, message)
	var content []byte
	if attached {
		content = []byte("Звіт")
	}
	sd.ContentType = login.OID
	made, err := sd.Marshal(content)
	require.NoError(t, err)
	return made
}

func parsed(t *testing.T, message []byte) *cms.SignedData {
	t.Helper()
	reader, err := cms.NewReader(bytes.NewReader(message))
	require.NoError(t, err)
	_, err = io.Copy(io.Discard, reader.Content())
	require.NoError(t, err)
	sd, err := reader.SignedData()
	require.NoError(t, err)
	return sd
}

// TestOrderedContainers: ASiC-S has one paper, ASiC-E all.
func TestOrderedContainers(t *testing.T) {
	for sample := range samples {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			serveDesk(t, &surroundings{services: everybody}, sample, false, func(c counter) {
				held := c.holds()
				verify := func(o service.SignOrder, kind asic.Kind, names int) {
					made := c.signs(held, o)
					require.Len(t, made, 1)
					v := &validation.Verifier{Trust: trust(), At: today, NoRevocation: true}
					report, err := asic.Verify(t.Context(), v, bytes.NewReader(made[0]), int64(len(made[0])))
					require.NoError(t, err)
					assert.Equal(t, kind, report.Container.Kind)
					require.Len(t, report.Signatures, 1)
					assert.Equal(t, validation.TotalPassed, report.Signatures[0].Indication, report.Signatures[0].Errors)
					assert.Len(t, report.Signatures[0].Documents, names)
					assert.Empty(t, report.Uncovered)
					assert.Equal(t, o.Level, report.Signatures[0].Level)
				}
				for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT} {
					verify(service.SignOrder{Papers: papers("Звіт"), Form: service.ASiCS, Level: level}, asic.Simple, 1)
					verify(service.SignOrder{Papers: papers("Звіт", "Додаток"), Form: service.ASiCE, Level: level}, asic.Extended, 2)
				}
				for name, o := range map[string]service.SignOrder{
					"two in ASiC-S":         {Papers: papers("a", "b"), Form: service.ASiCS},
					"two of one name":       {Papers: append(papers("a"), papers("b")...), Form: service.ASiCE},
					"a name that leads out": {Papers: []service.Paper{{Name: "../a", Content: []byte("a")}}, Form: service.ASiCE},
					"no name":               {Papers: []service.Paper{{Content: []byte("a")}}, Form: service.ASiCS},
				} {
					assert.Equal(t, "invalid-params", c.refusal(held, o), name)
				}
			})
		})
	}
}

// TestOrderedPDF: the signature is in the file, at every level.
func TestOrderedPDF(t *testing.T) {
	for sample := range samples {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			serveDesk(t, &surroundings{services: everybody}, sample, false, func(c counter) {
				held := c.holds()
				for _, level := range []cades.Level{cades.LevelBB, cades.LevelBT, cades.LevelBLT, cades.LevelBLTA} {
					order := service.SignOrder{Papers: []service.Paper{{Content: pdftest.Plain()}, {Content: pdftest.Plain()}}, Form: service.PDF, Level: level}
					made := c.signs(held, order)
					require.Len(t, made, 2)
					for _, file := range made {
						short := level == cades.LevelBB || level == cades.LevelBT // whose evidence is not in the file
						v := &validation.Verifier{Trust: trust(), At: today, NoRevocation: short}
						report, err := pades.Verify(t.Context(), v, bytes.NewReader(file), int64(len(file)))
						require.NoError(t, err)
						require.Len(t, report.Signatures, 1)
						assert.Equal(t, validation.TotalPassed, report.Signatures[0].Indication, report.Signatures[0].Errors)
						assert.Equal(t, level, report.Signatures[0].Level)
					}
				}
			})
		})
	}
}

// TestOrderedPDFThatIsNone: what cannot be signed is the page's mistake, and no reason to
// open the key once more.
func TestOrderedPDFThatIsNone(t *testing.T) {
	encrypted := bytes.Replace(pdftest.Plain(), []byte("/Root 1 0 R"), []byte("/Root 1 0 R/Encrypt 1 0 R"), 1)
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held := c.holds()
		for want, files := range map[protocol.Code][][]byte{
			protocol.InvalidParams: {[]byte("Звіт"), {}, []byte("%PDF-1.7\nЗвіт"), pdftest.Plain()[:100]},
			protocol.Unsupported:   {encrypted},
		} {
			for _, file := range files {
				got := c.vain(held, service.SignOrder{Papers: []service.Paper{{Content: file}}, Form: service.PDF})
				assert.Equal(t, want, got, "%.20q", file)
				assert.False(t, held.Closed())
			}
		}
	})
}

// TestOrderedRaw: what the key answers fits its certificate, and comes for seen and unseen
// papers alike.
func TestOrderedRaw(t *testing.T) {
	for sample, who := range samples {
		t.Run(sample, func(t *testing.T) {
			t.Parallel()
			public := authorities().Subscriber(who).SignKey.Public()
			h := pki.DefaultHash(public)
			serveDesk(t, &surroundings{}, sample, true, func(c counter) {
				made := c.signs(c.holds(), service.SignOrder{Papers: append(papers("Звіт"), unseen(h, "Додаток")), Form: service.Raw})
				require.Len(t, made, 2)
				for i, content := range []string{"Звіт", "Додаток"} {
					algorithm, err := pki.SignatureAlgorithm(public, h)
					require.NoError(t, err)
					scheme, err := pki.SchemeOf(algorithm, h, public)
					require.NoError(t, err)
					assert.NoError(t, scheme.Verify(public, h.Sum([]byte(content)), made[i]))
				}
			})
		})
	}
}

// TestOrderedUnseen: a digest is signed where the page may, and the window is told that
// nobody can show what it is of.
func TestOrderedUnseen(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		held := c.holds()
		paper := unseen(pki.GOST34311, "Звіт")
		paper.Size = 8
		var message []byte
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) error {
			made, err := d.Sign(ctx, held, service.SignOrder{Papers: []service.Paper{paper}})
			if err == nil {
				message = made[0]
			}
			return err
		}, func() {
			shown := map[string]any{"name": "", "size": number(8), "type": "", "unseen": true}
			operation, asked := c.opens(), c.asks("consent")
			assert.Equal(t, []any{shown}, operation["documents"])
			assert.Contains(t, operation, "open")
			c.say(frame{"id": "v", "method": "preview", "params": frame{"document": 0, "offset": 0, "length": 1}, "role": "window"})
			assert.Equal(t, map[string]any{"code": "invalid-params"}, c.answerAmong("window", "v")["error"])
			params := asked["params"].(map[string]any)
			assert.Equal(t, true, params["documents"].([]any)[0].(map[string]any)["unseen"])
			assert.NotContains(t, params, "text")
			c.say(frame{"id": asked["id"], "result": frame{"key": params["key"], "approved": true}, "role": "window"})
			c.closes()
		}))
		report, _ := verified(t, message, bytes.NewReader([]byte("Звіт")))
		assert.Same(t, pki.GOST34311, report.Signatures[0].Hash)

		for name, o := range map[string]service.SignOrder{
			"attached":           {Papers: []service.Paper{paper}, Form: service.Attached},
			"in a container":     {Papers: []service.Paper{paper}, Form: service.ASiCE},
			"in a PDF":           {Papers: []service.Paper{paper}, Form: service.PDF},
			"by two functions":   {Papers: []service.Paper{paper, unseen(pki.SHA256, "a")}},
			"by another":         {Papers: []service.Paper{paper}, Hash: pki.SHA256},
			"of no length":       {Papers: []service.Paper{{Hash: pki.SHA256}}},
			"of another length":  {Papers: []service.Paper{{Hash: pki.SHA256, Value: make([]byte, 31)}}},
			"by no function":     {Papers: []service.Paper{{Value: make([]byte, 32)}}},
			"nothing":            {},
			"no form":            {Papers: papers("a"), Form: -1},
			"more than one call": {Papers: make([]service.Paper, protocol.MaxDocuments+1)},
		} {
			assert.Equal(t, "invalid-params", c.refusal(held, o), name)
		}
		assert.Equal(t, "unsupported", c.refusal(held, service.SignOrder{Papers: []service.Paper{paper}, Level: cades.LevelBLTA}))
		assert.Equal(t, "unsupported", c.refusal(held, service.SignOrder{Papers: papers("a"), Level: "B-X"}))
	})
	serveDesk(t, &surroundings{}, "director.p12", false, func(c counter) {
		held := c.holds()
		for name, o := range map[string]service.SignOrder{
			"unseen":             {Papers: []service.Paper{unseen(pki.GOST34311, "Звіт")}},
			"raw":                {Papers: papers("Звіт"), Form: service.Raw},
			"raw, with a digest": {Papers: []service.Paper{unseen(pki.GOST34311, "Звіт")}, Form: service.Raw},
		} {
			assert.Equal(t, "forbidden", c.refusal(held, o), name)
		}
	})
}

// TestKeyOfAnotherHash: a digest that the key does not sign is not signed.
func TestKeyOfAnotherHash(t *testing.T) {
	serveDesk(t, &surroundings{}, "director.p12", true, func(c counter) {
		held := c.holds()
		err := c.has(func(ctx context.Context, d *service.Desk) error {
			_, err := d.Sign(ctx, held, service.SignOrder{Papers: []service.Paper{unseen(pki.SHA256, "Звіт")}})
			return err
		}, func() { c.opens() })
		assert.Equal(t, protocol.Unsupported, service.AsError(err).Code)
		assert.False(t, held.Closed())
	})
}

// TestKeyThatMakesItsOwnMessages fits what is made of them, and nothing else.
func TestKeyThatMakesItsOwnMessages(t *testing.T) {
	around := &surroundings{providers: map[string]*keeper{"vault": {Title: "Сховище", Sample: "director.p12", CMS: true, Max: 2}}}
	serveDesk(t, around, "director.p12", true, func(c counter) {
		var held service.Held
		require.NoError(t, c.has(func(ctx context.Context, d *service.Desk) (err error) {
			held, err = d.Open(ctx, service.Wanted{})
			return err
		}, func() {
			provider := c.opens()["providers"].([]any)[0].(map[string]any)["provider"]
			c.say(frame{"id": "k", "method": "keys", "params": frame{"provider": provider}, "role": "window"})
			require.Contains(t, c.answerAmong("window", "k"), "result")
			c.agree()
			c.closes()
		}))
		require.True(t, key.AnswersCMS(held.Keys()[0].Key))
		message := c.signs(held, service.SignOrder{Papers: papers("Звіт"), Form: service.Attached, ContentTimeStamp: true})[0]
		verified(t, message, nil)
		both := c.signs(held, service.SignOrder{Papers: papers("Звіт"), Form: service.Attached, Previous: message})[0]
		report, _ := verified(t, both, nil)
		assert.Len(t, report.Signatures, 2)
		c.signs(held, service.SignOrder{Papers: papers("Звіт", "Додаток"), Form: service.ASiCE})
		for _, form := range []service.Form{service.Raw, service.PDF} {
			assert.Equal(t, "no-signing-key", c.refusal(held, service.SignOrder{Papers: []service.Paper{{Content: pdftest.Plain()}}, Form: form}))
		}
	})
}

// TestOpenSSLReadsOrders: another implementation accepts what is made of ECDSA and RSA.
func TestOpenSSLReadsOrders(t *testing.T) {
	openssl := interop.NewTool(t, "openssl")
	content := "Звіт"
	for _, sample := range []string{"ecdsa-person.p12", "rsa-person.p12"} {
		made := map[service.Form][]byte{}
		serveDesk(t, &surroundings{}, sample, true, func(c counter) {
			held := c.holds()
			for _, form := range []service.Form{service.Detached, service.Attached, service.Raw} {
				made[form] = c.signs(held, service.SignOrder{Papers: papers(content), Form: form})[0]
			}
		})
		s := authorities().Subscriber(samples[sample])
		openssl := openssl.In(t)
		openssl.WritePEM("root.pem", "CERTIFICATE", s.Chain[0].Raw, s.Chain[1].Raw)
		openssl.WritePEM("public.pem", "PUBLIC KEY", s.SignCert.RawSubjectPublicKeyInfo)
		openssl.Write("document", []byte(content))
		line := fmt.Sprintf("cms -verify -binary -inform DER -CAfile root.pem -purpose any -cades -attime %d -out out", today.Unix())
		openssl.Write("message", made[service.Detached])
		openssl.Run(line + " -in message -content document")
		openssl.Write("message", made[service.Attached])
		openssl.Run(line + " -in message")
		assert.Equal(t, content, string(openssl.Read("out")))
		openssl.Write("value", made[service.Raw])
		assert.Contains(t, openssl.Run("dgst -sha256 -verify public.pem -signature value document"), "OK")
	}
}
