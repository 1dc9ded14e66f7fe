// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package service_test

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/pidpys/pidpys/host/container"
	"github.com/pidpys/pidpys/host/envelope"
	"github.com/pidpys/pidpys/host/key"
	"github.com/pidpys/pidpys/host/pades/pdftest"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/protocol"
	"github.com/pidpys/pidpys/host/relying/dps"
	"github.com/pidpys/pidpys/host/relying/dps/dpstest"
	"github.com/pidpys/pidpys/host/service"
	"github.com/pidpys/pidpys/host/testpki"
	"github.com/sirupsen/logrus"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	today       = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)
	now         = func() time.Time { return today }
	authorities = sync.OnceValue(func() *testpki.PKI { return testpki.NewAt(now, town) })
	trust       = sync.OnceValue(func() *pki.Trust { return authorities().Trust() })
)

// sample is a file of the test authorities: "person.key6", "director.p12",
// "person.cer", or one of their own samples, as "privatbank.jks".
func sample(name string) []byte {
	who, kind, _ := strings.Cut(name, ".")
	switch who {
	case "blank":
		return pdftest.Plain()
	case "person+director":
		person, director := signing(testpki.Person), signing(testpki.Director)
		if kind == "bare" {
			person.Certificates, director.Certificates = nil, nil
		}
		return pkcs12(person, director)
	case "privatbank":
		return authorities().JKS(testpki.Password, testpki.Password)
	case "jks-two-passwords":
		return authorities().JKS(testpki.Password, testpki.KeyPassword)
	}
	s := authorities().Subscriber(who)
	agreement := container.Entry{Key: s.AgreeKey, Usage: key.Agree, Certificates: []*x509.Certificate{s.AgreeCert}}
	switch kind {
	case "key6":
		return s.Key6(testpki.Password)
	case "p12":
		if s.AgreeKey == nil {
			return pkcs12(signing(who))
		}
		return pkcs12(signing(who), agreement)
	case "plain":
		file, err := container.MarshalPKCS8(s.SignKey, nil, container.PKCS8Options{})
		if err != nil {
			panic(err)
		}
		return file
	case "half":
		whole := pkcs12(signing(who))
		return whole[:len(whole)/2]
	case "agree":
		return pkcs12(agreement)
	case "agree-cer":
		return s.AgreeCert.Raw
	case "receiver":
		return receiver(s.SignKey)
	case "signed":
		return signedMessage(s, []byte("Податкове повідомлення"), false)
	case "container":
		return signedContainer(s, "лист.txt", []byte("Податкове повідомлення"))
	case "reported":
		return must(dpstest.Sign(s, must(dps.Report{Head: reported()}.Marshal()), today))
	case "receipt", "receipt-forged":
		_, spoil, _ := strings.Cut(kind, "-")
		return answeredTo(s, dpstest.Spoil(spoil))
	case "envelope":
		return sealed([]byte("Податкове повідомлення"), testpki.Director, s.AgreeCert)
	default:
		return s.SignCert.Raw
	}
}

func signing(who string) container.Entry {
	s := authorities().Subscriber(who)
	return container.Entry{Key: s.SignKey, Usage: key.Sign, Certificates: append([]*x509.Certificate{s.SignCert}, s.Chain...)}
}

// receiver is a certificate that the owner of a key made for encryption to them.
func receiver(key crypto.Signer) []byte {
	usage := x509.KeyUsageKeyAgreement
	if _, ok := key.(*rsa.PrivateKey); ok {
		usage = x509.KeyUsageKeyEncipherment
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(7), Subject: pkix.Name{CommonName: "Receiver"}, KeyUsage: usage,
		NotBefore: today.Add(-time.Hour), NotAfter: today.Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		panic(err)
	}
	return der
}

// sealed is content that a subscriber with a DSTU 4145 key encrypted.
func sealed(content []byte, sender string, to ...*x509.Certificate) []byte {
	s := authorities().Subscriber(sender)
	var message bytes.Buffer
	options := envelope.Options{Senders: []envelope.Recipient{{Certificate: s.AgreeCert, Key: s.AgreeKey}}}
	if err := envelope.Seal(&message, bytes.NewReader(content), int64(len(content)), to, options); err != nil {
		panic(err)
	}
	return message.Bytes()
}

// pkcs12 is a file that takes little time to open: package container has the
// tests of those that take their time.
func pkcs12(entries ...container.Entry) []byte {
	file, err := container.MarshalPKCS12(entries, []byte(testpki.Password), container.PKCS12Options{Iterations: 1})
	if err != nil {
		panic(err)
	}
	return file
}

// canaries are what must never stand in a log: passwords and PINs, names of files
// and tokens, and the codes of everybody whose key is used.
func canaries() []string {
	all := []string{testpki.Password, testpki.KeyPassword, pin, tokenLabel, "380501234567", "654321", "state=s", "звіт", "Key-6", ".p12", ".pfx"}
	for _, who := range []string{testpki.Person, testpki.Director, testpki.ECDSAPerson} {
		all = append(all, pki.Subject(authorities().Subscriber(who).SignCert).Codes()...)
	}
	return all
}

