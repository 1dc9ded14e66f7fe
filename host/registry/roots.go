// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package registry

// A Pin is a root certificate that is trusted, by its fingerprint.
type Pin struct {
	Name   string // common name
	Number string // serialNumber of the name, which tells the roots of one name apart
	SHA256 string // of the DER certificate, lower-case hex
}

// pins are the roots with certificates of providers under them that are valid
// in November 2026: those of the Central Certifying Authority (ЦЗО) and of the
// National Bank's certifying centre (ЗЦ НБУ), which stands beside it for
// banks. Older roots of both are left out.
//
// HOW THEY WERE CHECKED, AND HOW NOT. All were taken from a public copy of the
// providers' bundle CACertificates.p7b of 2026-06-16 in a third party's
// repository; each is self-signed and that signature verifies. Nobody compared
// the fingerprints with the pages of the two centres (czo.gov.ua and the Bank's):
// THAT MUST BE DONE, by two persons, before a release. Beyond that one copy:
//
//   - (a) is in a second public copy, of 2024, in another repository
//   - (b) is also among the test data of UAPKI
//   - (c) verifies a certificate of Diia that the official trusted list prints
//
// Those without a mark were seen in the one copy only.
var pins = []Pin{
	// ЦЗО, DSTU 4145 with m = 431; the last signs with Kupyna-256, the others with GOST 34.311.
	{"Центральний засвідчувальний орган", "UA-43220851-2020", "96b44a350208c5e404c3638b82d335a10a9f670887f6ba519b0063b6621de0ea"}, // (a) (b)
	{"Центральний засвідчувальний орган", "UA-43220851-2501", "f23eb04f63ddc7f38baaacc78cbef26e62a506865d98bfcb3e5089164408a2cf"},
	{"Центральний засвідчувальний орган", "UA-43220851-2601", "9db1740aa0cbe1da0b26fd7243653f85220ec2e7f6aff0927d190efd62f51878"},
	// ЦЗО, ECDSA and RSA.
	{"Central certification authority", "UA-43220851-256", "944f1e01408f0fd0a20820bcb92044971e5f15ac5dc69871149bfcd0bbf3016d"},  // (a) (c)
	{"Central certification authority", "UA-43220851-4096", "1745d0a348f2081300b9e9cfce4128456b66f3387aa613a34f4579d8e38d5509"}, // (a)
	{"Central certification authority", "UA-43220851-2503", "7b3b7d03b2af284774fd8a46722defcb38eee6771c65ae5cb113e936386ebdd4"}, // (c)
	{"Central certification authority", "UA-43220851-2502", "c790641435e0a6c9bf0820ec7646b342e67559a313b7a133b0922151c5262393"},
	// ЗЦ НБУ, DSTU 4145; the last signs with Kupyna-256, the others with GOST 34.311.
	{"Засвідчувальний центр", "UA-00032106-2019", "d74db94404607b3681f36711e1dbffb7caa649ea9ffd1f0b498b6b0140fc0593"}, // (a)
	{"Засвідчувальний центр", "UA-00032106-2511", "f66beb7240ec89fe38cf425d09bc9a898d430288c7a6bebf7b893c0053f127c9"},
	{"Засвідчувальний центр", "UA-00032106-2611", "eabda5ea5f53f018a87d0e915489d63e3fb47a7e0c0ede7023af16ea01540473"},
	// ЗЦ НБУ, ECDSA and RSA.
	{"Banking and payment ECDSA central CA of Ukraine", "UA-00032106-256", "457c53b812098d4a7450d22ab1f26e6fea1921e0c6ed69dab247a8e17c4ee820"}, // (a)
	{"Banking and payment RSA central CA of Ukraine", "UA-00032106-4096", "50f57b8bbbd0f9d58ff16fc1b232cd80015630eb3aabdf6069c36d203b724cf7"},  // (a)
	{"Banking and payment ECDSA central CA of Ukraine", "UA-00032106-2521", "5e92784399964955fd1f400e364a755116a8b2cbb31990099938ec865dd00dbd"},
	{"Banking and payment RSA central CA of Ukraine", "UA-00032106-2531", "4c4a78364d93cb02b11442e3e4ce5b6c30743001a174c4724d338260fa871397"},
}
