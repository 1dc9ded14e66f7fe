// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Pidpys for pages: sign in, sign and decrypt with the visitor's own key.
 *
 *     import { Pidpys } from './client.js';
 *     const pidpys = await Pidpys.connect();
 *     const { signature } = await pidpys.sign(file);
 *
 * Keys and passwords never come to the page: the visitor chooses the key,
 * types its password and consents in a window of the Pidpys extension.
 * The protocol is host/protocol/PROTOCOL.md of the Pidpys sources.
 */

import { Shelf, Written, fromBase64, toBase64 } from './blobs.js';
import { closed, handOver } from './handover.js';
import { Peer, PidpysError } from './peer.js';

export { PidpysError, fromBase64 };

/**
 * @typedef {{hash: string, value: string}} Digest  The hash's name and its value in base64.
 *
 * @typedef {'B-B' | 'B-T' | 'B-LT' | 'B-LTA'} Level
 *
 * @typedef {object} Signed
 * @property {string} name  The document's name.
 * @property {Blob} signature  The finished CMS: with the document inside, or without it when detached.
 * @property {Level} level  What was reached, which may be less than was wanted.
 * @property {Digest} digest  Of the document.
 *
 * @typedef {Signed & {signatures: Signed[], certificate: Uint8Array}} SignedAll  The first document's signature, all of
 *   them in order, and the signer's certificate (DER).
 *
 * @typedef {object} SignedEach  How signing one by one ended. What was not signed nothing was said of.
 * @property {Uint8Array} certificate  The signer's (DER).
 * @property {number} signed  How many documents `each` was told.
 * @property {number} failed  How many `failed` was told.
 * @property {string} [stopped]  Why it ended before all were tried: a code, as `cancelled` or `timed-out`.
 *
 * @typedef {(signed: Signed, index: number) => unknown} Each
 * @typedef {(code: string, index: number) => unknown} Failed
 *
 * @typedef {object} Signing  What is wanted of signatures.
 * @property {'gost34311' | 'kupyna256' | 'sha256'} [hash]
 * @property {Level} [level]  The least that is wanted; the visitor may settle for less where a
 *   service does not answer, and each signature says what it is.
 * @property {'file' | 'token' | 'cloud'} [key]  Where the window looks for the key first.
 * @property {AbortSignal} [signal]
 *
 * @typedef {object} Filing  What is wanted done with a report. PROTOCOL.md, section 17, has what goes with which stage.
 * @property {'sign' | 'send' | 'ask'} [stage]  `sign`, the default: one more signature. `send`: the whole container for the gateway.
 *   `ask`: the same of a submission's identifier, to ask for its receipts.
 * @property {'accountant' | 'director' | 'stamp'} [role]  In which the visitor signs the report; without, it is sent as it is signed.
 * @property {Blob | BufferSource} [gateway]  The gateway's certificate for key agreement (DER); not with `sign`.
 * @property {{file?: string, email?: string}} [sending]  The report's name, which `send` needs, and where answers may go.
 * @property {AbortSignal} [signal]
 *
 * @typedef {object} Receipt  What the service says, in its own words: a page shows them as text.
 * @property {1 | 2} [number]  The first says no more than that the report came.
 * @property {'received' | 'accepted' | 'rejected' | 'unknown'} result  `received`: it is not checked yet.
 * @property {string} file  The report's name.
 * @property {string} form  As `F0103309`; this and what follows may be empty.
 * @property {string} name  The form's, in words.
 * @property {string} registered  The number of the report with the service.
 * @property {string} subject
 * @property {string} text  All it says, in lines.
 * @property {string} signer  The service's name.
 * @property {string} time  When it was signed, as the service says (RFC 3339).
 * @property {object} report  On the signature: PROTOCOL.md, section 9.
 * @property {Blob} signature  What the service signed, to keep: a CMS with the receipt inside.
 *
 * @typedef {object} Encrypted
 * @property {string} name  The document's name.
 * @property {Blob} message  The finished CMS.
 */

/**
 * @template Result
 * @template {boolean} D  Whether the page offers Дія.Підпис.
 * @typedef {(Result & {deferred?: undefined}) | (D extends true ? {deferred: 'diia'} & {[member in keyof Result]?: undefined} : never)} OrDeferred
 *   A result; or, where the visitor chose Дія.Підпис, that nothing was signed and the page goes on.
 */

