// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package cryptotest_test

import (
	"crypto/cipher"
	"hash"

	"github.com/pidpys/pidpys/host/crypto/gost28147"
	"github.com/pidpys/pidpys/host/crypto/gost34311"
	"github.com/pidpys/pidpys/host/crypto/kupyna"
)

var accumulatedHashes = map[string]accumulated{
	"gost34311": {
		packages: []string{"gost"},
		step:     func(in *input, i int) []byte { return digest(gost34311.New(nil), in.octets(1+length(i))) },
		tenth:    "1d03bd295849f279e1ffe538e7dcd92ab50309f5eea5d48330ae497229fc9a95",
		all:      "4dc174ee8823538c28abdb534e0132a3be925542991411b50fc96e532e4df15e",
	},
	"gost34311-example": {
		packages: []string{"gost"},
		step: func(in *input, i int) []byte {
			return digest(gost34311.New(gost28147.ExampleSBox()), in.octets(1+length(i)))
		},
		tenth: "6c7c976deb7be8fe05fa7ab00c7b6a6e1f4840eabcb4759e4b6e67b915c27995",
		all:   "616c2ac13826ed35622bdd0202f513595dca9ae8f66e968e115bdfb116e2fe9a",
	},
	"kupyna224": {
		packages: []string{"kupyna"},
		step:     func(in *input, i int) []byte { return digest(kupyna.New224(), in.octets(length(i))) },
		tenth:    "3608e9abcd4ad5ab062a2dc4e060fbb2c2e6011952a4bab5cabc69baff2779fe",
		all:      "a2594a6a653a924a025e528832b0daf95b0dba33d9beeb47090bb7520999698d",
	},
	"kupyna256": {
		packages: []string{"kupyna"},
		step:     func(in *input, i int) []byte { return digest(kupyna.New256(), in.octets(length(i))) },
		tenth:    "acbd72e16f1acce904bb4d016882c726c4dab84d827b2059628c2f54a2afdd1b",
		all:      "530cef99b90f10ce7d0b361a1d3dfabac496229a54fbe865a61fcfc1ec0f997a",
	},
	"kupyna304": {
		packages: []string{"kupyna"},
		step:     func(in *input, i int) []byte { return digest(kupyna.New304(), in.octets(length(i))) },
		tenth:    "94aafd44cf15fc8d1a1f2da792af067cdc492f227d119db84ecbedfb45addac6",
		all:      "7e3c70585891b5e157066e48dc4f041bf6bc8288e90fabe0582d5067bcb7f2e7",
	},
	"kupyna384": {
		packages: []string{"kupyna"},
		step:     func(in *input, i int) []byte { return digest(kupyna.New384(), in.octets(length(i))) },
		tenth:    "f06ff5f01432932066c0cd3fddfbc714f9cb130610b63e705cd1d42756448919",
		all:      "071de8f27d80e7d6d6bcc40889b52a51271687c330718f2e87378a2a8c2a6644",
	},
	"kupyna512": {
		packages: []string{"kupyna"},
		step:     func(in *input, i int) []byte { return digest(kupyna.New512(), in.octets(length(i))) },
		tenth:    "baedf5a8c86f756ba72a3a11dced4b56696c145b27aa59001376e0f511262437",
		all:      "11cdc9ee879cf88c4e215d853ac05af2dab69b7e53c74cbb6b78a09dcefeac22",
	},
	"kmac256": {
		packages: []string{"kupyna"},
		step: func(in *input, i int) []byte {
			return digest(must(kupyna.NewKMAC256(in.octets(32))), in.octets(length(i)))
		},
		tenth: "bd29616a9a7bb140798298f2cd19a07dc097dd47dccff669c6979f4af6574855",
		all:   "0453e78003d26b23442fcfdb8a3232f1f5ab886fdf7f5eaaadde1974beea350f",
	},
	"kmac384": {
		packages: []string{"kupyna"},
		step: func(in *input, i int) []byte {
			return digest(must(kupyna.NewKMAC384(in.octets(48))), in.octets(length(i)))
		},
		tenth: "59e1d2f0576cf467fd83bf20c11ea2e3fce9e5421fc260a57ba47311a3b216d5",
		all:   "b71aba1e9d7c8f96cf5a37b87c678c75c0f56d60477e5aa3640ceeb1d1888c50",
	},
	"kmac512": {
		packages: []string{"kupyna"},
		step: func(in *input, i int) []byte {
			return digest(must(kupyna.NewKMAC512(in.octets(64))), in.octets(length(i)))
		},
		tenth: "ebe235d23bc2320e9b6bdecc0d164ff4665ba51dac57e2247b7eb1fb0dfc44b0",
		all:   "66b6ee2177fa264734bb8e95cbf000bc70feb5f4982f0edf3cbadac3ad224049",
	},
}

