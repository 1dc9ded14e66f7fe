// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.io.ByteArrayOutputStream;
import java.io.FileInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECPrivateKeySpec;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERUTCTime;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.IssuerAndSerialNumber;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.SignedData;
import org.bouncycastle.asn1.pkcs.SignerInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.digests.DSTU7564Digest;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.DSTU4145Signer;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.util.BigIntegers;

/**
 * Verifies and makes DSTU 4145 signatures with Bouncy Castle. Each line of the file
 * named after "verify" is: the hash, then files with the signer's certificate, what is
 * signed, and r and s one after the other. It prints a line for each. Each line of the
 * file named after "sign" is: the hash, then files with the signer's certificate, d of
 * its key, the digest of a content, and where a CMS over that goes.
 */
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String line : Files.readAllLines(Path.of(args[1]))) {
            if (args[0].equals("sign")) {
                sign(line.split(" "));
            } else {
                verify(line.split(" "));
            }
        }
    }

    static void verify(String[] part) throws Exception {
        PublicKey key = certificate(part[1]).getPublicKey();
        byte[] data = Files.readAllBytes(Path.of(part[2]));
        byte[] value = Files.readAllBytes(Path.of(part[3]));
        boolean good = part[0].equals("gost34311") ? gost(key, data, value) : kupyna(key, data, value);
        System.out.println((good ? "good " : "BAD ") + part[3]);
    }

    static X509Certificate certificate(String file) throws Exception {
        try (FileInputStream in = new FileInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509", "BC").generateCertificate(in);
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
        DSTU4145Signer verifier = new DSTU4145Signer();
        verifier.init(false, ECUtil.generatePublicKeyParameter(key));
        return verifier.verifySignature(hash(data),
            number(Arrays.copyOfRange(value, 0, value.length / 2)),
            number(Arrays.copyOfRange(value, value.length / 2, value.length)));
    }

    static byte[] hash(byte[] data) {
        DSTU7564Digest digest = new DSTU7564Digest(256);
        digest.update(data, 0, data.length);
        byte[] hash = new byte[digest.getDigestSize()];
        digest.doFinal(hash, 0);
        return hash;
    }

    static BigInteger number(byte[] littleEndian) {
        return new BigInteger(1, reversed(littleEndian));
    }

    static byte[] reversed(byte[] octets) {
        byte[] bytes = new byte[octets.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = octets[bytes.length - 1 - i];
        }
        return bytes;
    }

    /** A detached SignedData of PKCS #7, out of which CMS grew, with the signed attributes of CAdES. */
    static void sign(String[] part) throws Exception {
        boolean gost = part[0].equals("gost34311");
        X509Certificate signer = certificate(part[1]);
        BigInteger d = number(Files.readAllBytes(Path.of(part[2])));
        PrivateKey key = KeyFactory.getInstance("DSTU4145", "BC")
            .generatePrivate(new ECPrivateKeySpec(d, ((ECPublicKey) signer.getPublicKey()).getParams()));

        ASN1EncodableVector attributes = new ASN1EncodableVector();
        attributes.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_contentType, PKCSObjectIdentifiers.data));
        attributes.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_signingTime, new DERUTCTime(new Date())));
        attributes.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_messageDigest,
            new DEROctetString(Files.readAllBytes(Path.of(part[3])))));
        attributes.add(attribute(PKCSObjectIdentifiers.id_aa_signingCertificateV2, signingCertificate(signer)));
        ASN1Set signed = new DERSet(attributes);
        byte[] data = signed.getEncoded("DER");
        byte[] value = gost ? gostValue(key, data) : kupynaValue(key, data);

        AlgorithmIdentifier hash = new AlgorithmIdentifier(UKRAINE.branch(gost ? "2.1" : "2.2.1"));
        AlgorithmIdentifier algorithm = new AlgorithmIdentifier(UKRAINE.branch(gost ? "3.1.1" : "3.6.1.1"));
        X500Name issuer = X500Name.getInstance(signer.getIssuerX500Principal().getEncoded());
        SignerInfo info = new SignerInfo(new ASN1Integer(1), new IssuerAndSerialNumber(issuer, signer.getSerialNumber()),
            hash, signed, algorithm, new DEROctetString(value), null);
        SignedData message = new SignedData(new ASN1Integer(1), new DERSet(hash), new ContentInfo(PKCSObjectIdentifiers.data, null),
            new DERSet(ASN1Primitive.fromByteArray(signer.getEncoded())), null, new DERSet(info));
        Files.write(Path.of(part[4]), new ContentInfo(PKCSObjectIdentifiers.signedData, message).getEncoded("DER"));
    }

    static final ASN1ObjectIdentifier UKRAINE = new ASN1ObjectIdentifier("1.2.804.2.1.1.1.1");

    static Attribute attribute(ASN1ObjectIdentifier type, ASN1Encodable value) {
        return new Attribute(type, new DERSet(value));
    }

    /** SigningCertificateV2 of RFC 5035 by SHA-256, which is the default there. */
    static ASN1Encodable signingCertificate(X509Certificate signer) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(signer.getEncoded());
        return new DERSequence(new DERSequence(new DERSequence(new DEROctetString(hash))));
    }

    static byte[] gostValue(PrivateKey key, byte[] data) throws Exception {
        Signature signature = Signature.getInstance("GOST3411WITHDSTU4145LE", "BC");
        signature.initSign(key, new SecureRandom());
        signature.update(data);
        return ASN1OctetString.getInstance(signature.sign()).getOctets();
    }

    static byte[] kupynaValue(PrivateKey key, byte[] data) throws Exception {
        DSTU4145Signer signature = new DSTU4145Signer();
        signature.init(true, new ParametersWithRandom(ECUtil.generatePrivateKeyParameter(key), new SecureRandom()));
        BigInteger[] rs = signature.generateSignature(hash(data));
        int size = (signature.getOrder().bitLength() + 7) / 8;
        ByteArrayOutputStream value = new ByteArrayOutputStream();
        for (BigInteger part : rs) {
            value.write(reversed(BigIntegers.asUnsignedByteArray(size, part)));
        }
        return value.toByteArray();
    }
}