/**
 * @typedef {{name: string, size: number, blob: string, type?: string}} Lent  How the host is told of a blob.
 * @typedef {{prefix: string, suffix: string, level: Signed['level'], digest: Digest, written?: number}} Ends  How it tells of a signature.
 * @typedef {{document: number, signature?: Ends, code?: string}} SignedDocument  And of one document of many.
 * @internal
 */

/** How many documents one message of the protocol may name. */
const NAMED = 256;

/** A page's way to Pidpys: one a document, for as long as the document lives or, where the program was lost, until then. */
export class Pidpys {
  #shelf = new Shelf();
  /** @type {Map<string, {written: Written, signed: (document: SignedDocument) => unknown}>} Calls of ours, by their ids. */
  #calls = new Map();
  #peer;
  #port;

  /** The version of the program that answered; empty while none did. */
  host = '';

  /** @param {MessagePort} port  Already in the extension's hands at its other end. */
  constructor(port) {
    this.#port = port;
    this.#peer = new Peer((message) => port.postMessage(message), {
      read: (params) => this.#shelf.read(params),
      write: ({ call, ...piece }) => this.#called(call).written.write(piece),
      signed: ({ call, ...document }) => this.#called(call).signed(document),
    });
    port.addEventListener('message', ({ data }) => {
      if (data.pidpys === 'closed') this.#peer.close(closed(data));
      else if (data.pidpys === 'ready') this.host = String(data.host ?? '');
      else if (data.pidpys === undefined) this.#peer.receive(data);
    });
  }

  /**
   * Hands the extension one end of a channel and waits until the host answers.
   *
   * @param {{timeout?: number, page?: Window & typeof globalThis}} [options]
   *   `timeout`: how long, in milliseconds, the extension may take to show that it is there.
   * @returns {Promise<Pidpys>}
   * @throws {PidpysError} `forbidden` where no extension will ever answer: an insecure page or an
   *   opaque origin; `extension-missing`; `host-missing` and the other set-up codes, with a hint.
   */
  static connect({ timeout = 1000, page = window } = {}) {
    return handOver(page, timeout, (port) => new Pidpys(port));
  }

  /**
   * Signs documents, all with one consent.
   *
   * @template {boolean} [D=false]
   * @overload
   * @param {Blob | Iterable<Blob>} documents  At most 256; all are signed, or none. A File brings its name; the visitor sees it.
   * @param {Signing & {detached?: boolean, diia?: D, each?: undefined}} [options]
   *   `detached` (the default): the signature does not hold the document. `diia`: the page can sign by Дія.Підпис too, as
   *   diia.js has it, and the visitor may choose that in the window.
   * @returns {Promise<OrDeferred<SignedAll, D>>}  `deferred` only with `diia`.
   */
  /**
   * Signs many documents, every one for itself, all with one consent.
   *
   * `each` is told of a signature as soon as it is made, `failed` of a document that could not be signed, by a code, and both of
   * its index. What they return is waited for, so that no more is signed than the page takes; up to four are told at a
   * time. After two minutes it is waited for no more, and signing ends with `timed-out`: what takes longer, as a large upload, is
   * not to be returned. What was told stays good however the call ends, also where the program was lost: see `PidpysError.lost`.
   *
   * @overload
   * @param {Blob | Iterable<Blob>} documents  At most 10 000. A File brings its name; the visitor sees it.
   * @param {Signing & {detached?: boolean, each: Each, failed?: Failed}} options
   * @returns {Promise<SignedEach>}
   */
  /**
   * @param {Blob | Iterable<Blob>} documents
   * @param {Signing & {detached?: boolean, diia?: boolean, each?: Each, failed?: Failed}} [options]
   * @returns {Promise<any>}
   */
  async sign(documents, { detached = true, hash, level, diia, key, each, failed, signal } = {}) {
    const files = documents instanceof Blob ? [documents] : Array.from(documents);
    const lent = files.map((file) => this.#lend(file));
    const wanted = { detached, ...(hash && { hash }), ...(level && { level }), ...(diia && { diia: true }), ...(key && { key }) };
    /** @param {number} i @param {Ends} ends @param {Written} written @returns {Signed} */
    const finish = (i, { prefix, suffix, level, digest, written: size = 0 }, written) => {
      const parts = [fromBase64(prefix), ...(detached ? [] : [files[i]]), fromBase64(suffix), ...written.take(i, size)];
      return { name: lent[i].name, signature: new Blob(parts, { type: 'application/pkcs7-signature' }), level, digest };
    };
    if (each) return this.#signEach(lent, wanted, finish, { each, failed }, signal);
    const { result, written } = await this.#call('sign', { documents: lent, ...wanted }, lent, signal);
    if (result.deferred) return result;
    const signatures = files.map((_, i) => finish(i, result.signatures[i], written));
    return { ...signatures[0], signatures, certificate: fromBase64(result.certificate) };
  }

  /**
   * @param {Lent[]} lent
   * @param {object} wanted
   * @param {(document: number, ends: Ends, written: Written) => Signed} finish  Joins a signature.
   * @param {{each: Each, failed?: Failed}} told
   * @param {AbortSignal} [signal]
   * @returns {Promise<SignedEach>}
   */
  async #signEach(lent, wanted, finish, { each, failed }, signal) {
    /** @type {unknown} What the page itself threw. */
    let cause;
    /** @param {SignedDocument} document @param {Written} written */
    const signed = async ({ document, signature, code }, written) => {
      try {
        if (signature) await each(finish(document, signature, written), document);
        else await failed?.(code ?? 'failed', document);
      } catch (error) {
        throw (cause ??= error);
      }
    };
    const many = lent.length > NAMED;
    try {
      if (many) await this.#list(lent, signal);
      const named = many ? { documents: [], listed: lent.length } : { documents: lent };
      const { result } = await this.#call('sign', { ...named, ...wanted, each: true }, lent, signal, signed);
      if (cause) throw new PidpysError('failed', { cause });
      return { ...result, certificate: fromBase64(result.certificate) };
    } catch (error) {
      this.#takeBack(lent);
      // What was named and is not asked for would stand before the documents of the next call.
      if (many) await this.#peer.call('list', { documents: [], anew: true }).catch(() => {});
      if (cause && error instanceof PidpysError) error.cause = cause;
      throw error;
    }
  }

  /**
   * Names documents that are too many for one message, in the place of all that were named before.
   *
   * @param {Lent[]} lent
   * @param {AbortSignal} [signal]
   */
  async #list(lent, signal) {
    for (let i = 0; i < lent.length && !signal?.aborted; i += NAMED) {
      await this.#peer.call('list', { documents: lent.slice(i, i + NAMED), ...(i === 0 && { anew: true }) });
    }
  }

  /**
   * Signs documents, all with one consent, into one ASiC-E container (EN 319 162-1), which holds them.
   *
   * @param {Blob | Blob[]} documents  A File brings its name, by which the container has it.
   * @param {Signing} [options]
   * @returns {Promise<{container: Blob, level: Level, certificate: Uint8Array}>}
   */
  async signContainer(documents, options) {
    const files = [documents].flat();
    const { result, written } = await this.#signInto('asic-e', files, options);
    const parts = /** @type {number[]} */ (result.container.parts);
    const made = new Blob(written.take(0, parts.reduce((sum, size) => sum + size, 0)));
    let taken = 0;
    const pieces = parts.flatMap((size, i) => [...(i > 0 ? [files[i - 1]] : []), made.slice(taken, (taken += size))]);
    const container = new Blob(pieces, { type: 'application/vnd.etsi.asic-e+zip' });
    return { container, level: result.level, certificate: fromBase64(result.certificate) };
  }

  /**
   * Signs PDF files, all with one consent, so that each holds its own signature (EN 319 142-1).
   *
   * @param {Blob | Blob[]} documents  A File brings its name; the visitor sees it.
   * @param {Signing} [options]
   * @returns {Promise<{files: {name: string, file: Blob, level: Level}[], certificate: Uint8Array}>}  In the order of the documents.
   */
  async signPDF(documents, options) {
    const files = [documents].flat();
    const { result, written, lent } = await this.#signInto('pdf', files, options);
    const made = files.map((file, i) => {
      const { size, level } = result.files[i];
      return { name: lent[i].name, file: new Blob([file, ...written.take(i, size)], { type: 'application/pdf' }), level };
    });
    return { files: made, certificate: fromBase64(result.certificate) };
  }

  /**
   * @param {'asic-e' | 'pdf'} container
   * @param {Blob[]} files
   * @param {Signing} [options]
   */
  async #signInto(container, files, { hash, level, key, signal } = {}) {
    const lent = files.map((file) => this.#lend(file));
    const params = { documents: lent, container, ...(hash && { hash }), ...(level && { level }), ...(key && { key }) };
    return { ...(await this.#call('sign', params, lent, signal)), lent };
  }

  /**
   * Signs the visitor in.
   *
   * @template {boolean} [D=false]
   * @param {object} [options]
   * @param {() => Promise<Uint8Array | string>} [options.challenge]  Fetches 32 to 1024 octets from the page's
   *   server (a string is base64). Called only after the visitor agreed, so the challenge is fresh.
   * @param {'pidpys' | 'tax-cabinet'} [options.profile]  `tax-cabinet` takes no challenge.
   * @param {D} [options.diia]  As of `sign`.
   * @param {'file' | 'token' | 'cloud'} [options.key]  As of `sign`.
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<OrDeferred<{token: string}, D>>}  A CMS in base64, for the server to verify; `deferred` as of `sign`.
   */
  async login({ challenge, profile, diia, key, signal } = {}) {
    /** @type {unknown} */
    let cause;
    const lent = [];
    if (challenge) {
      const fetched = async () => {
        try {
          const octets = await challenge();
          return new Blob([typeof octets === 'string' ? fromBase64(octets) : /** @type {BlobPart} */ (octets)]);
        } catch (error) {
          throw (cause = error);
        }
      };
      lent.push({ blob: this.#shelf.put(fetched) });
    }
    const params = { ...(challenge && { challenge: lent[0] }), ...(profile && { profile }), ...(diia && { diia: true }), ...(key && { key }) };
    try {
      return (await this.#call('login', params, lent, signal)).result;
    } catch (error) {
      if (cause && error instanceof PidpysError) error.cause = cause;
      throw error;
    }
  }

  /**
   * Asks the visitor whose key it is.
   *
   * @param {{usage?: 'agree', signal?: AbortSignal}} [options]  `usage`: to have the certificate to whose owner others encrypt;
   *   without, that of a key for signing.
   * @returns {Promise<{certificate: Uint8Array, chain: Uint8Array[], owner: object}>}  In DER, the chain from
   *   the issuer up; `owner` as PROTOCOL.md, section 7, has it.
   */
  async certificate({ usage, signal } = {}) {
    const { certificate, chain, owner } = (await this.#call('certificate', { ...(usage && { usage }) }, [], signal)).result;
    return { certificate: fromBase64(certificate), chain: chain.map(fromBase64), owner };
  }

  /**
   * Encrypts documents to others, all with one consent. The visitor sees who they are, and takes
   * their own key where the recipients' keys demand it.
   *
   * @param {Blob | Blob[]} documents  A File brings its name; the visitor sees it.
   * @param {(Blob | BufferSource)[]} recipients  Their certificates for encryption, in DER.
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Encrypted & {messages: Encrypted[]}>} The first document encrypted, and all of them in order.
   */
  async encrypt(documents, recipients, { signal } = {}) {
    const certificates = await Promise.all(recipients.map((one) => new Blob([one]).arrayBuffer()));
    const lent = [documents].flat().map((file) => this.#lend(file));
    const params = { documents: lent, recipients: certificates.map((der) => toBase64(new Uint8Array(der))) };
    const { result, written } = await this.#call('encrypt', params, lent, signal);
    /** @type {Encrypted[]} */
    const messages = lent.map(({ name }, i) => {
      return { name, message: new Blob(written.take(i, result.messages[i].size), { type: 'application/pkcs7-mime' }) };
    });
    return { ...messages[0], messages };
  }

  /**
   * Decrypts what is encrypted to the visitor. Why it does not decrypt the visitor is told, not the page.
   *
   * @param {Blob} document  A CMS. A File brings its name; the visitor sees it.
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<{content: Blob, contentType: string, originator?: Uint8Array}>}  The content, what the message
   *   calls it (an object identifier), and whose certificate (DER) it was encrypted with, if anybody's. Only a signature
   *   inside can prove any of this.
   */
  async decrypt(document, { signal } = {}) {
    const lent = [this.#lend(document)];
    const { result, written } = await this.#call('decrypt', { document: lent[0] }, lent, signal);
    const content = new Blob(written.take(0, result.size));
    return { content, contentType: result.content_type, ...(result.originator && { originator: fromBase64(result.originator) }) };
  }

  /**
   * Verifies a signature; nobody is asked.
   *
   * @param {Blob} signature  A CMS, or a PDF or an ASiC container, which hold what was signed.
   * @param {Blob} [content]  The document of a detached signature.
   * @param {{extract?: boolean, signal?: AbortSignal}} [options]  `extract`: for the extension's own page alone, to have what was signed.
   * @returns {Promise<any>} The report of PROTOCOL.md, section 9; with `extract` each of its `contents` has a `blob`, section 16.
   */
  async verify(signature, content, { extract, signal } = {}) {
    const lent = [signature, content].flatMap((blob) => (blob ? [named(this.#lend(blob))] : []));
    const params = { signature: lent[0], ...(content && { content: lent[1] }), ...(extract && { extract: true }) };
    const { result, written } = await this.#call('verify', params, lent, signal);
    const report = result.written ? JSON.parse(await new Blob(written.take(result.document ?? 0, result.written)).text()) : result;
    report.contents?.forEach((/** @type {any} */ one, /** @type {number} */ i) => (one.blob = new Blob(written.take(i, one.size), { type: one.type })));
    return report;
  }

  /**
   * Signs a report to the tax service, or protects it for the way there, with one consent.
   *
   * @param {Blob} document  The report's XML in windows-1251, or the `content` of an earlier `report` of the stage `sign`; of the stage
   *   `ask`, the identifier that the gateway gave to a submission.
   * @param {Filing} options
   * @returns {Promise<{content: Blob, certificate: Uint8Array}>}  What to keep or send, and the signer's certificate (DER).
   */
  async report(document, { stage = 'sign', role, gateway, sending, signal }) {
    const der = gateway && toBase64(new Uint8Array(await new Blob([gateway]).arrayBuffer()));
    const lent = [this.#lend(document)];
    const params = { document: lent[0], stage, ...(role && { role }), ...(der && { gateway: der }), ...(sending && { sending }) };
    const { result, written } = await this.#call('report', params, lent, signal);
    return { content: new Blob(written.take(0, result.size)), certificate: fromBase64(result.certificate) };
  }

  /**
   * Opens what the tax service answered to a report. It is the service's own, and about that report: what is not is an
   * error that tells why.
   *
   * @param {Blob} document  The container that the gateway gave.
   * @param {string} file  The report's name.
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<Receipt>}
   */
  async receipt(document, file, { signal } = {}) {
    const lent = [this.#lend(document)];
    const { result, written } = await this.#call('receipt', { document: lent[0], file }, lent, signal);
    const { size, ...said } = result;
    return { ...said, signature: new Blob(written.take(0, size), { type: 'application/pkcs7-signature' }) };
  }

  /** Brings the visitor's window to the front, if there is one. */
  show() {
    this.#port.postMessage({ pidpys: 'show' });
  }

  /** @param {string} id  Of a call of ours. */
  #called(id) {
    const call = this.#calls.get(id);
    if (!call) throw new PidpysError('invalid-params');
    return call;
  }

  /**
   * @param {Blob} blob
   * @returns {Lent}
   */
  #lend(blob) {
    const name = blob instanceof File && blob.name ? blob.name : 'document';
    return { name, size: blob.size, blob: this.#shelf.put(blob), ...(blob.type && { type: blob.type }) };
  }

  /** @param {{blob: string}[]} lent */
  #takeBack(lent) {
    this.#shelf.remove(...lent.map(({ blob }) => blob));
  }

  /**
   * @param {string} method
   * @param {object} params
   * @param {{blob: string}[]} lent  Taken back when the call ends.
   * @param {AbortSignal} [signal]
   * @param {(document: SignedDocument, written: Written) => unknown} [signed]  Is told of each document for itself.
   * @returns {Promise<{result: any, written: Written}>}
   */
  async #call(method, params, lent, signal, signed = () => {}) {
    const id = crypto.randomUUID();
    const written = new Written();
    this.#calls.set(id, { written, signed: (document) => signed(document, written) });
    const cancel = () => void this.#peer.call('cancel', { id }).catch(() => {});
    try {
      if (signal?.aborted) throw new PidpysError('cancelled', { cause: signal.reason });
      signal?.addEventListener('abort', cancel);
      return { result: await this.#peer.call(method, params, id), written };
    } finally {
      this.#calls.delete(id);
      signal?.removeEventListener('abort', cancel);
      this.#takeBack(lent);
    }
  }
}

/** @param {Lent} lent  Without its type, as `verify` wants it. */
function named({ name, size, blob }) {
  return { name, size, blob };
}