// browser is everything on the other side of the host: page, window and
// extension.
type browser struct {
	t       *testing.T
	log     bytes.Buffer
	in      *io.PipeWriter
	out     chan frame
	done    chan error // Serve's result
	source  watched
	drawer  *drawer // of tokens; nil: none can be seen
	sky     *sky    // of providers; nil: there are none
	witness *witness
	folder  string // where moves to new keys are written down
	queue   map[string][]frame
	finding bool // progress of a look-up is awaited too
	// read answers the host's read calls that nobody awaits; nil if it cannot.
	read func(role string, params readParams) []byte
	// written is what the host wrote, by call and document; nil if writes are
	// awaited.
	written map[string][]byte
	discard bool // what is written is taken and not kept
	// took takes what became of one of many documents; nil if that is awaited.
	took func(outcome map[string]any)

	orders   chan func(context.Context, *service.Desk) // for a [clerk]
	dialects chan struct{}                             // closed when the clerk is
}

// watched is a source that counts the stores it has open.
type watched struct {
	key.Source
	open atomic.Int32
}

func (w *watched) Open(ctx context.Context, ref key.Ref, ask key.Asker) (key.Store, error) {
	store, err := w.Source.Open(ctx, ref, ask)
	if err != nil {
		return nil, err
	}
	w.open.Add(1)
	return watchedStore{store, sync.OnceFunc(func() { w.open.Add(-1) })}, nil
}

type watchedStore struct {
	key.Store
	closed func()
}

func (s watchedStore) Close() error {
	s.closed()
	return s.Store.Close()
}

func (s watchedStore) Format() string { return s.Store.(key.Formatted).Format() }

type frame map[string]any

type readParams struct {
	Blob           string
	Offset, Length int64
}

// serve runs test against a real service, in a bubble with its own time: what
// would hang ends in a timeout at once, and a goroutine left behind is fatal.
func serve(t *testing.T, test func(b *browser)) { serveIn(t, &surroundings{}, test) }

// surroundings are what there is around a host beside the browser.
type surroundings struct {
	authorities map[string]string // what they do: see [network]
	services    map[string]string // what they do: see [services]
	tokens      map[string]*token // nil: no source of tokens
	troubles    []key.Trouble
	providers   map[string]*keeper // nil: no source of providers
	native      func(language, site string) service.Prompter
	remote      func() key.Source // made in the bubble; nil: none
	hardware    key.Source        // in place of tokens: in real time, since it has processes of its own
	wired       bool              // in real time, since something listens on the loopback

	settings protocol.Settings // its zero value: nothing was set
	slept    time.Duration     // how long the computer did, which no timer knows

	examination *protocol.Examination                                                         // nil: the host cannot examine
	examine     func(ctx context.Context, language string, offline bool) protocol.Examination // in place of that
}

// serveAmong is serve where there are authorities and services to ask.
func serveAmong(t *testing.T, authorities, others map[string]string, test func(b *browser)) {
	serveIn(t, &surroundings{authorities: authorities, services: others}, test)
}

