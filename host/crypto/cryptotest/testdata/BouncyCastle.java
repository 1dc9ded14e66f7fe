// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bouncycastle.asn1.ua.DSTU4145NamedCurves;
import org.bouncycastle.asn1.ua.DSTU4145Params;
import org.bouncycastle.asn1.ua.DSTU4145PointEncoder;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.digests.GOST3411Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.crypto.engines.DSTU7624Engine;
import org.bouncycastle.crypto.engines.DSTU7624WrapEngine;
import org.bouncycastle.crypto.engines.GOST28147Engine;
import org.bouncycastle.crypto.macs.DSTU7564Mac;
import org.bouncycastle.crypto.macs.DSTU7624Mac;
import org.bouncycastle.crypto.macs.GOST28147Mac;
import org.bouncycastle.crypto.macs.KGMac;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.GOFBBlockCipher;
import org.bouncycastle.crypto.modes.KCTRBlockCipher;
import org.bouncycastle.crypto.modes.KGCMBlockCipher;
import org.bouncycastle.crypto.modes.KXTSBlockCipher;
import org.bouncycastle.crypto.modes.OFBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.ParametersWithSBox;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.util.BigIntegers;

/**
 * Prints, for each accumulated run named by an argument, or for all, its name and
 * the SHA-256 of the first tenth, and of all, of the results by Bouncy Castle. accumulated_test.go has the same
 * runs by our packages, and says how inputs are drawn.
 */
class BouncyCastle {
    interface Step {
        byte[] result(Input in, int i) throws Exception;
    }

    /** Octets of SHAKE128 of the run's name. */
    static class Input {
        final SHAKEDigest shake = new SHAKEDigest(128);

        Input(String name) {
            shake.update(name.getBytes(), 0, name.length());
        }

        byte[] octets(int size) {
            byte[] octets = new byte[size];
            shake.doOutput(octets, 0, size);
            return octets;
        }

        KeyParameter key(int size) {
            return new KeyParameter(octets(size));
        }
    }

    /** Every length up to 1000, and then short ones. */
    static int length(int i) {
        return i <= 1000 ? i : i % 101;
    }

    static final Map<String, Step> STEPS = new LinkedHashMap<>();
    static final Map<String, Integer> COUNTS = Map.of("dstu4145", 1000);

    public static void main(String[] args) throws Exception {
        hashes();
        gost28147();
        kalyna();
        STEPS.put("dstu4145", BouncyCastle::dstu4145);
        for (String name : args.length > 0 ? Arrays.asList(args) : STEPS.keySet()) {
            Input in = new Input(name);
            SHA256Digest results = new SHA256Digest();
            int count = COUNTS.getOrDefault(name, 10000);
            String sums = "";
            for (int i = 0; i < count; i++) {
                if (i == count / 10) {
                    sums = sum(new SHA256Digest(results)) + " ";
                }
                byte[] result = STEPS.get(name).result(in, i);
                results.update(result, 0, result.length);
            }
            System.out.println(name + " " + sums + sum(results));
        }
    }

    static String sum(Digest digest) {
        byte[] sum = new byte[digest.getDigestSize()];
        digest.doFinal(sum, 0);
        return HexFormat.of().formatHex(sum);
    }

    // Hash functions and message authentication codes

    static byte[] digest(Digest digest, byte[] message) {
        byte[] sum = new byte[digest.getDigestSize()];
        digest.update(message, 0, message.length);
        digest.doFinal(sum, 0);
        return sum;
    }

    static byte[] mac(Mac mac, CipherParameters key, byte[] message) {
        mac.init(key);
        byte[] sum = new byte[mac.getMacSize()];
        mac.update(message, 0, message.length);
        mac.doFinal(sum, 0);
        return sum;
    }

    static void hashes() {
        STEPS.put("gost34311", (in, i) -> digest(new GOST3411Digest(DKE), in.octets(1 + length(i))));
        STEPS.put("gost34311-example", (in, i) -> digest(new GOST3411Digest(GOST28147Engine.getSBox("D-Test")), in.octets(1 + length(i))));
        for (int bits : new int[] {256, 384, 512}) {
            STEPS.put("kupyna" + bits, (in, i) -> digest(new DSTU7564Digest(bits), in.octets(length(i))));
            STEPS.put("kmac" + bits, (in, i) -> mac(new DSTU7564Mac(bits), in.key(bits / 8), in.octets(length(i))));
        }
        // The sizes that Bouncy Castle does not have are the ends of longer ones.
        STEPS.put("kupyna224", (in, i) -> Arrays.copyOfRange(digest(new DSTU7564Digest(256), in.octets(length(i))), 4, 32));
        STEPS.put("kupyna304", (in, i) -> Arrays.copyOfRange(digest(new DSTU7564Digest(512), in.octets(length(i))), 26, 64));
    }

