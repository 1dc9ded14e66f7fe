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
import { Peer, PidpysError } from './peer.js';

export { PidpysError, fromBase64 };

/** What a visitor without the extension is told, by language. */
const INSTALL = {
  uk: 'Встановіть розширення «Pidpys — КЕП у браузері» і програму Pidpys: https://github.com/pidpys/pidpys. Якщо їх щойно встановлено, перезавантажте сторінку.',
  en: 'Install the extension “Pidpys — e-signature in the browser” and the Pidpys program: https://github.com/pidpys/pidpys. If you have just installed them, reload the page.',
};

/**
 * @typedef {{hash: string, value: string}} Digest  The hash's name and its value in base64.
 *
 * @typedef {object} Signed
 * @property {string} name  The document's name.
 * @property {Blob} signature  The finished CMS: with the document inside, or without it when detached.
 * @property {'B-B' | 'B-T' | 'B-LT' | 'B-LTA'} level  What was reached, which may be less than was wanted.
 * @property {Digest} digest  Of the document.
 *
 * @typedef {Signed & {signatures: Signed[], certificate: Uint8Array}} SignedAll  The first document's signature, all of
 *   them in order, and the signer's certificate (DER).
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

/** A page's way to Pidpys: one a document, for as long as the document lives. */
export class Pidpys {
  #shelf = new Shelf();
  /** @type {Map<string, Written>} By the call it is for. */
  #written = new Map();
  #peer;
  #port;

  /** The version of the program that answered; empty while none did. */
  host = '';

