// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

package kalyna_test

import (
	"crypto/cipher"
	"fmt"
	"hash"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/pidpys/pidpys/host/crypto/cryptotest"
	"github.com/pidpys/pidpys/host/crypto/kalyna"
)

// counted are octets that count up, as in all examples of the standard.
func counted(first byte, n int) []byte {
	octets := make([]byte, n)
	for i := range octets {
		octets[i] = first + byte(i)
	}
	return octets
}

// A run of counted octets.
type run struct {
	first byte
	n     int
}

// examples are those of the standard's annex that the self-test of UAPKI and the
// tests of Bouncy Castle quote. Keys count up from 0, and initial vectors from
// where the key ends.
var examples = []struct {
	mode              string
	block, key        int
	additional, text  run
	tag, lengthOctets int
	want              string
}{
	{mode: "cmac", block: 16, key: 16, text: run{0x20, 48}, tag: 16, want: "123b4eab8e63ecf3e645a99c1115e241"},
	{mode: "cmac", block: 16, key: 32, text: run{0x30, 94}, tag: 16, want: "4cf52d7d5b0c47f05f6f5f5e73c3b508"},
	{mode: "cmac", block: 64, key: 64, text: run{0x40, 128}, tag: 16, want: "7279fa6bc8ef7525b2b35260d00a1743"},

	{mode: "gmac", block: 16, key: 32, text: run{0x30, 16}, tag: 16, want: "5ae309ee80b583c6523397adcb5704c4"},
	{mode: "gmac", block: 32, key: 32, text: run{0x40, 32}, tag: 16, want: "ff48b56f2c26cc484b8f5952d7b3e1fe"},
	{mode: "gmac", block: 32, key: 32, text: run{0x40, 32}, tag: 32, want: "ff48b56f2c26cc484b8f5952d7b3e1fe69577701c50be96517b33921e44634cd"},
	{mode: "gmac", block: 32, key: 64, text: run{0x60, 32}, tag: 32, want: "96f61fa0fde92883c5041d748f9ae91f3a0a50415bfa1466855340a5714dc01f"},
	{mode: "gmac", block: 64, key: 64, text: run{0x80, 64}, tag: 64, want: "897c32e05e776fd988c5171fe70bb72949172e514e3308a871ba5bd898fb6ebd6e3897d2d55697d90d6428216c08052e3a5e7d4626f4dbbf1546ce21637357a3"},

	{mode: "gcm", block: 16, key: 16, additional: run{0x20, 16}, text: run{0x30, 32}, tag: 16,
		want: "b91a7b8790bbcfcfe65d04e5538e98e216ac209da33122fda596e8928070be51" + "c8310571cd60f9584b45c1b4ece179af"},
	{mode: "gcm", block: 16, key: 32, additional: run{0x30, 16}, text: run{0x50, 32}, tag: 16,
		want: "ff83f27c6d4ea26101b1986235831406a297940d6c0e695596d612623e0e7cdc" + "3c474281afeae4fd6d61e995258747ab"},
	{mode: "gcm", block: 32, key: 32, additional: run{0x40, 32}, text: run{0x60, 64}, tag: 16,
		want: "7ec15c54bb553cb1437be0efdd2e810f6058497ebce4408a08a73fadf3f459d56b0103702d13ab73acd2eb33a8b5e9cfff5eb21865a6b499c10c810c4baebe80" + "1d61b0a3018f6b849cba20af1ddda245"},
	{mode: "gcm", block: 32, key: 32, additional: run{0x40, 32}, text: run{0x60, 64}, tag: 32,
		want: "7ec15c54bb553cb1437be0efdd2e810f6058497ebce4408a08a73fadf3f459d56b0103702d13ab73acd2eb33a8b5e9cfff5eb21865a6b499c10c810c4baebe80" + "1d61b0a3018f6b849cba20af1ddda245b1b296258ac0352a52d3f372e72224ce"},
	{mode: "gcm", block: 32, key: 64, additional: run{0x60, 32}, text: run{0x80, 64}, tag: 32,
		want: "3ebdb4584b5169a26fbeba0295b4223f58d5d8a031f2950a1d7764fab97ba058e9e2dab90ff0c519aa88435155a71b7b53bb100f5d20affac0552f5f2813dee8" + "8555fd3d9b02c2325aca3cc9309d6b4b9afc697d13bbbff067198d5d86cb9820"},
	{mode: "gcm", block: 64, key: 64, additional: run{0x80, 64}, text: run{0xc0, 64}, tag: 64,
		want: "220642d7277d104788cf97b10210984f506435512f7bf153c5cdabfecc10afb4a2e2fc51f616af80ffdd0607fad4f542b8ef0667717ce3eaaa8fbc303ce76c99" + "78a77e5948f5dc05f551486fdbb44898c9ab1bd439d7519841ae31007c09e1b312e5ea5929f952f6a3eef5cbeaef262b8ec1884dfcf4baaf7b5c9291a22489e1"},

	{mode: "ccm", block: 16, key: 16, additional: run{0x20, 16}, text: run{0x30, 16}, tag: 16, lengthOctets: 4,
		want: "b91a7b8790bbcfcfe65d04e5538e98e2704454c9dd39adace0b19d03f6aab07e"},
	{mode: "ccm", block: 16, key: 32, additional: run{0x30, 12}, text: run{0x40, 15}, tag: 16, lengthOctets: 4,
		want: "ef93e26c7d5eb27111a188722593043585df9998fe26308acba4fc0eb5f2c7"},
	{mode: "ccm", block: 32, key: 32, additional: run{0x40, 32}, text: run{0x60, 64}, tag: 16, lengthOctets: 4,
		want: "7ec15c54bb553cb1437be0efdd2e810f6058497ebce4408a08a73fadf3f459d56b0103702d13ab73acd2eb33a8b5e9cfff5eb21865a6b499c10c810c4baebe809c48ad90a9e12a68380ef1c1b7c83ee1"},
	{mode: "ccm", block: 32, key: 64, additional: run{0x60, 32}, text: run{0x80, 64}, tag: 32, lengthOctets: 6,
		want: "3ebdb4584b5169a26fbeba0295b4223f58d5d8a031f2950a1d7764fab97ba058e9e2dab90ff0c519aa88435155a71b7b53bb100f5d20affac0552f5f2813dee8dd3653491737b9615a5ccd83db32f1e479bf227c050325bbbff60bca9558d7fe"},
	{mode: "ccm", block: 64, key: 64, additional: run{0x80, 64}, text: run{0xc0, 64}, tag: 64, lengthOctets: 8,
		want: "220642d7277d104788cf97b10210984f506435512f7bf153c5cdabfecc10afb4a2e2fc51f616af80ffdd0607fad4f542b8ef0667717ce3eaaa8fbc303ce76c99bd8f80ce149143c04fc2490272a31b029ddada82f055fe4abef452a7d438b21e59c1d8b3dd4606bad66a6f36300ef3ce0e5f3bb59f11416e80b7fc5a8e8b057a"},

	{mode: "xts", block: 16, key: 16, text: run{0x20, 32}, want: "b3e431b3fbaf31108c302669ee7116d1cf518b6d329d30618df5628e426bdef1"},
	{mode: "xts", block: 16, key: 16, text: run{0x20, 30}, want: "48f3055ed2832222085005209c9d4d41b3e431b3fbaf31108c302669ee71"},
	{mode: "xts", block: 16, key: 32, text: run{0x30, 32}, want: "830ac78a6f629cb4c7d5d156fd84955bd0998ca1e0bc1ff135676bf2a2598fa1"},
	{mode: "xts", block: 16, key: 32, text: run{0x30, 41}, want: "830ac78a6f629cb4c7d5d156fd84955b470eefddee38b59f0d836b65635b0a63d0998ca1e0bc1ff135"},
	{mode: "xts", block: 32, key: 32, text: run{0x40, 96}, want: "e0e51eaea6a3134600758ea7f87e88025d8b82897c8db099b843054c3a51883756913571530ba8fa23003e337627e698674b807e847ec6b2292627736562f9f62b2de9e6aac5df74c09a0c5cf80280174aec9bdd4e73f7d63edbc29a6922637a"},
	{mode: "xts", block: 32, key: 32, text: run{0x40, 65}, want: "e0e51eaea6a3134600758ea7f87e88025d8b82897c8db099b843054c3a5188374f5254e38066b77fa14fee3292464b607e8af1398b2a91c4480b698d64d13ae856"},
	{mode: "xts", block: 32, key: 64, text: run{0x60, 96}, want: "30663e4686574b343a1898e46973cd37db9d775d356512eb59e723397f2a333ce2c0e96538781ff48ea1d93bdf88fff8bb7bc4fb80a609881220c7fe21881c7374f65b232a8f94cd0e3ddc7614830c23cfce98adc5113496f9e106e8c8bff3ab"},
	{mode: "xts", block: 32, key: 64, text: run{0x60, 65}, want: "30663e4686574b343a1898e46973cd37db9d775d356512eb59e723397f2a333c6de04cb3235a2da92493537248de4368879a7cc4166b25c9bfd1ad8eaea3484be2"},
	{mode: "xts", block: 64, key: 64, text: run{0x80, 128}, want: "5c6250bd2e40aae27e1e57512cd38e6a51d0c2b04f0d6a50e0cb43358b8c4e8ba361331436c6ffd38d77bbbbf5fec56a234108a6cc8cb298360943e849e5bd64d26eca2fa8aead070656c3777ba412bcaf3d2f08c26cf86ca8f0921043a15d709ae1112611e22d4396e582ccb661e0f778b6f38561bc338afd5d1036ed8b322d"},
	{mode: "xts", block: 64, key: 64, text: run{0x80, 97}, want: "c2822787d3cb2d13168b126583cf28e3b194f153088cf46bd745b22d1776bcb035c6cb17d8c1fbd127954c2a5d5f5afbecf976e34966ab85142192a2463a541f5c6250bd2e40aae27e1e57512cd38e6a51d0c2b04f0d6a50e0cb43358b8c4e8ba3"},

	{mode: "ofb", block: 16, key: 16, text: run{0x20, 48}, want: "a19e3e5e53be8a07c9e0c01298ff832953205c661bd85a51f3a94113bc785cab634b36e89a8fdd16a12e4467f5cc5a26"},
	{mode: "ofb", block: 32, key: 32, text: run{0x40, 81}, want: "b62f7f144a8c6772e693a96890f064c3f06831bf743f5b0dd061067f3d22877331aa6a99d939f05b7550e9402bd1615cc7b2d4a167e83ec0d8a894f92c72e176f3880b61c311d69ce1210c59184e818e19"},
	{mode: "ofb", block: 64, key: 64, text: run{0x80, 97}, want: "caa761980599b3ed2e945c41891bad95f72b11c73ed26536a6847458bc76c827357156b4b3fe0dc1877f5b9f17b866c37b21d89531db48007d05dec928b06766c014bb9080385edf0677e48a0a39b5e7489e28e82fffd1f84694f17296cb701656"},

	{mode: "kw", block: 16, key: 16, text: run{0x10, 16}, want: "1dc91dc6e52575f6dbed25adda95a1b6ad3e15056e489738972c199fb9ee2913"},
	{mode: "kw", block: 16, key: 32, text: run{0x20, 48}, want: "2d09a7c18e6a5a0816331ec27cea596903f77ec8d63f3bdb73299de7fd9f4558e05992b0b24b39e02ea496368e0841cc1e3fa44556a3048c5a6e9e335717d17d"},
	{mode: "kw", block: 32, key: 32, text: run{0x20, 96}, want: "be59d3c3c31b2685a8fa57cd000727f16af303f0d87bc2d7abd80dc2796bbc4cdbc4e0408943af4daf7de9084dc81bfef15fdcdd0df399983df69bf730d7ae2a199ca4f878e4723b7171dd4d1e8df59c0f25fa0c20946ba64f9037d724bb1d50b6c2bd9788b2af83ef6163087cd2d4488bc19f3a858d813e3a8947a529b6d65d"},
	{mode: "kw", block: 32, key: 64, text: run{0x40, 96}, want: "599217eb2b5270ecef0bb716d70e251234a2451ce04fcfbaeea92022c581f19b7c9386bb7476b4ad721d40778f49062c3605f1e8fac9f3f3ac04e46e89e1844dbf4f18fa9303b288741abd71013cf208f31b4c76fbe342f89b1abfd97e830457555651b74d3ccdbf94cc5e5eec22821536a96f44c8bc4346b0271303e67fd313"},
	{mode: "kw", block: 64, key: 64, text: run{0x40, 128}, want: "9618ae6065069d5054464040f17337d58beb51ae92391d740bdf7abb239709c46270832039ff045bcf7878e7da9c3b4cf89326ca8b4d29db8680eeae1b5a18463284713a323a69aebf33cfc4b11283c7c8041ffc97668edf727823411c9559816c108c11ec401643765527860d8da0ed7254792c21db775deb1d6971c924cc83eb626173d894694943b1828abde8f9495bceba9ac3a4a03592c085aa29cc9a0c65786e631a702d589b819c89e79eeff29c4ec312c8860bb68f02272ea770fb8d"},
}

