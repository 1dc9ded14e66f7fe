// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * The steps of the page: what each does with the program and with the server.
 *
 * @typedef {import('../stepper.js').Outcome} Outcome
 *
 * @typedef {object} Choice  What the person chose on the page.
 * @property {import('./flow.js').Medium | undefined} medium
 * @property {string} password
 */

/* global SigningProgram, ProgramError, UNREACHABLE, WRONG_VERSION, fromBase64, toBase64, suffices */

import { keep, number } from './calls.js';
import { Flow, LEVEL, VERSION } from './flow.js';
import * as desk from '../reports/desk.js';
import * as server from '../server.js';
import { Hindrance } from '../stepper.js';
import { say } from './words.js';

export class Steps {
  #calls = 0;
  #octets = 0;
  #flow = new Flow((call) => {
    this.#calls++;
    this.#octets += call.octets;
    keep(call);
  });

  /** @type {server.Authority[]} */
  #authorities = [];
  /** @type {Record<string, any>} */
  #owner = {};
  #signed = '';
  #envelope = '';
  /** @type {{info: Record<string, any>, der: string}[]} */
  #certificates = [];
  /** @type {import('./flow.js').Medium[]} */
  media = [];

  /** @param {() => Choice} choice */
  constructor(choice) {
    this.choice = choice;
  }

  async detect() {
    if (SigningProgram.present() !== 1) throw new ProgramError(UNREACHABLE, '');
    return { text: say('found') };
  }

  async version() {
    const version = await this.#flow.version();
    if (!suffices(version, VERSION)) throw new ProgramError(WRONG_VERSION, say('tooOld', version, VERSION));
    return { text: say('fits', version) };
  }

  async start() {
    const since = performance.now();
    const [authorities, bundle] = await Promise.all([server.authorities(), server.bundle()]);
    this.#authorities = authorities;
    const loaded = performance.now();
    this.#octets = 0;
    await this.#flow.start(authorities, bundle);
    const seconds = (/** @type {number} */ ms) => number(ms / 1000, 2);
    return { text: say('ready', String(this.#calls), seconds(performance.now() - loaded), number(this.#octets / 1e6), seconds(loaded - since)) };
  }

  async list() {
    this.media = await this.#flow.media();
    return { text: say('carriers', String(this.media.length)) };
  }

  async key() {
    const { medium, password } = this.choice();
    if (!medium) throw new Hindrance(say('noCarrier'));
    this.#owner = await this.#flow.read(this.#authorities[0], medium, password);
    const { subjCN, issuerCN } = this.#owner;
    if (!this.#authorities.some(({ issuerCNs }) => issuerCNs.includes(issuerCN))) throw new Hindrance(say('unknownAuthority', issuerCN));
    return { text: say('owner', subjCN, issuerCN) };
  }

  async certificates() {
    this.#certificates = await this.#flow.certificates();
    return { text: this.#certificates.map(({ info }) => say('certificate', info.serial, info.keyUsage, info.certEndTime)).join('\n') };
  }

  async login() {
    const number = this.#owner.subjDRFOCode || this.#owner.subjEDRPOUCode;
    const { name } = await server.taxLogin(await this.#flow.signInside(new TextEncoder().encode(number)));
    return { text: say('signedIn', name) };
  }

  async inside() {
    const { file, octets } = await document();
    await this.#flow.level(LEVEL.basic);
    this.#signed = await this.#flow.signInside(octets);
    return this.#verified(`${file.name}.p7s`, this.#signed);
  }

  async detached() {
    const { file, octets } = await document();
    await this.#flow.level(LEVEL.lasting);
    const signature = await this.#flow.signDetached(octets);
    await this.#flow.level(LEVEL.basic);
    return this.#verified(`${file.name}.p7s`, signature, file);
  }

  async append() {
    this.#signed = await this.#flow.append(this.#signed);
    return this.#verified('two.p7s', this.#signed);
  }

  /** Of a document that the program has not seen. */
  async hash() {
    const saved = /** @type {server.Saved} */ ((await server.documents()).at(-1));
    const hash = await server.digest(saved, this.#flow.hash === 1 ? 'gost34311' : 'sha256');
    return this.#verified(`${saved.name}.p7s`, await this.#flow.signHash(hash), await server.fetchDocument(saved));
  }

  async verify() {
    const { octets } = await document();
    const signers = await this.#flow.verify(this.#signed);
    const same = signers.every(({ content }) => equal(content, octets));
    const lines = signers.map(({ owner, type, time }) => say('verified', owner, String(type), time));
    if (!same) throw new Hindrance(say('contentOther'));
    return { text: [...lines, say('contentSame')].join('\n') };
  }

  async envelop() {
    const { octets } = await document();
    const own = this.#certificates.filter(({ info }) => info.keyUsageType & 16).map(({ der }) => der);
    this.#envelope = await this.#flow.envelop([await server.recipient(), ...own], octets);
    const { content, report } = await server.openEnvelope(blob(this.#envelope));
    if (!equal(fromBase64(content), octets)) throw new Hindrance(say('openedOther'));
    return { text: say('opened'), report, file: { name: 'document.p7e', data: blob(this.#envelope) } };
  }

  async develop() {
    const { octets } = await document();
    if (!equal(await this.#flow.develop(this.#envelope), octets)) throw new Hindrance(say('contentOther'));
    return { text: say('decrypted') };
  }

  async container() {
    const files = await Promise.all((await server.documents()).map(server.fetchDocument));
    const data = blob(await this.#flow.container('extended', files));
    const report = await server.verifyWhole('container', data);
    return judged(report, { name: 'documents.asice', data });
  }

  async pdf() {
    const pdf = new Uint8Array(await (await fetch('document.pdf')).arrayBuffer());
    const data = blob(await this.#flow.signPDF(pdf));
    return judged(await server.verifyWhole('pdf', data), { name: 'document.pdf', data });
  }

  async report() {
    const form = (await desk.desk()).forms.find(({ suits }) => suits)?.code ?? '';
    const report = await desk.begin(form, 'honest', true);
    const [octets, gateway] = (await Promise.all([desk.document(report), desk.gateway(report)].map(octetsIn)));
    const sent = await desk.sent(report, new Blob([await this.#flow.report(octets, { name: report.file, email: 'demo@pidpys.test', gateway })]));
    const receipt = await this.#flow.receipt(await octetsIn(desk.receipt(sent, sent.receipts[0])));
    const said = new DOMParser().parseFromString(new TextDecoder().decode(receipt), 'application/xml').querySelector('HRESULT')?.textContent;
    return { text: say('receipt', report.file, said ?? ''), file: { name: `${report.file}.kvt1.xml`, data: new Blob([receipt]) } };
  }

  async finish() {
    await this.#flow.finish();
    return { text: say('forgotten') };
  }

  /** @param {string} name @param {string} signature  Base64. @param {Blob} [content] */
  async #verified(name, signature, content) {
    const data = blob(signature);
    return judged(await server.verify(data, content), { name, data });
  }
}

/** @param {server.Report} report @param {{name: string, data: Blob}} file @returns {Outcome} */
function judged(report, file) {
  return { text: report.levels.join(', '), report, file };
}

/** The document that is signed. */
async function document() {
  const [saved] = await server.documents();
  const file = await server.fetchDocument(saved);
  return { file, octets: new Uint8Array(await file.arrayBuffer()) };
}

/** @param {Promise<Blob>} blob */
const octetsIn = async (blob) => new Uint8Array(await (await blob).arrayBuffer());

/** @param {string} base64 */
const blob = (base64) => new Blob([fromBase64(base64)]);

/** @param {Uint8Array} a @param {Uint8Array} b */
const equal = (a, b) => toBase64(a) === toBase64(b);
