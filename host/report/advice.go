// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package report

import (
	"strings"

	"github.com/pidpys/pidpys/host/asic"
	"github.com/pidpys/pidpys/host/pades"
	"github.com/pidpys/pidpys/host/validation"
)

// What whoever reads the report may do next: keys of the catalogue.
const (
	askForFile      = "report_next_file"        // the file came damaged
	askForSignature = "report_next_signature"   // a new one by a key that may sign
	askToSignAgain  = "report_next_again"       // it was made wrongly
	findDocument    = "report_next_document"    // another document is meant
	giveDocument    = "report_next_content"     // the document is not here
	giveCertificate = "report_next_certificate" // the signer's
	doNotTrust      = "report_next_untrusted"
	askAuthority    = "report_next_authority"
	tryLater        = "report_next_later"
	checkClock      = "report_next_clock"
	askForOtherHash = "report_next_algorithm"
	askForContainer = "report_next_container" // made by another program
	askWhoSentIt    = "report_next_sender"
	tryOtherProgram = "report_next_program"
	proveTime       = "report_next_time"
	doNotOpen       = "report_next_dangerous"
)

// advice is for every error: an answer without a way out helps nobody.
var advice = map[validation.Code]string{
	validation.MalformedMessage:       askForFile,
	validation.AttributeMissing:       askToSignAgain,
	validation.AttributeDuplicated:    askToSignAgain,
	validation.AttributeMalformed:     askToSignAgain,
	validation.ContentTypeDiffers:     askToSignAgain,
	validation.DigestNotListed:        askToSignAgain,
	validation.ContentChanged:         findDocument,
	validation.SignatureWrong:         askForFile,
	validation.ContentMissing:         giveDocument,
	validation.SignerNotFound:         giveCertificate,
	validation.SignerDiffers:          giveCertificate,
	validation.NoSignedAttributes:     askToSignAgain,
	validation.AlgorithmUnsupported:   tryOtherProgram,
	validation.AlgorithmWeak:          askForOtherHash,
	validation.CertificateUnreadable:  askAuthority,
	validation.ChainNotFound:          doNotTrust,
	validation.ChainBroken:            askAuthority,
	validation.ChainExpired:           proveTime,
	validation.CertificateExpired:     proveTime,
	validation.CertificateNotYetValid: checkClock,
	validation.NotForSigning:          askForSignature,
	validation.RevocationUnknown:      tryLater,
	validation.Revoked:                askForSignature,
	validation.RevokedUnproven:        proveTime,
	validation.AuthorityRevoked:       askAuthority,
	validation.OnHold:                 askAuthority,
	validation.ExpiredNotRevoked:      proveTime,
	validation.SignedAfterExpiry:      askForSignature,
	validation.SignedBeforeValidity:   askForSignature,
	validation.TimeStampsOutOfOrder:   askToSignAgain,
	validation.TimeStampMalformed:     askToSignAgain,
	validation.ImprintWrong:           askToSignAgain,
	validation.StampedDataMissing:     giveDocument,
	validation.TimeStampFromFuture:    checkClock,
	validation.ArchiveIndexWrong:      askForFile,

	asic.ManifestMissing:   askForFile,
	asic.ManifestMalformed: askForFile,
	asic.ManifestTwice:     askForContainer,
	asic.ManifestChanged:   askForFile,
	asic.DocumentChanged:   askForFile,
	asic.DocumentDamaged:   askForFile,
	asic.DocumentMissing:   askForFile,
	asic.DocumentsSeveral:  askForContainer,
	asic.DigestUnsupported: tryOtherProgram,
	asic.DigestWeak:        askForOtherHash,

	pades.ByteRangeWrong:  askForFile,
	pades.ContentsWrong:   askForFile,
	pades.RevisionUnknown: askForFile,
	pades.SeveralSigners:  tryOtherProgram,
	pades.ChangedLater:    askForFile,
	pades.KindUnknown:     tryOtherProgram,

	validation.Code(asic.Ending):      askForFile,
	validation.Code(asic.Damaged):     askForFile,
	validation.Code(asic.Hidden):      doNotOpen,
	validation.Code(asic.Overlapping): doNotOpen,
	validation.Code(asic.Differing):   doNotOpen,
	validation.Code(asic.UnsafeName):  askForContainer,
	validation.Code(asic.Duplicate):   askForContainer,
	validation.Code(asic.Link):        doNotOpen,
	validation.Code(asic.Bomb):        doNotOpen,
	validation.Code(asic.Zip64):       askForContainer,
	validation.Code(asic.Encrypted):   askForContainer,
	validation.Code(asic.Compression): askForContainer,
	validation.Code(asic.TooMany):     askForContainer,
	validation.Code(asic.TooLarge):    askForContainer,

	documentUnsigned:     askWhoSentIt,
	documentUnjudged:     tryOtherProgram,
	signatureUnsupported: tryOtherProgram,
}

// What is said of a container as a whole.
const (
	documentUnsigned     validation.Code = "document-unsigned"
	documentUnjudged     validation.Code = "document-unjudged" // there are signatures that may be over it
	signatureUnsupported validation.Code = "signature-unsupported"
)

func findingKey(code validation.Code) string {
	return "finding_" + strings.ReplaceAll(string(code), "-", "_")
}

// trouble is a fault in words, and what to do about it.
func (s *speaker) trouble(code validation.Code, text shown, detail string) Trouble {
	return Trouble{Code: string(code), Text: string(sentence(text)), Next: string(s.say(advice[code])), Detail: string(show(detail))}
}