func TestExamples(t *testing.T) {
	cryptotest.EveryWay(t, func(t *testing.T) {
		for _, e := range examples {
			t.Run(fmt.Sprintf("%s %d with %d, %d octets, tag %d", e.mode, e.block, e.key, e.text.n, e.tag), func(t *testing.T) {
				c := newCipher(t, counted(0, e.key), e.block)
				iv := counted(byte(e.key), e.block)
				additional, text := counted(e.additional.first, e.additional.n), counted(e.text.first, e.text.n)
				want := unhex(t, e.want)
				sum := func(h hash.Hash, err error) []byte {
					require.NoError(t, err)
					h.Write(text)
					return h.Sum(nil)
				}
				seal := func(a cipher.AEAD, err error) {
					require.NoError(t, err)
					require.Equal(t, want, a.Seal(nil, iv, text, additional))
					opened, err := a.Open(nil, iv, want, additional)
					require.NoError(t, err)
					require.Equal(t, text, opened)
				}
				switch e.mode {
				case "cmac":
					require.Equal(t, want, sum(kalyna.NewCMAC(c, e.tag)))
				case "gmac":
					require.Equal(t, want, sum(kalyna.NewGMAC(c, e.tag)))
				case "gcm":
					seal(kalyna.NewGCM(c, e.tag))
				case "ccm":
					seal(kalyna.NewCCM(c, e.tag, e.lengthOctets))
				default:
					check(t, e.mode, counted(0, e.key), iv, text, want)
				}
			})
		}
	}, "kalyna")
}

func newCipher(t testing.TB, key []byte, blockSize int) *kalyna.Cipher {
	t.Helper()
	c, err := kalyna.NewCipher(key, blockSize)
	require.NoError(t, err)
	return c
}
