// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.BlockCipher;
import org.bouncycastle.crypto.BufferedBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.StreamCipher;
import org.bouncycastle.crypto.engines.DSTU7624Engine;
import org.bouncycastle.crypto.engines.DSTU7624WrapEngine;
import org.bouncycastle.crypto.macs.DSTU7624Mac;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.modes.CFBBlockCipher;
import org.bouncycastle.crypto.modes.KCTRBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Runs Kalyna by Bouncy Castle. Each line of the file named by the argument is:
 * the operation, the key, the initial vector, the text, the last three as hex
 * digits. It prints the result for each. An operation in lower case encrypts
 * and the same in upper case decrypts.
 */
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        HexFormat hex = HexFormat.of();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] part = line.split(" ");
            byte[] out = part[0].equals("accumulated") ? accumulated()
                : run(part[0], hex.parseHex(part[1]), hex.parseHex(part[2]), hex.parseHex(part[3]));
            System.out.println(out == null ? "refused" : hex.formatHex(out));
        }
    }

    static byte[] run(String operation, byte[] key, byte[] iv, byte[] text) throws Exception {
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

    static byte[] accumulated() throws Exception {
        int[][] sizes = {{16, 16}, {16, 32}, {32, 32}, {32, 64}, {64, 64}};
        MessageDigest results = MessageDigest.getInstance("SHA-256");
        for (int i = 0; i < 10000; i++) {
            int block = sizes[i % 5][0];
            byte[] seed = MessageDigest.getInstance("SHA-512").digest(new byte[] {0, 0, (byte) (i >> 8), (byte) i});
            byte[] key = Arrays.copyOf(seed, sizes[i % 5][1]);
            byte[] iv = Arrays.copyOf(MessageDigest.getInstance("SHA-512").digest(seed), block);
            byte[] text = new byte[1 + i % 150];
            for (int j = 0; j < text.length; j++) {
                text[j] = seed[j % seed.length];
            }
            results.update(run("ecb", key, iv, iv));
            results.update(run("ECB", key, iv, iv));
            for (String mode : new String[] {"ctr", "cfb", "CFB"}) {
                results.update(run(mode, key, iv, text));
            }
            byte[] wrapped = run("kw", key, iv, Arrays.copyOf(seed, block * (1 + i % 3)));
            results.update(wrapped);
        }
        return results.digest();
    }
}
