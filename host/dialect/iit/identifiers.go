// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package iit

// The functional identifiers that pages require, as they require them. They
// name things of another vendor's protocol and stand in this file alone; the
// names of methods are in the tables of those who do them and in known.go.

// version is what GetVersion answers. A page's library wants each of its three
// numbers to be no greater than ours; 1.3.56 to 1.3.79 were seen.
const version = "1.3.65535"

// The classes of objects.
const (
	classByteArray              = "EndUserByteArray"
	classKeyMedia               = "EndUserKeyMedia"
	classFileStoreSettings      = "EndUserFileStoreSettings"
	classProxySettings          = "EndUserProxySettings"
	classTSPSettings            = "EndUserTSPSettings"
	classOCSPSettings           = "EndUserOCSPSettings"
	classLDAPSettings           = "EndUserLDAPSettings"
	classCMPSettings            = "EndUserCMPSettings"
	classModeSettings           = "EndUserModeSettings"
	classOCSPAccessModeSettings = "EndUserOCSPAccessInfoModeSettings"
	classOCSPAccessSettings     = "EndUserOCSPAccessInfoSettings"
	classKeyMediaSettings       = "EndUserKeyMediaSettings"
	classTSLSettings            = "EndUserTSLSettings"
	classOwnerInfo              = "EndUserOwnerInfo"
	classTimeInfo               = "EndUserTimeInfo"
	classSignInfo               = "EndUserSignInfo"
	classSenderInfo             = "EndUserSenderInfo"
	classCertificateInfo        = "EndUserCertificateInfo"
	classCertificateInfoEx      = "EndUserCertificateInfoEx"
	classCertificate            = "EndUserCertificate"
	classPrivateKeyInfo         = "EndUserPrivateKeyInfo"
	classJKSPrivateKey          = "EndUserJKSPrivateKey"
	classOperationContext       = "EndUserOperationContext"
	classTransportHeader        = "EndUserTransportHeader"
	classCryptoHeader           = "EndUserCryptoHeader"
	classContext                = "EndUserContext"
	classHashContext            = "EndUserHashContext"
	classPrivateKeyContext      = "EndUserPrivateKeyContext"
)

// classVersions are those of the classes that are not at their first.
var classVersions = map[string]int{
	classTimeInfo:          2,
	classCertificateInfoEx: 8,
}

// classVersion is the version of a class that pages know.
func classVersion(class string) int {
	if v, ok := classVersions[class]; ok {
		return v
	}
	return 1
}

// A mediaType is a kind of carrier as pages list it: they compare the name with
// those they allow, letter by letter.
type mediaType struct {
	name    string
	devices []string // what package hardware/device calls those of the kind
}

// CommonType is the kind that most pages allow: what an edition to practise with may
// offer its simulated carriers as, see [Options].
const CommonType = "е.ключ ІІТ Алмаз-1К"

// mediaTypes are the kinds that our table of devices knows, in an order that
// pages may hold on to. The order of the vendor's own program is not known; one
// report has Алмаз-1К at index 1. Of its two names for a device, with
// «(PKCS#11)» and without, the one that more pages allow is told. Which name it
// has for eToken is unverified, so that one is among other keys.
var mediaTypes = []mediaType{
	{"е.ключ ІІТ Кристал-1", []string{"Кристал-1"}},
	{CommonType, []string{"Алмаз-1К"}},
	{"криптомод. ІІТ Гряда-301", []string{"Гряда-301"}},
	{"е.ключ чи смарт-карта Автор (PKCS#11)", []string{"SecureToken-337"}},
	{"е.ключ чи смарт-карта Автор 338 (PKCS#11)", []string{"SecureToken-338"}},
	{"е.ключ чи смарт-карта Avest (PKCS#11)", []string{"AvestKey"}},
	{"е.ключ Ефіт Key (PKCS#11)", []string{"EfitKey"}},
}

// Names of parameters that SetRuntimeParameter sets and that mean something here.
const (
	parameterSignType         = "SignType"
	parameterContentTimeStamp = "SignIncludeContentTimeStamp"
)