var accumulatedGOST28147 = map[string]accumulated{
	"gost28147-ecb": {
		packages: []string{"gost"},
		step: func(in *input, i int) []byte {
			return ecb(must(gost28147.NewCipher(in.octets(32), nil)), i%2 == 0, in.octets(8*(i%40)))
		},
		tenth: "28c63305281fb9deaffa9f356a0701c812aade758126d5cbb977f6d1e98c8ef6",
		all:   "eaa071225315da8fe18ff3a44dda0917c426638bccf863bca878ae4ef54db802",
	},
	"gost28147-ctr": {
		packages: []string{"gost"},
		step: func(in *input, i int) []byte {
			return stream(must(gost28147.NewCTR(in.octets(32), in.octets(8), nil)), in.octets(length(i)))
		},
		tenth: "7cd900ae99fe5da3adf8e1b9d29f4161a12c32f11e8e31722fcf56b31fe70ab1",
		all:   "7861dd317511b59a68fcb2d07c6207a74aa5e539bdb620fea31bfc8e89644127",
	},
	"gost28147-cfb": {
		packages: []string{"gost"},
		step: func(in *input, i int) []byte {
			newStream := gost28147.NewCFBDecrypter
			if i%2 == 0 {
				newStream = gost28147.NewCFBEncrypter
			}
			return stream(must(newStream(in.octets(32), in.octets(8), nil)), in.octets(length(i)))
		},
		tenth: "ab43414a4a3f193e087e31a5a34709f762b47f8747e642ddcf9c98c9f13963fe",
		all:   "3c04b5238b6483356db53a162af669a175e8189f71fc7837e31d1e4edce084e3",
	},
	"gost28147-mac": {
		packages: []string{"gost"},
		step: func(in *input, i int) []byte {
			return digest(must(gost28147.NewMAC(in.octets(32), nil)), in.octets(9+length(i)))
		},
		tenth: "32a61064d85da180e263bb19c52045bc9aa687d2bf78247d6f856ccdf5f9bd5a",
		all:   "82e1229fe535b64ca881a3440f5559628a28014039356c8d3aafbbf0aac8aa86",
	},
	"gost28147-wrap": {
		packages: []string{"gost"},
		step: func(in *input, _ int) []byte {
			return must(gost28147.Wrap(in.octets(32), in.octets(32), in.octets(8), nil))
		},
		tenth: "ce9dbf9548a5a11b6b4a204639395fb36a16bace15caf6cb358f6dad67f6987d",
		all:   "6fbdb0d88faa70ab7af27fbc17678ce62ef0adb17ce94911870267b87d95d00f",
	},
}

func digest(h hash.Hash, message []byte) []byte {
	h.Write(message)
	return h.Sum(nil)
}

func ecb(block cipher.Block, encrypts bool, text []byte) []byte {
	one := block.Decrypt
	if encrypts {
		one = block.Encrypt
	}
	for at := 0; at < len(text); at += block.BlockSize() {
		one(text[at:], text[at:])
	}
	return text
}

func stream(s cipher.Stream, text []byte) []byte {
	s.XORKeyStream(text, text)
	return text
}
