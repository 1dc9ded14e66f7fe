// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cades

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/pki"
	"github.com/pidpys/pidpys/host/tsp"
)

// addArchiveTimeStamp brings a signature to level B-LTA, or renews it.
func (s *signature) addArchiveTimeStamp(ctx context.Context) error {
	if s.content == nil {
		return ErrNoContent
	}
	h := StampHash(s.hash)
	content, err := s.content(h)
	if err != nil {
		return err
	}
	addDigestAlgorithm(s.message, h.AlgorithmIdentifier())
	index, err := NewArchiveIndex(h, s.message, s.info)
	if err != nil {
		return err
	}
	imprint, err := index.Imprint(h, s.message, s.info, content)
	if err != nil {
		return err
	}
	token, err := s.stamp(ctx, h, imprint)
	if err != nil {
		return err
	}
	value, err := withIndex(token, index)
	if err != nil {
		return fmt.Errorf("cades: archive time-stamp: %w", err)
	}
	s.info.UnsignedAttrs = s.info.UnsignedAttrs.With(cms.NewAttribute(cms.OIDArchiveTimeStampV3, value))
	return nil
}

// withIndex puts the index into a token, as an attribute that the authority has
// not signed: the imprint is over it.
func withIndex(token *tsp.Token, index *ArchiveIndex) ([]byte, error) {
	reader, err := cms.NewReader(bytes.NewReader(token.Raw))
	if err != nil {
		return nil, err
	}
	info, err := io.ReadAll(reader.Content())
	if err != nil {
		return nil, err
	}
	sd, err := reader.SignedData()
	if err != nil {
		return nil, err
	}
	si := &sd.SignerInfos[0]
	si.UnsignedAttrs = si.UnsignedAttrs.With(cms.NewAttribute(cms.OIDATSHashIndexV3, index.Raw))
	return sd.Marshal(info)
}

// addDigestAlgorithm names a hash among those of a message.
func addDigestAlgorithm(sd *cms.SignedData, algorithm pki.AlgorithmIdentifier) {
	for _, a := range sd.DigestAlgorithms {
		if a.OID.Equal(algorithm.OID) {
			return
		}
	}
	sd.DigestAlgorithms = append(sd.DigestAlgorithms, algorithm)
	slices.SortFunc(sd.DigestAlgorithms, func(a, b pki.AlgorithmIdentifier) int {
		return bytes.Compare(a.Marshal(), b.Marshal())
	})
}
