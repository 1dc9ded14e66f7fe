// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
)

// A Recipient is one who can decrypt. Key belongs to the certificate and is an
// [Agreer], such as *dstu4145.PrivateKey, an [ECDHer], such as
// *ecdh.PrivateKey, or a [crypto.Decrypter] of RSA, such as *rsa.PrivateKey.
type Recipient struct {
	Certificate *x509.Certificate
	Key         any
}

// A Reader reads decrypted content. [io.EOF] comes only when the whole message
// has been read and is in order. All before that may be garbage: see the
// package's words about changes.
type Reader struct {
	plain       io.Reader
	contentType x509.OID
	originator  *x509.Certificate
	recipient   *x509.Certificate
}

// Open reads a message up to its content and finds the key for one of the
// recipients. Known are certificates to look for the sender's among, beside
// those in the message.
//
// The errors are those of [cms.NewEnvelopedReader], [ErrNotRecipient],
// [ErrOriginatorUnknown], [ErrUnsupported], [ErrDamaged] and those of the keys, as
// they are: a key that failed is asked no second time. What does not decrypt an
// RSA key calls [rsa.ErrDecryption].
func Open(r io.Reader, recipients []Recipient, known []*x509.Certificate) (*Reader, error) {
	message, err := cms.NewEnvelopedReader(r)
	if err != nil {
		return nil, err
	}
	ed := message.EnvelopedData()
	cipher, err := parseCipher(ed.ContentEncryptionAlgorithm)
	if err != nil {
		return nil, err
	}
	known = slices.Concat(ed.Certificates, known)
	failure := ErrNotRecipient
	for _, info := range ed.Recipients {
		for _, recipient := range recipients {
			reader := &Reader{contentType: ed.ContentType, recipient: recipient.Certificate}
			key, err := reader.contentKey(info, recipient, known, cipher.keySizes()[0])
			if errors.Is(err, ErrNotRecipient) {
				continue
			}
			if err == nil {
				reader.plain, err = decrypt(cipher, key, message)
				clear(key)
			}
			if err == nil {
				return reader, nil
			}
			if !ofMessage(err) {
				return nil, err // whoever gave no PIN is not asked once more
			}
			failure = err
		}
	}
	return nil, failure
}

// ofMessage reports whether the message is to blame, so that another of its
// recipients may do better; else it is the key.
func ofMessage(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrUnsupported) || errors.Is(err, ErrOriginatorUnknown)
}

// Read reads decrypted content. What it cannot decrypt is [ErrDamaged]; the
// other errors are those of [cms.EnvelopedReader].
func (r *Reader) Read(p []byte) (int, error) { return r.plain.Read(p) }

// ContentType is the type of the content. IIT's software puts a bare
// SignedData inside where it says [cms.SignedDataType].
func (r *Reader) ContentType() x509.OID { return r.contentType }

// Originator is the certificate whose key the sender agreed on the key with,
// nil where that was a key for once or no agreement.
func (r *Reader) Originator() *x509.Certificate { return r.originator }

// Recipient is the certificate that the message was found to be encrypted to.
func (r *Reader) Recipient() *x509.Certificate { return r.recipient }

// contentKey decrypts the content key if the information is for the recipient.
// The size is that of a key in place of one that does not decrypt. The caller
// wipes it.
func (r *Reader) contentKey(info cms.RecipientInfo, recipient Recipient, known []*x509.Certificate, size int) ([]byte, error) {
	switch {
	case info.KeyTrans != nil && info.KeyTrans.Recipient.Names(recipient.Certificate):
		key, ok := recipient.Key.(crypto.Decrypter)
		if ok {
			_, ok = key.Public().(*rsa.PublicKey)
		}
		if !ok {
			return nil, fmt.Errorf("%w: key transport to a %T", ErrUnsupported, recipient.Key)
		}
		return decryptRSA(key, info.KeyTrans, size)
	case info.KeyAgree != nil:
		for _, key := range info.KeyAgree.Keys {
			if !key.Recipient.Names(recipient.Certificate) {
				continue
			}
			agreement, err := newAgreement(info.KeyAgree)
			if err != nil {
				return nil, err
			}
			r.originator = originator(info.KeyAgree, known)
			return agreement.unwrap(recipient, r.originator, key.EncryptedKey)
		}
	}
	return nil, ErrNotRecipient
}

// originator is the certificate of the sender, nil if there is none or the
// message names none.
func originator(info *cms.KeyAgreeRecipientInfo, known []*x509.Certificate) *x509.Certificate {
	if info.OriginatorKey != nil {
		return nil
	}
	for _, cert := range known {
		if info.Originator.Names(cert) {
			return cert
		}
	}
	return nil
}