  /** @param {MessagePort} port  Already in the extension's hands at its other end. */
  constructor(port) {
    this.#port = port;
    this.#peer = new Peer((message) => port.postMessage(message), {
      read: (params) => this.#shelf.read(params),
      write: (params) => this.#write(params),
    });
    port.addEventListener('message', ({ data }) => {
      if (data.pidpys === 'closed') this.#peer.close(new PidpysError(data.code, { hint: data.hint }));
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
  static async connect({ timeout = 1000, page = window } = {}) {
    const { origin, protocol } = page.location;
    if (!page.isSecureContext || page.origin !== origin || !protocol.startsWith('http')) throw new PidpysError('forbidden');
    const { port1, port2 } = new MessageChannel();
    const ready = new Promise((resolve, reject) => {
      const silence = setTimeout(() => {
        reject(missingFor(page));
        port1.close();
      }, timeout);
      port1.addEventListener('message', ({ data }) => {
        clearTimeout(silence);
        if (data.pidpys === 'ready') resolve(undefined);
        if (data.pidpys === 'closed') reject(data.code === 'extension-missing' ? missingFor(page) : new PidpysError(data.code, { hint: data.hint }));
      });
    });
    const pidpys = new Pidpys(port1);
    port1.start();
    page.postMessage({ pidpys: 'connect', version: 1 }, origin, [port2]);
    await ready;
    return pidpys;
  }

  /**
   * Signs documents, all with one consent.
   *
   * @template {boolean} [D=false]
   * @param {Blob | Blob[]} documents  A File brings its name; the visitor sees it.
   * @param {{detached?: boolean, hash?: 'gost34311' | 'kupyna256' | 'sha256', level?: 'B-B' | 'B-T' | 'B-LT' | 'B-LTA', diia?: D, signal?: AbortSignal}} [options]
   *   `detached` (the default): the signature does not hold the document. `level`: the least that is wanted; the
   *   visitor may settle for less where a service does not answer, and each signature says what it is. `diia`: the
   *   page can sign by Дія.Підпис too, as diia.js has it, and the visitor may choose that in the window.
   * @returns {Promise<OrDeferred<SignedAll, D>>}  `deferred` only with `diia`.
   */
  async sign(documents, { detached = true, hash, level, diia, signal } = {}) {
    const files = [documents].flat();
    const lent = files.map((file) => this.#lend(file));
    const params = { documents: lent, detached, ...(hash && { hash }), ...(level && { level }), ...(diia && { diia: true }) };
    const { result, written } = await this.#call('sign', params, lent, signal);
    if (result.deferred) return result;
    /** @type {Signed[]} */
    const signatures = files.map((file, i) => {
      const { prefix, suffix, level, digest, written: size = 0 } = result.signatures[i];
      const parts = [fromBase64(prefix), ...(detached ? [] : [file]), fromBase64(suffix), ...written.take(i, size)];
      return { name: lent[i].name, signature: new Blob(parts, { type: 'application/pkcs7-signature' }), level, digest };
    });
    return { ...signatures[0], signatures, certificate: fromBase64(result.certificate) };
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
   * @param {AbortSignal} [options.signal]
   * @returns {Promise<OrDeferred<{token: string}, D>>}  A CMS in base64, for the server to verify; `deferred` as of `sign`.
   */
  async login({ challenge, profile, diia, signal } = {}) {
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
    const params = { ...(challenge && { challenge: lent[0] }), ...(profile && { profile }), ...(diia && { diia: true }) };
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
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<{certificate: Uint8Array, chain: Uint8Array[], owner: object}>}  In DER, the chain from
   *   the issuer up; `owner` as PROTOCOL.md, section 7, has it.
   */
  async certificate({ signal } = {}) {
    const { certificate, chain, owner } = (await this.#call('certificate', {}, [], signal)).result;
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
   * @param {{signal?: AbortSignal}} [options]
   * @returns {Promise<object>} The report of PROTOCOL.md, section 9.
   */
  async verify(signature, content, { signal } = {}) {
    const lent = [signature, content].flatMap((blob) => (blob ? [named(this.#lend(blob))] : []));
    const params = { signature: lent[0], ...(content && { content: lent[1] }) };
    const { result, written } = await this.#call('verify', params, lent, signal);
    return result.written ? JSON.parse(await new Blob(written.take(0, result.written)).text()) : result;
  }

  /** Brings the visitor's window to the front, if there is one. */
  show() {
    this.#port.postMessage({ pidpys: 'show' });
  }

  /** @param {{call: string, document: number, offset: number, data: string}} params */
  #write({ call, ...piece }) {
    const written = this.#written.get(call);
    if (!written) throw new PidpysError('invalid-params');
    written.write(piece);
  }

  /** @param {Blob} blob */
  #lend(blob) {
    const name = blob instanceof File && blob.name ? blob.name : 'document';
    return { name, size: blob.size, blob: this.#shelf.put(blob), ...(blob.type && { type: blob.type }) };
  }

  /**
   * @param {string} method
   * @param {object} params
   * @param {{blob: string}[]} lent  Taken back when the call ends.
   * @param {AbortSignal} [signal]
   * @returns {Promise<{result: any, written: Written}>}
   */
  async #call(method, params, lent, signal) {
    const id = crypto.randomUUID();
    const written = new Written();
    this.#written.set(id, written);
    const cancel = () => void this.#peer.call('cancel', { id }).catch(() => {});
    try {
      if (signal?.aborted) throw new PidpysError('cancelled', { cause: signal.reason });
      signal?.addEventListener('abort', cancel);
      return { result: await this.#peer.call(method, params, id), written };
    } finally {
      this.#written.delete(id);
      signal?.removeEventListener('abort', cancel);
      this.#shelf.remove(...lent.map(({ blob }) => blob));
    }
  }
}

/**
 * @param {Window} page  Where no extension answers, or one that was removed since.
 * @returns {PidpysError} In the page's language, for there is nobody to ask for the visitor's.
 */
function missingFor(page) {
  const language = page.document.documentElement.lang.startsWith('en') ? 'en' : 'uk';
  return new PidpysError('extension-missing', { hint: INSTALL[language] });
}

/** @param {{name: string, size: number, blob: string}} lent  Without its type, as `verify` wants it. */
function named({ name, size, blob }) {
  return { name, size, blob };
}
