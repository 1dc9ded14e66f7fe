// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What a cabinet does with the program of signing, from finding it to leaving it, in
 * the order and with the parameters that pages were seen to use.
 *
 * @typedef {import('../server.js').Authority} Authority
 * @typedef {{label: string, type: number, device: number}} Medium
 * @typedef {{className: string, classVersion: number, classFields: Record<string, any>}} Transferable
 */

/* global SigningProgram, object, octetsOf, toBase64, fromBase64 */

/** Oldest version of the program that this page works with. */
export const VERSION = '1.3.74';

/** Levels of signatures, as SignType has them. */
export const LEVEL = { basic: 1, stamped: 4, lasting: 16 };

/** Algorithms of signing, by publicKeyType of a certificate. @type {Record<number, number>} */
const ALGORITHMS = { 1: 1, 2: 2, 4: 3 };

const GOST34311 = 1;
const SHA256 = 4;

/** As much of a document is hashed by one call. */
const PIECE = 1024 * 1024;

/** Uses of certificates. */
const SIGNING = 1;
const AGREEMENT = 16;

const CADES = 1;

/** What parts of a tax report hold. */
const SIGNED = 1;
const ENCRYPTED = 2;
const CERTIFICATE = 4;

export class Flow {
  #program;
  /** @type {Transferable | null} */
  #context = null;
  /** @type {Transferable | null} */
  #key = null;
  #algorithm = 1;

  /** @param {(call: Call) => void} observe */
  constructor(observe) {
    this.#program = new SigningProgram(observe);
  }

  /** @param {string} method @param {...unknown} params */
  call(method, ...params) {
    return this.#program.call(method, ...params);
  }

  /** @returns {Promise<string>} */
  async version() {
    await this.call('GetVersion');
    return this.call('GetVersion');
  }

