// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** Tax reports: filled in, signed in turn, encrypted, sent, and their receipts read. */

import { PidpysError } from '/pidpys/client.js';
import { explain } from '/pidpys/trouble.js';
import { byId } from '/shared/elements.js';
import { errands } from '/shared/errand.js';
import { spokenLanguage } from '/shared/language.js';
import { showSamples } from '../pages.js';
import * as server from '../server.js';
import { mishap, showForms, showMishaps } from './choosing.js';
import * as desk from './desk.js';
import { showPaper } from './paper.js';
import { showSending } from './sending.js';
import { showSent } from './sent.js';
import { alone, showSigners } from './signers.js';
import { refusal, say, speak } from './words.js';

/** Whose keys sign, and one that must not. */
const SAMPLES = ['accountant.pfx', 'director.pfx', 'stamp.pfx', 'fop.p12', 'neighbour.pfx'];

/** Codes that are about a receipt, and not about its being opened. */
const UNBELIEVED = /^(?:receipt-.*|not-a-receipt)$/;

const { attempt, connected, goesOn, perform } = errands({ sentences, show });

/** @type {server.Visitor | null} */
let visitor = null;

/** @type {server.Sample[]} */
let samples = [];

/** @type {desk.Form[]} */
let forms = [];

/** @type {desk.Report[]} The newest first. */
let reports = [];

/** The report that is being worked on, and what is in its file. @type {{id: string, xml: string} | undefined} */
let open;

/** What receipts say that were read and are to be believed, by report and receipt. @type {Map<string, import('./sent.js').Reading>} */
const readings = new Map();

/** How often receipts could not be opened: the others of the same number are read first. @type {Map<string, number>} */
const failures = new Map();

function show() {
  byId('signed-out').hidden = visitor !== null;
  byId('signed-in').hidden = visitor === null;
  byId('sign-out').hidden = visitor === null;
  byId('visitor').textContent = visitor ? visitor.name : '';
  document.body.dataset.state = visitor ? 'in' : 'out';
  showSamples(SAMPLES.flatMap((name) => samples.filter((sample) => sample.name === name)));
  if (!visitor) return;
  const report = reports.find(({ id, sent }) => id === open?.id && !sent);
  showForms(visitor, forms, reports.filter(({ id, sent }) => !sent && id !== report?.id), { fill, proceed });
  showMishaps();
  for (const id of ['report', 'signing', 'sending']) byId(id).hidden = !report;
  if (report && open) {
    showPaper(report, open.xml);
    byId('signing').hidden = alone(report);
    showSigners(report, (role) => sign(report, role));
    showSending(report);
  }
  showSent(reports.filter(({ sent }) => sent), (of, receipt) => readings.get(key(of, receipt)), { read, refresh });
}

/** @param {desk.Report} report @param {desk.Receipt} receipt */
function key(report, receipt) {
  return `${report.id}/${receipt.id}`;
}

/** @param {server.Visitor | null} who  Signed in, if anybody. */
async function welcome(who) {
  visitor = who;
  if (who) ({ forms, reports } = await desk.desk());
}

/** Puts a report in place of what it was. @param {desk.Report} report */
function changed(report) {
  reports = reports.map((each) => (each.id === report.id ? report : each));
}

/** @param {unknown} reason @returns {[code: string, sentence: string, hint: string]} */
function sentences(reason) {
  if (reason instanceof PidpysError) {
    const { sentence, hint } = explain(reason, undefined, spokenLanguage());
    return [reason.code, sentence, hint];
  }
  if (reason instanceof server.Denied) return refusal(reason);
  return ['server', say('serverFailed'), say('serverHint')];
}

function signIn() {
  return perform(async (signal) => {
    const { token } = await (await connected()).login({ challenge: server.challenge, signal });
    await welcome(await server.login(token));
  });
}

function signOut() {
  return attempt(async () => {
    await server.signOut();
    visitor = null;
    open = undefined;
    readings.clear();
    failures.clear();
    show();
  });
}

/** Puts the report away that is being worked on, lest it be sent while the next one is on its way here. */
function putAway() {
  open = undefined;
  show();
}

/** @param {desk.Form} form */
function fill({ code }) {
  putAway();
  return attempt(async () => {
    const report = await desk.begin(code, mishap());
    reports = [report, ...reports];
    await proceed(report);
  });
}

/** @param {desk.Report} report */
function proceed(report) {
  putAway();
  return attempt(async () => {
    open = { id: report.id, xml: await desk.text(report) };
    show();
    byId('report').scrollIntoView({ block: 'start' });
  });
}

/** @param {desk.Report} report @param {desk.Role} role */
function sign(report, role) {
  return perform(async (signal) => {
    const document = await desk.document(report);
    const { content } = await (await connected()).report(document, { role, signal });
    goesOn('server');
    changed(await desk.signed(report, content));
  });
}

async function send() {
  const report = reports.find(({ id }) => id === open?.id);
  if (!report) return;
  await perform(async (signal) => {
    const [document, gateway] = await Promise.all([desk.document(report), desk.gateway(report)]);
    const { content } = await (await connected()).report(document, {
      stage: 'send', gateway, sending: { file: report.file }, signal, ...(alone(report) && { role: report.turns[0].role }),
    });
    goesOn('server');
    changed(await desk.sent(report, content));
    open = undefined;
  });
  if (!open) byId('sent-card').scrollIntoView({ block: 'start' });
}

/** Asks for receipts that came since. @param {desk.Report} report */
function refresh(report) {
  return perform(async (signal) => {
    const gateway = await desk.gateway(report);
    const { content } = await (await connected()).report(new File([report.number ?? ''], report.file), { stage: 'ask', gateway, signal });
    goesOn('server');
    changed(await desk.asked(report, content));
  });
}

/** Reads one of those that came under a number. @param {desk.Report} report @param {desk.Receipt[]} receipts */
function read(report, receipts) {
  const failed = (/** @type {desk.Receipt} */ each) => failures.get(key(report, each)) ?? 0;
  const [receipt] = receipts.toSorted((a, b) => failed(a) - failed(b));
  return perform(async (signal) => {
    const container = await desk.receipt(report, receipt);
    try {
      const reading = await (await connected()).receipt(container, report.file, { signal });
      readings.set(key(report, receipt), reading);
      changed(await desk.judged(report, receipt, { number: reading.number ?? 0 }));
    } catch (error) {
      if (!(error instanceof PidpysError)) throw error;
      if (UNBELIEVED.test(error.code)) changed(await desk.judged(report, receipt, { doubt: error.code }));
      if (error.code === 'failed') failures.set(key(report, receipt), failed(receipt) + 1);
      throw error;
    }
  });
}

byId('sign-in').addEventListener('click', signIn);
byId('sign-out').addEventListener('click', signOut);
byId('send').addEventListener('click', send);
for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(/** @type {import('/shared/language.js').Language} */ (/** @type {HTMLElement} */ (button).dataset.language));
    show();
  });
}

speak(spokenLanguage());
samples = await server.samples();
await welcome(await server.visitor());
show();
