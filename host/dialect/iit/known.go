// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

import "strings"

// refused are the methods that pages know and that are not done here, by
// thought. Pages are told so in a way they understand: code 65534 and a
// sentence.
var refused = names(
	// Files and folders of this computer. A page has no business there.
	`
	AppendFile AppendFileCryptoHeader AppendFileTransportHeader AppendSignFile CopyFileWithOffset
	CreateFolder CtxAppendSignFile CtxDevelopFile CtxEnvelopFile CtxEnvelopFileWithDynamicKey CtxSignFile
	DeleteFile DevelopFile EnumJKSPrivateKeysFile EnvelopFile EnvelopFileEx EnvelopFileExWithDynamicKey
	EnvelopFileRSAEx EnvelopFileToRecipients EnvelopFileToRecipientsEx EnvelopFileToRecipientsRSA
	EnvelopFileToRecipientsWithDynamicKey GetCertificateFromSignedFile GetDataFromSignedFile
	GetFileSignTimeInfo GetFileSignType GetFileSignerCertificate GetFileSignerInfo GetFileSignsCount
	GetFileSize GetJKSPrivateKeyFile GetKeyInfoFile HashFile HashFileWithParams IsDataInSignedFileAvailable
	IsEnvelopedFile IsFileAlreadySigned IsSignedFile ParseFileCryptoHeader ParseFileTransportHeader
	RawSignFile RawVerifyFile ReadFileWithOffset ReadPrivateKeyFile SelectFile SelectFolder SignFile
	SignRSAFile VerifyFile VerifyFileOnTimeEx VerifyFileSpecific WriteFileWithOffset
	`,

	// Keys are made, changed, copied and destroyed by nobody but the person, with
	// our own window or the maker's program.
	`
	BackupPrivateKey ChangePrivateKeyPassword ChangeSoftwarePrivateKeyPassword DestroyPrivateKey
	GeneratePrivateKeyEx SetKeyMediaPassword SetKeyMediaUserPassword
	`,

	// Certificates are asked for, and their status changed, by the person: no page
	// revokes one.
	`
	ChangeOwnCertificatesStatus CtxChangeOwnCertificatesStatus CtxGetOwnEUserParams CtxMakeDeviceCertificate
	CtxMakeNewOwnCertificate CtxModifyOwnEUserParams GetCRInfo GetOwnEUserParams MakeNewCertificate
	MakeNewOwnCertificate ModifyOwnEUserParams
	`,

	// What this computer is, where programs are, and a place to keep something
	// until the next visit: all of it tells one person from another.
	`
	GetHostInfo GetInstallPath GetStorageParameter SetStorageParameter
	`,

	// Carriers without the rules that guard them.
	`
	DevCtxChangePassword DevCtxClose DevCtxEnum DevCtxEnumVirtual DevCtxGetData DevCtxOpen
	`,

	// Ports of this computer opened to others.
	`
	SCClientAddGate SCClientGetStatistic SCClientIsRunning SCClientRemoveGate SCClientStart SCClientStop
	`,

	// Windows of the library itself. Ours opens where it is needed.
	`
	SelectCertificateInfo SetSettings ShowCRLs ShowCertificates ShowOwnCertificate ShowSenderInfo
	ShowSignInfo
	`,

	// Channels between programs: keys agreed on with a server, to be used without
	// anybody seeing for what.
	`
	ClientDynamicKeySessionCreate ClientDynamicKeySessionLoad ClientSessionCreateStep1
	ClientSessionCreateStep2 CtxCreateAuthData ServerDynamicKeySessionCreate ServerSessionCreateStep1
	ServerSessionCreateStep2 SessionCheckCertificates SessionClose SessionDecrypt SessionDecryptContinue
	SessionEncrypt SessionEncryptContinue SessionGetPeerCertificateInfo SessionIsInitialized SessionLoad
	SessionSave
	`,

	// Passwords that the page has: nothing of ours is protected by them.
	`
	ProtectDataByPassword UnprotectDataByPassword
	`,

	// XAdES: a form of signature that this program does not have.
	`
	CtxXAdESGetSignerInfo CtxXAdESSign XAdESGetReference XAdESGetSignLevel XAdESGetSignReferences
	XAdESGetSignTimeInfo XAdESGetSignerInfo XAdESGetSignsCount XAdESGetType XAdESSign XAdESVerify
	`,

	// Requests to servers that the page names.
	`
	GetCertificatesFromLDAPByEDRPOUCode GetOCSPResponseByAccessInfo GetTSPByAccessInfo
	`,

	// Lists of revoked certificates: the page's are dropped, and ours are nobody's to
	// look through.
	`
	EnumCRLs GetCRLDetailedInfo GetCRLsCount
	`,

	// Parts of a signature on their own: stamps and answers are put in and checked by
	// the level that is asked for.
	`
	AppendValidationDataToSignerEx CheckOCSPResponse CheckTSP
	`,

	// Certificates by codes that this program has no directory of, and by the last key
	// that a dialog read.
	`
	EnvelopToRecipientsWithOCode GetCertificateByKeyInfo GetCertificateByNBUCode GetReceiversCertificates
	`,

	// Forms that are not public: envelopes without a header, and methods whose
	// arguments nobody has recorded.
	`
	ASiCAppendSign ASiCSign CtxASiCAppendSign PDFSign RawDevelop RawEnvelop
	`,
)

func names(groups ...string) map[string]bool {
	all := map[string]bool{}
	for _, group := range groups {
		for _, name := range strings.Fields(group) {
			all[name] = true
		}
	}
	return all
}
