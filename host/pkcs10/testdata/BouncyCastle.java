// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.util.Enumeration;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.jce.PKCS10CertificationRequest;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Says of each request whether its own key signed it, and which extensions it asks for. */
@SuppressWarnings("deprecation") // the newer class is in a library of its own
class BouncyCastle {
    public static void main(String[] args) throws Exception {
        Security.addProvider(new BouncyCastleProvider());
        for (String file : args) {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(Files.readAllBytes(Path.of(file)));
            StringBuilder line = new StringBuilder(request.verify() ? "good" : "BAD");
            Enumeration<?> attributes = request.getCertificationRequestInfo().getAttributes().getObjects();
            while (attributes.hasMoreElements()) {
                Attribute attribute = Attribute.getInstance(attributes.nextElement());
                if (attribute.getAttrType().equals(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)) {
                    for (ASN1Encodable oid : Extensions.getInstance(attribute.getAttributeValues()[0]).getExtensionOIDs()) {
                        line.append(' ').append(oid);
                    }
                }
            }
            System.out.println(line);
        }
    }
}
