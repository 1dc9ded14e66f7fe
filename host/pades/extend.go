// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package pades

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"fmt"
	"io"
	"maps"
	"slices"

	"github.com/pidpys/pidpys/host/cades"
	"github.com/pidpys/pidpys/host/cms"
	"github.com/pidpys/pidpys/host/ocsp"
	"github.com/pidpys/pidpys/host/pades/internal/pdf"
)

// An EvidenceSource gathers what the validation of a signature needs: a
// *[cades.Augmenter] does. Its errors are those of [cades.Augmenter.Evidence].
type EvidenceSource interface {
	Evidence(ctx context.Context, sd *cms.SignedData, signer int) (cades.Evidence, error)
}

// Extend brings the signatures of a file of size octets from level B-T to B-LT:
// it appends a security store with the evidence of all of them, beside what is
// in the file already. A file without signatures gives ErrNoSignature.
func Extend(ctx context.Context, r io.ReaderAt, size int64, source EvidenceSource) (*Document, error) {
	file, err := pdf.Open(&contextReader{ctx, r}, size)
	if err != nil {
		return nil, err
	}
	update, err := file.Update()
	if err != nil {
		return nil, err
	}
	root, catalog, err := file.Newest().Catalog()
	if err != nil {
		return nil, err
	}
	form, err := openForm(file.Newest(), catalog)
	if err != nil {
		return nil, err
	}
	old, err := openStore(file.Newest())
	if err != nil {
		return nil, err
	}
	e := &extension{update: update, store: old}
	if err := e.begin(); err != nil {
		return nil, err
	}
	for _, f := range form.fields {
		if f.value == nil {
			continue
		}
		if err := e.add(ctx, file, f, source); err != nil {
			return nil, err
		}
	}
	if len(e.bySignature) == 0 {
		return nil, ErrNoSignature
	}
	catalog = maps.Clone(catalog)
	catalog["DSS"] = update.Add(e.dictionary())
	update.Replace(root, catalog)
	more, err := update.Marshal()
	if err != nil {
		return nil, err
	}
	return &Document{base: r, size: size, more: more}, nil
}

// An extension is a security store in the making: ETSI EN 319 142-1 section
// 5.4.2.
type extension struct {
	update                         *pdf.Update
	store                          *store // as it was
	certificates, responses, lists pdf.Array
	bySignature                    pdf.Dict
}

// begin takes over what the store has.
func (e *extension) begin() (err error) {
	r := e.store.revision
	for key, array := range map[pdf.Name]*pdf.Array{"Certs": &e.certificates, "OCSPs": &e.responses, "CRLs": &e.lists} {
		if *array, err = r.Array(e.store.dict[key]); err != nil {
			return err
		}
		*array = slices.Clone(*array)
	}
	if e.bySignature, err = r.Dict(e.store.dict["VRI"]); err != nil {
		return err
	}
	if e.bySignature = maps.Clone(e.bySignature); e.bySignature == nil {
		e.bySignature = pdf.Dict{}
	}
	return nil
}

// add gathers the evidence of one signature.
func (e *extension) add(ctx context.Context, file *pdf.File, f field, source EvidenceSource) error {
	s, err := readSignature(file, f)
	if err != nil {
		return err
	}
	kind := s.dict["SubFilter"]
	if s.fault != "" || kind != subFilterCAdES && kind != subFilterCMS {
		return nil
	}
	reader, err := cms.NewReader(bytes.NewReader(s.message))
	if err != nil {
		return err
	}
	signed, err := reader.SignedData()
	if err != nil {
		return err
	}
	single := pdf.Dict{}
	for i := range signed.SignerInfos {
		found, err := source.Evidence(ctx, signed, i)
		if err != nil {
			return err
		}
		e.addEvidence(found, single)
	}
	e.bySignature[vriKey(s.dict["Contents"].(pdf.String).Octets)] = e.update.Add(single)
	return nil
}

// vriKey names a signature by the digest of its whole value, what fills its
// place up included.
func vriKey(contents []byte) pdf.Name {
	return pdf.Name(fmt.Sprintf("%X", sha1.Sum(contents)))
}

// addEvidence puts in what is not there, and names all of it for one signature.
func (e *extension) addEvidence(found cades.Evidence, single pdf.Dict) {
	for _, cert := range found.Certificates {
		e.certificates = e.put(cert.Raw, e.certificates, single, "Cert")
	}
	for _, basic := range found.Responses {
		e.responses = e.put(ocsp.MarshalResponse(basic), e.responses, single, "OCSP")
	}
	for _, list := range found.Lists {
		e.lists = e.put(list, e.lists, single, "CRL")
	}
}

// put stores data once, as a member of both lists.
func (e *extension) put(data []byte, all pdf.Array, single pdf.Dict, key pdf.Name) pdf.Array {
	digest := sha256.Sum256(data)
	ref, ok := e.store.members[digest]
	if !ok {
		ref = e.update.Add(&pdf.NewStream{Data: data})
		e.store.members[digest] = ref
	}
	members, _ := single[key].(pdf.Array)
	if !slices.Contains(members, pdf.Object(ref)) {
		single[key] = append(members, ref)
	}
	if !slices.Contains(all, pdf.Object(ref)) {
		all = append(all, ref)
	}
	return all
}

func (e *extension) dictionary() pdf.Dict {
	dict := pdf.Dict{"Type": pdf.Name("DSS"), "VRI": e.bySignature}
	for key, array := range map[pdf.Name]pdf.Array{"Certs": e.certificates, "OCSPs": e.responses, "CRLs": e.lists} {
		if len(array) > 0 {
			dict[key] = array
		}
	}
	return dict
}
