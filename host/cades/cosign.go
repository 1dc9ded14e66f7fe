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
	switch {
	case !sd.ContentType.Equal(p.signer.contentType()):
		return ErrContentType
	case sealed(sd):
		return ErrSealed
	}
	info, err := p.finish(signature)
	if err != nil {
		return err
	}
	more := clone(sd)
	addDigestAlgorithm(&more, info.DigestAlgorithm)
	addCertificates(&more, p.signer.certificates())
	more.SignerInfos = append(more.SignerInfos, info)
	return replace(sd, &more)
}
