// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.Mac;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.engines.DSTU7624Engine;
import org.bouncycastle.crypto.engines.DSTU7624WrapEngine;
import org.bouncycastle.crypto.macs.DSTU7624Mac;
import org.bouncycastle.crypto.macs.KGMac;
import org.bouncycastle.crypto.modes.AEADBlockCipher;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.KCCMBlockCipher;
import org.bouncycastle.crypto.modes.KCTRBlockCipher;
import org.bouncycastle.crypto.modes.KGCMBlockCipher;
import org.bouncycastle.crypto.modes.KXTSBlockCipher;
import org.bouncycastle.crypto.modes.OFBBlockCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Runs Kalyna by Bouncy Castle. Each line of the file named by the argument is:
 * the operation, the key, the initial vector or nonce, the text, the additional
 * data, the last four as hex digits or "-" for nothing. It prints the result for
 * each. An operation in lower case encrypts and the same in upper case decrypts.
 * Codes are as long as a block.
 */
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] part = line.split(" ");
            byte[] out = run(part[0], octets(part[1]), octets(part[2]), octets(part[3]), octets(part[4]));
            System.out.println(out == null ? "refused" : out.length == 0 ? "-" : HexFormat.of().formatHex(out));
        }
    }

    static byte[] octets(String hex) {
        return hex.equals("-") ? new byte[0] : HexFormat.of().parseHex(hex);
    }

    static byte[] run(String operation, byte[] key, byte[] iv, byte[] text, byte[] additional) throws Exception {
        boolean encrypts = Character.isLowerCase(operation.charAt(0));
        CipherParameters plain = new KeyParameter(key);
        CipherParameters withIV = new ParametersWithIV(plain, iv);
        int bits = 8 * iv.length;
        BlockCipher engine = new DSTU7624Engine(bits);
        switch (operation.toLowerCase()) {
            case "ecb":
                return buffered(engine, encrypts, plain, text);
            case "cbc":
                return buffered(new CBCBlockCipher(engine), encrypts, withIV, text);
            case "cfb":
                return stream(new CFBBlockCipher(engine, bits), encrypts, withIV, text);
            case "ctr":
                return stream(new KCTRBlockCipher(engine), encrypts, withIV, text);
            case "ofb":
                return stream(new OFBBlockCipher(engine, bits), encrypts, withIV, text);
            case "xts":
                KXTSBlockCipher xts = new KXTSBlockCipher(engine);
                xts.init(encrypts, withIV);
                byte[] sector = new byte[text.length];
                xts.processBytes(text, 0, text.length, sector, 0);
                return sector;
            case "cmac":
                return code(new DSTU7624Mac(bits, bits), plain, text);
            case "gmac":
                return code(new KGMac(new KGCMBlockCipher(engine), bits), withIV, text);
            case "gcm":
                return sealed(new KGCMBlockCipher(engine), encrypts, new AEADParameters(new KeyParameter(key), bits, iv, additional), text);
            case "ccm":
                return sealed(new KCCMBlockCipher(engine, 4), encrypts, new AEADParameters(new KeyParameter(key), bits, iv, additional), text);
            case "kw":
                DSTU7624WrapEngine wrap = new DSTU7624WrapEngine(bits);
                wrap.init(encrypts, plain);
                try {
                    return encrypts ? wrap.wrap(text, 0, text.length) : wrap.unwrap(text, 0, text.length);
                } catch (InvalidCipherTextException e) {
                    return null;
                }
            case "contentkey":
                return contentKey(plain, iv, text);
            default:
                throw new IllegalArgumentException(operation);
        }
    }

    static byte[] buffered(BlockCipher mode, boolean encrypts, CipherParameters parameters, byte[] text) throws Exception {
        BufferedBlockCipher cipher = new BufferedBlockCipher(mode);
        cipher.init(encrypts, parameters);
        byte[] out = new byte[text.length];
        cipher.doFinal(out, cipher.processBytes(text, 0, text.length, out, 0));
        return out;
    }

    static byte[] stream(StreamCipher mode, boolean encrypts, CipherParameters parameters, byte[] text) {
        mode.init(encrypts, parameters);
        byte[] out = new byte[text.length];
        mode.processBytes(text, 0, text.length, out, 0);
        return out;
    }

    static byte[] code(Mac mac, CipherParameters parameters, byte[] text) {
        mac.init(parameters);
        mac.update(text, 0, text.length);
        byte[] out = new byte[mac.getMacSize()];
        mac.doFinal(out, 0);
        return out;
    }

    static byte[] sealed(AEADBlockCipher mode, boolean encrypts, AEADParameters parameters, byte[] text) {
        mode.init(encrypts, parameters);
        byte[] out = new byte[mode.getOutputSize(text.length)];
        int done = mode.processBytes(text, 0, text.length, out, 0);
        try {
            done += mode.doFinal(out, done);
        } catch (InvalidCipherTextException e) {
            return null;
        }
        return Arrays.copyOf(out, done);
    }

    /** The wrap of content keys, made of the parts that Bouncy Castle has. */
    static byte[] contentKey(CipherParameters kek, byte[] iv, byte[] cek) {
        DSTU7624Mac mac = new DSTU7624Mac(256, 256);
        mac.init(kek);
        mac.update(cek, 0, cek.length);
        byte[] plain = Arrays.copyOf(cek, 64);
        mac.doFinal(plain, 32);
        byte[] inner = stream(new CFBBlockCipher(new DSTU7624Engine(256), 256), true, new ParametersWithIV(kek, iv), plain);
        byte[] turned = new byte[96];
        for (int i = 0; i < 96; i++) {
            turned[95 - i] = i < 32 ? iv[i] : inner[i - 32];
        }
        byte[] outer = HexFormat.of().parseHex("6973271d6e611d06616715046c65504c2020004f6d68011f65610c0c73734714");
        return stream(new CFBBlockCipher(new DSTU7624Engine(256), 256), true, new ParametersWithIV(kek, outer), turned);
    }
}
