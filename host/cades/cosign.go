// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"errors"

	"github.com/pidpys/pidpys/host/cms"
)

// ErrContentType says that the signatures of a message would be over contents
// of different types.
var ErrContentType = errors.New("cades: the message has content of another type")

// FinishInto is [Prepared.Finish] for a message that others have signed: one
// more signature beside theirs, of which nothing changes. That it is over the
// same content is the caller's to see to, who has its digest from
// [Message.Digest] or made it. The error is [ErrWrongSignature],
// [ErrContentType], [ErrSealed] or [cms.ErrTooLarge], and the message is as it was.
func (p *Prepared) FinishInto(sd *cms.SignedData, signature []byte) error {
	return p.signer.join(sd, func() (cms.SignerInfo, error) { return p.finish(signature) })
}

// AdoptInto is [Signer.Adopt] for a message that others have signed: as
// [Prepared.FinishInto].
func (s *Signer) AdoptInto(sd *cms.SignedData, message, contentDigest []byte) error {
	return s.join(sd, func() (cms.SignerInfo, error) { return s.adopt(message, contentDigest) })
}

// join puts a signature beside those of a message that has room for it.
func (s *Signer) join(sd *cms.SignedData, finish func() (cms.SignerInfo, error)) error {
	switch {
	case !sd.ContentType.Equal(s.contentType()):
		return ErrContentType
	case sealed(sd):
		return ErrSealed
	}
	info, err := finish()
	if err != nil {
		return err
	}
	more := clone(sd)
	addDigestAlgorithm(&more, info.DigestAlgorithm)
	addCertificates(&more, s.certificates())
	more.SignerInfos = append(more.SignerInfos, info)
	return replace(sd, &more)
}