  /** Gets the program ready: where authorities answer, and their certificates. @param {Authority[]} authorities @param {Uint8Array} bundle */
  async start(authorities, bundle) {
    const store = (/** @type {boolean} */ saveLoadedCerts) => object('EndUserFileStoreSettings', {
      path: '', checkCRLs: false, autoRefresh: false, ownCRLsOnly: false, fullAndDeltaCRLs: false, autoDownloadCRLs: false, saveLoadedCerts, expireTime: 3600,
    });
    await this.call('SetRuntimeParameter', 'SaveSettings', 2);
    await this.call('SetUIMode', false);
    await this.call('Initialize');
    await this.call('SetUIMode', false);
    await this.call('SetLanguage', 1);
    await this.call('SetFileStoreSettings', store(false));
    await this.call('GetProxySettings');
    await this.call('SetTSPSettings', object('EndUserTSPSettings', { getStamps: false, address: '', port: '80' }));
    await this.call('SetLDAPSettings', object('EndUserLDAPSettings', { useLDAP: false, address: '', port: '389', anonymous: false, user: '', password: '' }));
    await this.call('SetOCSPSettings', object('EndUserOCSPSettings', { useOCSP: false, beforeStore: false, address: '', port: '80' }));
    await this.call('SetFileStoreSettings', store(true));
    await this.call('SetOCSPAccessInfoModeSettings', object('EndUserOCSPAccessInfoModeSettings', { enabled: true }));
    for (const { issuerCNs, ocspAccessPointAddress: address, ocspAccessPointPort: port } of authorities) {
      for (const issuerCN of issuerCNs) await this.call('SetOCSPAccessInfoSettings', object('EndUserOCSPAccessInfoSettings', { issuerCN, address, port }));
    }
    await this.call('SetModeSettings', object('EndUserModeSettings', { offlineMode: false }));
    await this.call('SaveCertificates', octetsOf(bundle));
    await this.call('SetRuntimeParameter', 'ResolveOIDs', 0);
    this.#context = await this.call('CtxCreate');
    await this.call('CtxSetParameter', this.#context, 'ResolveOIDs', 0);
    await this.call('SetRuntimeParameter', 'CheckCertChainOnSignTime', 1);
  }

  /** @returns {Promise<Medium[]>} */
  async media() {
    /** @type {string[]} */
    const types = await this.call('GetKeyMediaTypes');
    /** @type {string[][]} */
    const devices = await this.call('GetKeyMediaDevices', octetsOf(Uint8Array.from(types.keys())));
    return types.flatMap((label, type) => devices[type].map((name, device) => ({ label: `${label} — ${name}`, type, device })));
  }

  /**
   * Reads the key on a carrier. Pages hand over the PIN that was typed into them.
   * @param {Authority} authority @param {Medium} medium @param {string} password
   * @returns {Promise<Record<string, any>>} Whose it is.
   */
  async read({ tspAddress, tspAddressPort, cmpAddress }, { type: typeIndex, device: devIndex }, password) {
    await this.call('SetTSPSettings', object('EndUserTSPSettings', { getStamps: true, address: tspAddress, port: tspAddressPort }));
    await this.call('SetOCSPSettings', object('EndUserOCSPSettings', { useOCSP: true, beforeStore: true, address: 'czo.gov.ua', port: '80' }));
    await this.call('SetCMPSettings', object('EndUserCMPSettings', { useCMP: true, address: cmpAddress, port: '80', commonName: '' }));
    /** @type {Transferable} */
    const key = await this.call('CtxReadPrivateKey', this.#context, object('EndUserKeyMedia', { typeIndex, devIndex, password }));
    this.#key = key;
    return key.classFields.ownerInfo.classFields;
  }

  /** Own certificates, as their owner's programs describe them. @returns {Promise<{info: Record<string, any>, der: string}[]>} */
  async certificates() {
    const found = [];
    for (let i = 0; ; i++) {
      /** @type {Transferable | null} */
      const next = await this.call('CtxEnumOwnCertificates', this.#key, i);
      if (!next) break;
      const { infoEx, data } = next.classFields;
      found.push({ info: infoEx.classFields, der: data });
    }
    const signing = found.find(({ info }) => info.keyUsageType & SIGNING);
    this.#algorithm = ALGORITHMS[signing?.info.publicKeyType] ?? 1;
    return found;
  }

  /** @param {number} level */
  level(level) {
    return this.call('SetRuntimeParameter', 'SignType', level);
  }

  /** A signature with the content inside. @param {Uint8Array} content @returns {Promise<string>} */
  signInside(content) {
    return this.call('CtxSign', this.#key, this.#algorithm, octetsOf(content), false, true);
  }

  /** A signature apart from the content, which the program hashes piece by piece. @param {Uint8Array} content @returns {Promise<string>} */
  async signDetached(content) {
    const hashing = await this.call('CtxHashBegin', this.#context, this.hash, null);
    for (let i = 0; i < content.length || i === 0; i += PIECE) await this.call('CtxHashContinue', hashing, octetsOf(content.subarray(i, i + PIECE)));
    const hash = await this.call('CtxHashEnd', hashing);
    await this.call('CtxHashFree', hashing);
    return this.signHash(hash);
  }

  /** Which hash the key's algorithm goes with. */
  get hash() {
    return this.#algorithm === 1 ? GOST34311 : SHA256;
  }

  /** A signature of a hash that the page has got somewhere. @param {string} hash  Base64. @returns {Promise<string>} */
  signHash(hash) {
    return this.call('CtxSignHash', this.#key, this.#algorithm, hash, true);
  }

  /** One more signature in a message. @param {string} signed  With the content inside. @returns {Promise<string>} */
  append(signed) {
    return this.call('CtxAppendSign', this.#key, this.#algorithm, null, signed, true);
  }

  /** Signs and encrypts. @param {string[]} recipients  Certificates. @param {Uint8Array} content @returns {Promise<string>} */
  envelop(recipients, content, sign = true) {
    return this.call('CtxEnvelop', this.#key, recipients.map((der) => octetsOf(fromBase64(der))), 1, sign, true, octetsOf(content));
  }

  /**
   * @param {string} envelope
   * @param {Uint8Array | null} [sender]  The certificate that it was made with, where that came beside it.
   * @returns {Promise<Uint8Array>}
   */
  async develop(envelope, sender = null) {
    /** @type {Transferable} */
    const opened = await this.call('CtxDevelop', this.#key, envelope, sender && octetsOf(sender), null);
    return fromBase64(opened.classFields.data);
  }

  /** A container of documents with their signature. @param {'simple' | 'extended'} kind @param {File[]} files @returns {Promise<string>} */
  async container(kind, files) {
    const contents = await Promise.all(files.map(async (file) => octetsOf(new Uint8Array(await file.arrayBuffer()))));
    return this.call('CtxASiCSign', this.#key, this.#algorithm, kind === 'simple' ? 1 : 2, CADES, LEVEL.stamped, files.map(({ name }) => name), contents);
  }

  /** @param {Uint8Array} pdf @returns {Promise<string>} */
  signPDF(pdf) {
    return this.call('CtxPDFSign', this.#key, this.#algorithm, octetsOf(pdf), LEVEL.stamped);
  }

  /** Has the program verify a message. @param {string} signed  With the content inside. */
  async verify(signed) {
    const signers = [];
    const count = await this.call('GetSignsCount', signed);
    for (let i = 0; i < count; i++) {
      /** @type {Transferable} */
      const info = await this.call('VerifyDataInternalOnTimeEx', signed, i, null, false, false, null);
      const time = await this.call('GetSignTimeInfo', i, signed);
      const type = await this.call('GetSignType', i, signed);
      await this.call('CtxGetSignerInfo', this.#context, i, signed);
      const { ownerInfo, data } = info.classFields;
      signers.push({ owner: ownerInfo.classFields.subjCN, time: time?.classFields.time ?? '', type, content: fromBase64(data) });
    }
    return signers;
  }

  /**
   * Protects a report as the tax service's gateway takes it: signed, encrypted, signed again.
   * @param {Uint8Array} report @param {{name: string, email: string, gateway: Uint8Array}} to  The gateway's certificate, in DER.
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async report(report, { name, email, gateway }) {
    const own = async (/** @type {number} */ usage) => (await this.call('CtxGetOwnCertificate', this.#key, 1, usage)).classFields.data;
    await own(SIGNING);
    const sender = await own(AGREEMENT);
    const part = async (/** @type {number} */ kind, /** @type {Uint8Array} */ data) =>
      fromBase64((await this.call('AppendCryptoHeader', 'UA1', kind, octetsOf(data))).classFields.data);

    const signed = await part(SIGNED, fromBase64(await this.signInside(report)));
    const sealed = await part(ENCRYPTED, fromBase64(await this.envelop([toBase64(gateway)], signed, false)));
    const certificate = await part(CERTIFICATE, fromBase64(sender));
    const both = new Uint8Array([...certificate, ...sealed]);
    const outer = await part(SIGNED, fromBase64(await this.signInside(both)));
    const whole = await this.call('AppendTransportHeader', 'UA1', name, email, octetsOf(fromBase64(sender)), octetsOf(outer));
    return fromBase64(whole.classFields.data);
  }

  /**
   * Opens a receipt of the gateway: signed around what is encrypted, and signed inside.
   * @param {Uint8Array} receipt
   * @returns {Promise<Uint8Array<ArrayBuffer>>}
   */
  async receipt(receipt) {
    const first = async (/** @type {Uint8Array} */ parts) => {
      const { headerSize, cryptoData } = (await this.call('ParseCryptoHeader', octetsOf(parts))).classFields;
      return { data: cryptoData, rest: parts.subarray(headerSize + fromBase64(cryptoData).length) };
    };
    const inside = async (/** @type {Uint8Array} */ part) => (await this.verify((await first(part)).data))[0].content;
    const transport = await this.call('ParseTransportHeader', octetsOf(receipt));
    const certificate = await first(await inside(fromBase64(transport.classFields.cryptoData)));
    const encrypted = await first(certificate.rest);
    return inside(await this.develop(encrypted.data, fromBase64(certificate.data)));
  }

  /** Leaves. */
  async finish() {
    if (this.#key) await this.call('CtxFreePrivateKey', this.#key);
    if (this.#context) await this.call('CtxFree', this.#context);
    this.#key = this.#context = null;
    await this.call('Finalize');
  }
}