    // GOST 28147

    /** Octets to half octets, the form of tables here. */
    static byte[] unpack(byte[] packed) {
        byte[] halves = new byte[2 * packed.length];
        for (int i = 0; i < halves.length; i++) {
            halves[i] = (byte) (packed[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15);
        }
        return halves;
    }

    static final byte[] DKE = unpack(DSTU4145Params.getDefaultDKE());

    static CipherParameters gost(Input in) {
        return new ParametersWithSBox(in.key(32), DKE);
    }

    static void gost28147() {
        STEPS.put("gost28147-ecb", (in, i) -> ecb(new GOST28147Engine(), i % 2 == 0, gost(in), in.octets(8 * (i % 40))));
        STEPS.put("gost28147-ctr", (in, i) -> stream(new GOFBBlockCipher(new GOST28147Engine()), true, gost(in), in.octets(8), in.octets(length(i))));
        STEPS.put("gost28147-cfb", (in, i) -> stream(new CFBBlockCipher(new GOST28147Engine(), 64), i % 2 == 0, gost(in), in.octets(8), in.octets(length(i))));
        STEPS.put("gost28147-mac", (in, i) -> mac(new GOST28147Mac(), gost(in), in.octets(9 + length(i))));
        STEPS.put("gost28147-wrap", (in, i) -> gostWrap(gost(in), in.octets(32), in.octets(8)));
    }

    /** The wrap of content keys, made of the parts that Bouncy Castle has. */
    static byte[] gostWrap(CipherParameters kek, byte[] cek, byte[] iv) {
        byte[] plain = Arrays.copyOf(cek, 36);
        System.arraycopy(mac(new GOST28147Mac(), kek, cek), 0, plain, 32, 4);
        byte[] inner = stream(new CFBBlockCipher(new GOST28147Engine(), 64), true, kek, iv, plain);
        byte[] both = Arrays.copyOf(iv, 44);
        System.arraycopy(inner, 0, both, 8, 36);
        byte[] outer = HexFormat.of().parseHex("4adda22c79e82105");
        return stream(new CFBBlockCipher(new GOST28147Engine(), 64), true, kek, outer, reverse(both));
    }

    // Modes

    static byte[] ecb(BlockCipher mode, boolean encrypts, CipherParameters parameters, byte[] text) {
        mode.init(encrypts, parameters);
        byte[] out = new byte[text.length];
        for (int at = 0; at < text.length; at += mode.getBlockSize()) {
            mode.processBlock(text, at, out, at);
        }
        return out;
    }

    static byte[] stream(StreamCipher mode, boolean encrypts, CipherParameters key, byte[] iv, byte[] text) {
        mode.init(encrypts, new ParametersWithIV(key, iv));
        byte[] out = new byte[text.length];
        mode.processBytes(text, 0, text.length, out, 0);
        return out;
    }

    // Kalyna, in all sizes by turns

    static final int[][] SIZES = {{16, 16}, {16, 32}, {32, 32}, {32, 64}, {64, 64}};

    static void kalyna() {
        STEPS.put("kalyna-ecb", (in, i) -> ecb(engine(i), i % 2 == 0, in.key(SIZES[i % 5][1]), in.octets(block(i) * (i % 8))));
        STEPS.put("kalyna-cbc", (in, i) -> {
            CipherParameters key = in.key(SIZES[i % 5][1]);
            byte[] iv = in.octets(block(i));
            return ecb(new CBCBlockCipher(engine(i)), i % 2 == 0, new ParametersWithIV(key, iv), in.octets(block(i) * (i % 8)));
        });
        STEPS.put("kalyna-ctr", (in, i) -> stream(new KCTRBlockCipher(engine(i)), true, in.key(SIZES[i % 5][1]), in.octets(block(i)), in.octets(length(i))));
        STEPS.put("kalyna-cfb", (in, i) -> stream(new CFBBlockCipher(engine(i), 8 * block(i)), i % 2 == 0, in.key(SIZES[i % 5][1]), in.octets(block(i)), in.octets(length(i))));
        STEPS.put("kalyna-wrap", (in, i) -> {
            DSTU7624WrapEngine wrap = new DSTU7624WrapEngine(8 * block(i));
            wrap.init(true, in.key(SIZES[i % 5][1]));
            byte[] key = in.octets(block(i) * (1 + i % 3));
            return wrap.wrap(key, 0, key.length);
        });
        STEPS.put("kalyna-ofb", (in, i) -> stream(new OFBBlockCipher(engine(i), 8 * block(i)), true, in.key(SIZES[i % 5][1]), in.octets(block(i)), in.octets(length(i))));
        STEPS.put("kalyna-xts", (in, i) -> {
            KXTSBlockCipher xts = new KXTSBlockCipher(engine(i));
            xts.init(i % 2 == 0, new ParametersWithIV(in.key(SIZES[i % 5][1]), in.octets(block(i))));
            byte[] text = in.octets(block(i) * (1 + i % 8));
            byte[] out = new byte[text.length];
            xts.doFinal(out, xts.processBytes(text, 0, text.length, out, 0));
            return out;
        });
        STEPS.put("kalyna-cmac", (in, i) -> mac(new DSTU7624Mac(8 * block(i), 8 * block(i)), in.key(SIZES[i % 5][1]), in.octets(block(i) * (1 + i % 8))));
        STEPS.put("kalyna-gmac", (in, i) -> mac(new KGMac(new KGCMBlockCipher(engine(i)), 8 * block(i)),
            new ParametersWithIV(in.key(SIZES[i % 5][1]), new byte[block(i)]), in.octets(block(i) * (1 + i % 8))));
        STEPS.put("kalyna-gcm", (in, i) -> seal(new KGCMBlockCipher(engine(i)), in, i, 8 + i % (block(i) - 7), 1 + length(i), block(i) * (i % 7)));
    }

    static byte[] seal(AEADBlockCipher mode, Input in, int i, int tagSize, int size, int additional) throws Exception {
        KeyParameter key = in.key(SIZES[i % 5][1]);
        byte[] nonce = in.octets(block(i));
        byte[] text = in.octets(size);
        mode.init(true, new AEADParameters(key, 8 * tagSize, nonce, in.octets(additional)));
        byte[] out = new byte[mode.getOutputSize(size) + block(i)]; // whose zeros complete the last block
        int written = mode.processBytes(text, 0, size, out, 0);
        return Arrays.copyOf(out, written + mode.doFinal(out, written));
    }

    static int block(int i) {
        return SIZES[i % 5][0];
    }

    static BlockCipher engine(int i) {
        return new DSTU7624Engine(8 * block(i));
    }

    // DSTU 4145, on all curves by turns

    /** A public key, an agreement with its owner, and a signature. */
    static byte[] dstu4145(Input in, int i) {
        ECDomainParameters curve = DSTU4145NamedCurves.getByOID(UAObjectIdentifiers.dstu4145le.branch("2." + i % 10));
        int size = (curve.getN().bitLength() + 7) / 8;
        int elementSize = (curve.getCurve().getFieldSize() + 7) / 8;
        BigInteger d = number(in, curve);
        byte[] nonce = BigIntegers.asUnsignedByteArray(size, number(in, curve));
        BigInteger peer = number(in, curve);
        byte[] digest = in.octets(1 + i / 10 % 64);

        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, new ParametersWithRandom(new ECPrivateKeyParameters(d, curve), new SecureRandom() {
            public void nextBytes(byte[] octets) {
                System.arraycopy(nonce, nonce.length - octets.length, octets, 0, octets.length);
            }
        }));
        BigInteger[] signature = signer.generateSignature(digest);
        ECPoint q = curve.getG().multiply(d).negate().normalize();
        ECPoint shared = q.multiply(peer).normalize();
        return org.bouncycastle.util.Arrays.concatenate(
            reverse(DSTU4145PointEncoder.encodePoint(q)), BigIntegers.asUnsignedByteArray(elementSize, shared.getAffineXCoord().toBigInteger()),
            reverse(BigIntegers.asUnsignedByteArray(size, signature[0])), reverse(BigIntegers.asUnsignedByteArray(size, signature[1])));
    }

    /** A number of one bit less than n, big-endian. */
    static BigInteger number(Input in, ECDomainParameters curve) {
        int bits = curve.getN().bitLength() - 1;
        return new BigInteger(1, in.octets((bits + 7) / 8)).mod(BigInteger.ONE.shiftLeft(bits));
    }

    static byte[] reverse(byte[] octets) {
        return org.bouncycastle.util.Arrays.reverse(octets);
    }
}
