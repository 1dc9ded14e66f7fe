// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package envelope

import (
	"crypto/aes"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/crypto/dstu4145"
	"github.com/pidpys/pidpys/host/pki"
)

// Options vary what is written. The zero value is for use, save to recipients
// with DSTU 4145 keys.
type Options struct {
	// Senders are keys for agreement, each an [Agreer], and certificates of the
	// one who encrypts. For each recipient with a DSTU 4145 key the first on the
	// same curve stands on the other side. The message carries the certificates
	// of those that do.
	Senders []Recipient
	// OmitCertificates leaves the senders' certificates out: they travel beside the message,
	// as in containers of the tax service, whose open readers know no OriginatorInfo (RFC
	// 5652, 6.1).
	OmitCertificates bool
	// Kalyna asks for the younger of the two Ukrainian schemes, with blocks and
	// keys of 256 bits, where a recipient has a DSTU 4145 key. The older one is
	// what more software reads, and what has been proved on others' envelopes:
	// see the package's words about both.
	Kalyna bool
	// ContentType is that of the content. The zero value is id-data.
	ContentType x509.OID
}

// Seal encrypts a content of size octets to the holders of the certificates and
// writes the message to w. With a DSTU 4145 key among them the content is
// encrypted by GOST 28147 or Kalyna, else by AES-256-CBC. Whether the
// certificates are valid and for this use is for the caller to know.
//
// The errors are [ErrNotRecipient] without recipients, [ErrUnsupported],
// [ErrSender], [ErrSize], [cms.ErrTooLarge] and those of the reader, the writer
// and the key.
func Seal(w io.Writer, content io.Reader, size int64, recipients []*x509.Certificate, o Options) error {
	if len(recipients) == 0 {
		return ErrNotRecipient
	}
	publics := make([]any, len(recipients))
	national := false
	for i, cert := range recipients {
		public, err := publicKey(cert.RawSubjectPublicKeyInfo)
		if err != nil {
			return err
		}
		if _, ok := public.(*dstu4145.PublicKey); ok {
			national = true
		}
		publics[i] = public
	}
	var cipher contentCipher = &aesContent{32, fresh(aes.BlockSize)}
	if national {
		cipher = o.profile().content(fresh(o.profile().ivSize))
	}
	key := fresh(cipher.keySizes()[0])
	defer clear(key)
	ed := &cms.EnvelopedData{ContentType: o.ContentType, ContentEncryptionAlgorithm: cipher.identifier()}
	for i, cert := range recipients {
		if err := o.addRecipient(ed, cert, publics[i], key); err != nil {
			return err
		}
	}
	header, err := ed.Header(cipher.size(size))
	if err != nil {
		return err
	}
	encrypted, err := cipher.encrypt(key, io.LimitReader(content, size))
	if err != nil {
		return err
	}
	if _, err := w.Write(header); err != nil {
		return err
	}
	return copyExactly(w, encrypted, content, cipher.size(size))
}

// copyExactly writes the encryption of all the content, which must have the
// size announced: not less and nothing behind.
func copyExactly(w io.Writer, encrypted, content io.Reader, size int64) error {
	n, err := io.Copy(w, encrypted)
	if err != nil {
		return err
	}
	if extra, _ := io.ReadFull(content, make([]byte, 1)); n != size || extra != 0 {
		return ErrSize
	}
	return nil
}

// addRecipient encrypts the content key to one recipient.
func (o *Options) addRecipient(ed *cms.EnvelopedData, cert *x509.Certificate, public any, key []byte) (err error) {
	var info cms.RecipientInfo
	switch public := public.(type) {
	case *dstu4145.PublicKey:
		sender, err := o.sender(public.Curve)
		if err != nil {
			return err
		}
		if info.KeyAgree, err = o.profile().agree(sender, cert, public, key); err != nil {
			return err
		}
		if !o.OmitCertificates && !slices.ContainsFunc(ed.Certificates, sender.Certificate.Equal) {
			ed.Certificates = append(ed.Certificates, sender.Certificate)
		}
	case *ecdsa.PublicKey:
		info.KeyAgree, err = agreeECDH(cert, public, key)
	case *rsa.PublicKey:
		info.KeyTrans = &cms.KeyTransRecipientInfo{Recipient: cms.IssuerAndSerial(cert)}
		info.KeyTrans.KeyEncryptionAlgorithm, info.KeyTrans.EncryptedKey, err = encryptRSA(public, key)
	}
	ed.Recipients = append(ed.Recipients, info)
	return err
}

// Sender is which of the senders stands on the other side of a recipient with a DSTU
// 4145 key. The error is [ErrSender] where none can, or none need.
func (o *Options) Sender(to *x509.Certificate) (Recipient, error) {
	public, err := publicKey(to.RawSubjectPublicKeyInfo)
	if err != nil {
		return Recipient{}, err
	}
	if k, ok := public.(*dstu4145.PublicKey); ok {
		return o.sender(k.Curve)
	}
	return Recipient{}, ErrSender
}

// sender is the one on a curve.
func (o *Options) sender(curve *dstu4145.Curve) (Recipient, error) {
	for _, sender := range o.Senders {
		if _, ok := sender.Key.(Agreer); !ok {
			continue
		}
		public, err := publicKey(sender.Certificate.RawSubjectPublicKeyInfo)
		if err != nil {
			return Recipient{}, err
		}
		if k, ok := public.(*dstu4145.PublicKey); ok && k.Curve == curve {
			return sender, nil
		}
	}
	return Recipient{}, ErrSender
}

// agreeECDH agrees by a key for once: RFC 5753 section 3.1.1.
func agreeECDH(cert *x509.Certificate, public *ecdsa.PublicKey, key []byte) (*cms.KeyAgreeRecipientInfo, error) {
	own, err := ecdsa.GenerateKey(public.Curve, rand.Reader)
	if err != nil {
		return nil, err
	}
	spki, err := pki.MarshalPublicKey(&own.PublicKey)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	wrap := pki.AlgorithmIdentifier{OID: oidAES256Wrap}
	private, err := own.ECDH()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnsupported, err)
	}
	a := agreement{wrap: wrap, info: &cms.KeyAgreeRecipientInfo{
		OriginatorKey:          spki,
		KeyEncryptionAlgorithm: pki.AlgorithmIdentifier{OID: oidECDHWithSHA256, Parameters: wrap.Marshal()},
	}}
	kek, err := a.kekECDH(private, public)
	if err != nil {
		return nil, err
	}
	defer clear(kek)
	wrapped, err := wrapAES(kek, key)
	if err != nil {
		return nil, err
	}
	a.info.Keys = []cms.RecipientEncryptedKey{{Recipient: cms.IssuerAndSerial(cert), EncryptedKey: wrapped}}
	return a.info, nil
}

// fresh gives so many random octets.
func fresh(n int) []byte {
	octets := make([]byte, n)
	rand.Read(octets)
	return octets
}
