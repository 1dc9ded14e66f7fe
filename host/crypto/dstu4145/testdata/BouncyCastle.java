// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ua.DSTU4145NamedCurves;
import org.bouncycastle.asn1.ua.DSTU4145PointEncoder;
import org.bouncycastle.asn1.ua.UAObjectIdentifiers;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.util.BigIntegers;

/**
 * Signs and verifies by Bouncy Castle. Each line of the file named by the
 * argument is: the number of the curve, d, the compressed public key, a digest
 * and a signature of it, all but the first as hex digits of little-endian
 * octets. It prints for each whether the signature is right, and another one.
 */
class BouncyCastle {
    static final HexFormat HEX = HexFormat.of();
    static final Map<String, ECPublicKeyParameters> KEYS = new ConcurrentHashMap<>();

    public static void main(String[] args) throws Exception {
        System.out.println(Files.readAllLines(Path.of(args[0])).parallelStream()
            .map(line -> answer(line.split(" "))).collect(Collectors.joining("\n")));
    }

    static String answer(String[] line) {
        ASN1ObjectIdentifier named = UAObjectIdentifiers.dstu4145le.branch("2." + line[0]);
        ECDomainParameters curve = DSTU4145NamedCurves.getByOID(named);
        int size = (curve.getN().bitLength() + 7) / 8;
        byte[] digest = HEX.parseHex(line[3]);
        byte[] signature = HEX.parseHex(line[4]);

        DSTU4145Signer verifier = new DSTU4145Signer();
        verifier.init(false, KEYS.computeIfAbsent(line[2], q -> new ECPublicKeyParameters(
            DSTU4145PointEncoder.decodePoint(curve.getCurve(), reverse(HEX.parseHex(q))), curve)));
        boolean right = signature.length == 2 * size && verifier.verifySignature(digest,
            number(Arrays.copyOf(signature, size)), number(Arrays.copyOfRange(signature, size, 2 * size)));

        DSTU4145Signer signer = new DSTU4145Signer();
        signer.init(true, new ECPrivateKeyParameters(number(HEX.parseHex(line[1])), curve));
        BigInteger[] pair = signer.generateSignature(digest);
        return right + " " + HEX.formatHex(octets(pair[0], size)) + HEX.formatHex(octets(pair[1], size));
    }

    static BigInteger number(byte[] octets) {
        return new BigInteger(1, reverse(octets));
    }

    static byte[] octets(BigInteger number, int size) {
        return Arrays.copyOf(reverse(BigIntegers.asUnsignedByteArray(number)), size);
    }

    static byte[] reverse(byte[] octets) {
        return org.bouncycastle.util.Arrays.reverse(octets);
    }
}
