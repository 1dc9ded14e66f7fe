// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package ksptest

import (
	"encoding/json"
	"io"
	"net/http"
	"time"

	"github.com/pidpys/pidpys/host/cloud/ksp"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/strictjson"
	"github.com/pidpys/pidpys/host/testpki"
)

// maxRequest bounds a request, in octets.
const maxRequest = 1 << 20

// A Failure is an answer that says what is wrong with a request. It has no
// envelope.
type Failure struct {
	ErrorCode    ksp.Code `json:"errorCode"`
	ErrorMessage string   `json:"errorMessage"`
}

// refused is the answer for a code.
func refused(code ksp.Code) *Failure { return &Failure{code, words[code]} }

// words are what the server says of its codes.
var words = map[ksp.Code]string{
	ksp.BadFormat:         "запит має неправильний формат",
	ksp.BadParameter:      "значення в запиті не годиться",
	ksp.AlreadyRegistered: "операцію вже почато",
	ksp.UnknownClient:     "такого користувача немає",
	ksp.UnknownServer:     "система, що просить, невідома",
	ksp.CannotDecrypt:     "запит не розшифровано",
	ksp.NoClient:          "користувача не вказано",
	ksp.WrongOperation:    "такої операції немає",
	ksp.Unsupported:       "такої дії немає",
}

// A wire takes requests out of their envelopes and puts answers into theirs.
type wire struct {
	server, stranger *testpki.Subscriber
	now              func() time.Time
	fault            func() Fault
	// answer is the inside of an answer to the inside of a request.
	answer func(endpoint string, request []byte) (any, *Failure)
}

// Enveloped is a server that gives its certificates and puts into envelopes whatever
// answer says to the inside of a request: for tests of a client that want answers of
// their own.
func Enveloped(server *testpki.Subscriber, now func() time.Time, answer func(endpoint string, request []byte) (any, *Failure)) http.Handler {
	return (&wire{server: server, now: now, fault: func() Fault { return NoFault }, answer: answer}).handler("")
}

// handler serves the API below a path.
func (w *wire) handler(path string) *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+path+"/get-certificates", w.certificates)
	mux.HandleFunc("POST "+path+"/{endpoint}", w.exchange)
	return mux
}

func (w *wire) certificates(out http.ResponseWriter, _ *http.Request) {
	w.write(out, struct {
		Certificates [][]byte `json:"certificates"`
	}{[][]byte{w.server.AgreeCert.Raw, w.server.SignCert.Raw}})
}

func (w *wire) exchange(out http.ResponseWriter, r *http.Request) {
	var sealed struct {
		AuthData      []byte `json:"authData"`
		EncryptedData []byte `json:"encryptedData"`
	}
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, maxRequest))
	if err != nil || strictjson.Decode(body, &sealed) != nil {
		w.write(out, refused(ksp.BadFormat))
		return
	}
	session, err := accept(sealed.AuthData, w.server.AgreeKey.(*dstu4145.PrivateKey))
	if err != nil {
		w.write(out, refused(ksp.CannotDecrypt))
		return
	}
	defer session.Close()
	request, err := session.Decrypt(sealed.EncryptedData)
	if err != nil {
		w.write(out, refused(ksp.CannotDecrypt))
		return
	}
	inside, failure := w.answer(r.PathValue("endpoint"), request)
	if failure != nil {
		w.write(out, failure)
		return
	}
	answer, err := w.sealed(session, inside)
	if err != nil {
		http.Error(out, "internal error", http.StatusInternalServerError)
		return
	}
	w.write(out, answer)
}

// sealed signs an answer and encrypts it for a session.
func (w *wire) sealed(session *exchange, inside any) (any, error) {
	plain, err := json.Marshal(inside)
	if err != nil {
		return nil, err
	}
	by := w.server
	if w.fault() == ForgedAnswer {
		by = w.stranger
	}
	message, err := attached(by, plain, w.now())
	if err != nil {
		return nil, err
	}
	signed, err := json.Marshal(struct {
		SignedData []byte `json:"signedData"`
	}{message})
	if err != nil {
		return nil, err
	}
	encrypted, err := session.Encrypt(signed)
	return struct {
		EncryptedData []byte `json:"encryptedData"`
	}{encrypted}, err
}

// write sends an answer, or what a fault makes of it.
func (w *wire) write(out http.ResponseWriter, answer any) {
	text, err := json.Marshal(answer)
	switch fault := w.fault(); {
	case err != nil || fault == ServerError:
		http.Error(out, "Internal Server Error", http.StatusInternalServerError)
		return
	case fault == BrokenJSON:
		text = text[:len(text)/2]
	}
	out.Header().Set("Content-Type", "application/json")
	out.Write(text)
}