// serveIn is serve in surroundings. The authorities' side of the wire is outside of
// the bubble, whose time stands still while an answer is on its way.
func serveIn(t *testing.T, around *surroundings, test func(b *browser)) {
	finder := network(t, around.authorities)
	witness := services(t, around.services)
	folder := t.TempDir()
	trust()
	in := synctest.Test
	if around.hardware != nil || around.wired {
		in = func(t *testing.T, test func(*testing.T)) { test(t) }
	}
	in(t, func(t *testing.T) {
		b := &browser{t: t, witness: witness, folder: folder, out: make(chan frame, 1<<16), done: make(chan error, 1), queue: map[string][]frame{}}
		b.orders, b.dialects = make(chan func(context.Context, *service.Desk), 1), make(chan struct{})
		if around.tokens != nil {
			b.drawer = newDrawer(around.tokens, around.troubles...)
		}
		if around.providers != nil {
			b.sky = &sky{providers: around.providers}
		}
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		log := logrus.New()
		log.SetOutput(&b.log)
		log.SetLevel(logrus.TraceLevel)
		cfg := service.Config{
			Name: "org.pidpys.host", Version: "1.0.0", Settings: around.settings,
			Sources: func(read service.FileReader) []key.Source {
				b.source.Source = container.NewSource(read)
				if !around.settings.Allows(protocol.FileKeys) {
					b.source.Source = key.Forbidden(container.Scheme)
				}
				sources := []key.Source{&b.source}
				switch {
				case around.hardware != nil:
					sources = append(sources, around.hardware)
				case b.drawer != nil:
					sources = append(sources, b.drawer)
				}
				if b.sky != nil {
					sources = append(sources, b.sky)
				}
				if around.remote != nil {
					sources = append(sources, around.remote())
				}
				return sources
			},
			Trust:      trust,
			Finder:     finder,
			Witness:    witness,
			Reissue:    witness.office(folder, log),
			Native:     around.native,
			TaxCabinet: func(origin string) bool { return origin == "https://tax.example" },
			TaxService: testpki.TaxServiceEDRPOU,
			Dialects: map[string]func(*service.Desk) service.Dialect{
				"iit": func(d *service.Desk) service.Dialect { return &clerk{desk: d, orders: b.orders, closed: b.dialects} },
			},
			Examine: around.examine,
			Now:     func() time.Time { return now().Add(around.slept) },
			Log:     log,
		}
		cfg.Settings.PINEntry, cfg.Settings.Locked = "window", append([]string{}, around.settings.Locked...)
		if around.native != nil {
			cfg.Settings.PINEntry = "native"
		}
		if around.examination != nil {
			cfg.Examine = func(context.Context, string, bool) protocol.Examination { return *around.examination }
		}
		in, w := io.Pipe()
		r, out := io.Pipe()
		b.in = w
		go func() {
			err := service.Serve(ctx, in, out, cfg)
			out.Close()
			b.done <- err
		}()
		go func() {
			defer close(b.out)
			for {
				octets, err := protocol.ReadFrame(r)
				if err != nil {
					return
				}
				decoder := json.NewDecoder(bytes.NewReader(octets))
				decoder.UseNumber()
				var f frame
				if err := decoder.Decode(&f); err != nil {
					panic(err)
				}
				b.out <- f
			}
		}()
		defer func() {
			b.in.Close()
			for range b.out {
			}
			<-b.done
			for _, canary := range canaries() {
				assert.NotContains(t, b.log.String(), canary)
			}
			assert.Zero(t, b.source.open.Load(), "stores that nobody wiped")
			if b.drawer != nil {
				assert.Zero(t, b.drawer.open, "sessions that nobody ended")
				assert.Zero(t, b.drawer.watchers, "nobody looks any more")
			}
			if b.sky != nil {
				assert.Zero(t, b.sky.open, "sessions that nobody ended")
				assert.Equal(t, b.sky.waiting, b.sky.released, "operations that nobody released")
			}
		}()
		test(b)
	})
}

func (b *browser) say(f any) {
	b.t.Helper()
	octets, err := json.Marshal(f)
	require.NoError(b.t, err)
	require.NoError(b.t, protocol.WriteFrame(b.in, octets))
}

// next returns the next frame for a role that is not answered or passed over by
// itself.
func (b *browser) next(role string) frame {
	b.t.Helper()
	for len(b.queue[role]) == 0 {
		f, open := <-b.out
		require.True(b.t, open, "the host has ended")
		if !b.handled(f) {
			to := f["role"].(string)
			b.queue[to] = append(b.queue[to], f)
		}
	}
	f := b.queue[role][0]
	b.queue[role] = b.queue[role][1:]
	return f
}

func (b *browser) handled(f frame) bool {
	switch params, _ := f["params"].(map[string]any); f["method"] {
	case protocol.MethodShow:
		return params["kind"] == protocol.ShowProgress || params["kind"] == protocol.ShowFinding && !b.finding
	case protocol.MethodRead:
		if b.read == nil {
			return false
		}
		offset, _ := params["offset"].(json.Number).Int64()
		length, _ := params["length"].(json.Number).Int64()
		data := b.read(f["role"].(string), readParams{params["blob"].(string), offset, length})
		if data == nil {
			return false
		}
		b.say(frame{"id": f["id"], "result": protocol.Data{Data: data}, "role": f["role"]})
		return true
	case protocol.MethodSigned:
		if b.took == nil {
			return false
		}
		b.took(params)
		b.say(frame{"id": f["id"], "result": frame{}, "role": f["role"]})
		return true
	case protocol.MethodWrite:
		if b.discard {
			b.say(frame{"id": f["id"], "result": frame{}, "role": f["role"]})
			return true
		}
		if b.written == nil {
			return false
		}
		of := fmt.Sprint(params["call"], " ", params["document"])
		require.Equal(b.t, fmt.Sprint(len(b.written[of])), fmt.Sprint(params["offset"]), "pieces come in order")
		b.written[of] = append(b.written[of], octets(b.t, params["data"])...)
		b.say(frame{"id": f["id"], "result": frame{}, "role": f["role"]})
		return true
	}
	return false
}

// rest returns the frames that nobody awaited, after the host has done all it
// can.
func (b *browser) rest() []frame {
	synctest.Wait()
	var all []frame
	for _, f := range b.queue {
		all = append(all, f...)
	}
	for {
		select {
		case f, open := <-b.out:
			if !open {
				return all
			}
			if !b.handled(f) {
				all = append(all, f)
			}
			synctest.Wait()
		default:
			return all
		}
	}
}

// cut is what a read of a blob answers.
func cut(blob []byte, p readParams) []byte {
	size := int64(len(blob))
	return append([]byte{}, blob[min(p.Offset, size):min(p.Offset+p.Length, size)]...)
}
