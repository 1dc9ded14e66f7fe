// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * What the page asks its server about tax reports.
 *
 * @typedef {{uk: string, en: string}} Words
 *
 * @typedef {object} Form
 * @property {string} code  As the tax service's register has it.
 * @property {Words} title
 * @property {boolean} [suits]  Whether the visitor files it.
 *
 * @typedef {'accountant' | 'director' | 'stamp'} Role
 *
 * @typedef {object} Report
 * @property {string} id
 * @property {Form} form
 * @property {{name: string, code: string}} filer
 * @property {{year: number, quarter: number}} period
 * @property {{label: Words, value: string, unit: 'people' | 'money'}[]} lines  The last one is what all comes to.
 * @property {string} file  What its file is called.
 * @property {{role: Role, name: string, optional: boolean}[]} turns  Who signs, in this order.
 * @property {{role: Role, name: string, time: string}[] | null} signed  Who did.
 * @property {string} [sent]  When.
 * @property {string} [number]  What the gateway calls it.
 * @property {Receipt[]} receipts  That came.
 *
 * @typedef {object} Receipt  Or what pretends to be one, until Pidpys has believed it.
 * @property {number} id  In this report.
 * @property {1 | 2} number  Several may have come under one.
 * @property {string} name
 * @property {boolean} final  Whether no other comes, as the gateway says.
 * @property {boolean} believed
 * @property {string} [doubt]  Why it is not to be believed, as a code of Pidpys.
 */

import { ask } from '../server.js';

/** @returns {Promise<{forms: Form[], reports: Report[]}>} What can be filled in and what was, the newest first. */
export async function desk() {
  return (await ask('/api/reports')).json();
}

/**
 * Fills in a form.
 * @param {string} form  Its code.
 * @param {string} gateway  By how it behaves.
 * @param {boolean} [alone]  Whether the visitor alone signs, whatever their organisation said.
 * @returns {Promise<Report>}
 */
export async function begin(form, gateway, alone = false) {
  const body = new URLSearchParams({ form, gateway, ...(alone && { alone: '1' }) });
  return (await ask('/api/reports', { method: 'POST', body })).json();
}

/** @param {Report} report @returns {Promise<string>} What is in its file. */
export async function text(report) {
  return new TextDecoder('windows-1251').decode(await (await part(report, 'report')).arrayBuffer());
}

/** @param {Report} report @returns {Promise<File>} What whoever's turn it is signs. */
export async function document({ id, file }) {
  return new File([await (await part({ id }, 'document')).blob()], file, { type: 'application/xml' });
}

/** @param {Report} report @returns {Promise<Blob>} The certificate to encrypt to. */
export async function gateway(report) {
  return (await part(report, 'gateway')).blob();
}

/** @param {Report} report @param {Receipt} receipt @returns {Promise<File>} */
export async function receipt(report, { id, name }) {
  return new File([await (await part(report, `receipts/${id}`)).blob()], name);
}

/**
 * Notes what Pidpys found of a receipt.
 * @param {Report} report @param {Receipt} receipt
 * @param {{number: number} | {doubt: string}} found  The number that it has itself, 0 if none, or why it is not to be believed.
 * @returns {Promise<Report>}
 */
export async function judged(report, { id }, found) {
  const body = new URLSearchParams(Object.entries(found).map(([name, value]) => [name, String(value)]));
  return (await part(report, `receipts/${id}/judged`, body)).json();
}

/** Hands over the report with one signature more. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function signed(report, container) {
  return (await part(report, 'signed', container)).json();
}

/** Hands over the protected report, to be sent. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function sent(report, container) {
  return (await part(report, 'sent', container)).json();
}

/** Hands over the protected number, to be asked for receipts by. @param {Report} report @param {Blob} container @returns {Promise<Report>} */
export async function asked(report, container) {
  return (await part(report, 'asked', container)).json();
}

/** @param {{id: string}} report @param {string} name @param {BodyInit} [body] */
function part({ id }, name, body) {
  return ask(`/api/reports/${id}/${name}`, body === undefined ? undefined : { method: 'POST', body });
}
