// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.macs.DSTU7564Mac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Runs Kupyna by Bouncy Castle. Each line of the file named by the argument is:
 * the bits, the key, the message, the last two as hex digits, a key of no octets
 * standing for the hash. It prints the result for each.
 */
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        HexFormat hex = HexFormat.of();
        StringBuilder out = new StringBuilder();
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] part = line.split(" ", -1);
            byte[] value = run(Integer.parseInt(part[0]), hex.parseHex(part[1]), hex.parseHex(part[2]));
            out.append(hex.formatHex(value)).append('\n');
        }
        System.out.print(out);
    }

    static byte[] run(int bits, byte[] key, byte[] message) {
        byte[] out = new byte[bits / 8];
        if (key.length > 0) {
            DSTU7564Mac mac = new DSTU7564Mac(bits);
            mac.init(new KeyParameter(key));
            mac.update(message, 0, message.length);
            mac.doFinal(out, 0);
        } else {
            DSTU7564Digest hash = new DSTU7564Digest(bits);
            hash.update(message, 0, message.length);
            hash.doFinal(out, 0);
        }
        return out;
    }
}
