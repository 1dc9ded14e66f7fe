// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

// Opens a container of the tax service with jkurwa, a program that is not ours. On stdin comes JSON, octets in base64:
// {keys: [{key, certificate}], container}; on stdout goes {content, layers, error?}, of which a layer is {headers},
// {signed: name} or {encrypted: true}. What it makes itself cannot be had: for that it needs a changed asn1.js, which is
// in no registry.

import gost89 from 'gost89';
import jk from 'jkurwa';

const bytes = (text) => Buffer.from(text, 'base64');
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { keys, container } = JSON.parse(Buffer.concat(chunks).toString());

const box = new jk.Box({ algo: gost89.compat.algos() });
for (const { key, certificate } of keys) box.load({ priv: jk.Priv.from_asn1(bytes(key)), cert: jk.Certificate.from_asn1(bytes(certificate)) });
const { content, pipe, error } = await box.unwrap(bytes(container));
const layers = pipe.map(({ transport, headers, signed, cert, enc }) => {
  if (transport) return { headers };
  return signed === true && cert ? { signed: cert.subject.commonName } : { encrypted: enc === true };
});
process.stdout.write(JSON.stringify({ error, layers, content: Buffer.from(content).toString('base64') }));
