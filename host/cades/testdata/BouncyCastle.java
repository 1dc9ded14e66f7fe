// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.io.FileInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Verifies DSTU 4145 signatures with Bouncy Castle. Each line of the file named
 * by the argument is: the hash, then files with the signer's certificate, what
 * is signed, and r and s one after the other. It prints a line for each.
 */
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        CertificateFactory certificates = CertificateFactory.getInstance("X.509", "BC");
        for (String line : Files.readAllLines(Path.of(args[0]))) {
            String[] part = line.split(" ");
            PublicKey key;
            try (FileInputStream in = new FileInputStream(part[1])) {
                key = ((X509Certificate) certificates.generateCertificate(in)).getPublicKey();
            }
            byte[] data = Files.readAllBytes(Path.of(part[2]));
            byte[] value = Files.readAllBytes(Path.of(part[3]));
            boolean good = part[0].equals("gost34311") ? gost(key, data, value) : kupyna(key, data, value);
            System.out.println((good ? "good " : "BAD ") + part[3]);
        }
    }

    static boolean gost(PublicKey key, byte[] data, byte[] value) throws Exception {
        Signature verifier = Signature.getInstance("GOST3411WITHDSTU4145LE", "BC");
        verifier.initVerify(key);
        verifier.update(data);
        return verifier.verify(new DEROctetString(value).getEncoded());
    }

    /** Kupyna has no name among the provider's signatures: its parts are used. */
    static boolean kupyna(PublicKey key, byte[] data, byte[] value) throws Exception {
        DSTU7564Digest digest = new DSTU7564Digest(256);
        digest.update(data, 0, data.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        DSTU4145Signer verifier = new DSTU4145Signer();
        verifier.init(false, ECUtil.generatePublicKeyParameter(key));
        return verifier.verifySignature(hash,
            number(Arrays.copyOfRange(value, 0, value.length / 2)),
            number(Arrays.copyOfRange(value, value.length / 2, value.length)));
    }

    static BigInteger number(byte[] littleEndian) {
        byte[] bytes = new byte[littleEndian.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = littleEndian[bytes.length - 1 - i];
        }
        return new BigInteger(1, bytes);
    }
}
