// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/** The two faces of the cabinet: before signing in and after. */

import { byId, facts, make } from '/shared/elements.js';
import { date, hashName, say } from './words.js';

/** @param {import('./server.js').Sample[]} samples */
export function showSamples(samples) {
  byId('samples').replaceChildren(...samples.map((sample) => {
    const files = [sample.name, sample.certificate].filter((name) => name !== undefined);
    return make('li', {},
      make('div', { className: 'sample-what' },
        make('strong', {}, sample.name),
        ...sample.owners.map(({ name, kind }) => make('span', {}, `${name} · ${say(kind)}`)),
        ...(sample.expired ? [make('span', {}, say('expired'))] : []),
        ...(sample.alone ? [make('span', {}, say('alone'))] : [])),
      secret(say('password'), sample.password),
      make('div', { className: 'sample-files' }, ...files.map((name, i) => make('a', {
        className: 'button secondary small', href: `/samples/${encodeURIComponent(name)}`, download: name,
      }, i === 0 ? say('save') : say('certificateFile')))));
  }));
}

/** @param {import('./server.js').SampleToken | null} token */
export function showToken(token) {
  byId('token-card').hidden = byId('move-card').hidden = token === null;
  if (!token) return;
  const { owner, pin, empty } = token;
  const row = (/** @type {string} */ name, /** @type {string[]} */ ...notes) => make('li', {},
    make('div', { className: 'sample-what' }, make('strong', {}, name), ...notes.map((note) => make('span', {}, note))),
    secret(say('pin'), pin));
  byId('token').replaceChildren(row(owner.name, say(owner.kind), say('unprotected')));
  byId('empty-token').replaceChildren(row(empty, say('unprotected')));
}

/** @param {import('./server.js').SampleUser[]} kept  By the practice providers. */
export function showKept(kept) {
  byId('kept').replaceChildren(...kept.map(({ id, name, kind }) => make('li', {},
    make('div', { className: 'sample-what' }, make('strong', {}, name), make('span', {}, say(kind))),
    secret(say('userID'), id))));
}

/** What opens a sample. @param {string} kind @param {string} text */
function secret(kind, text) {
  const copy = make('button', { type: 'button', className: 'quiet small' }, say('copy'));
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(text);
    copy.textContent = say('copied');
  });
  return make('div', { className: 'sample-password' }, make('span', { className: 'fine' }, kind), make('code', {}, text), copy);
}

/** @param {import('./server.js').Visitor} visitor */
export function showVisitor(visitor) {
  byId('initials').textContent = initials(visitor.name);
  byId('visitor-name').textContent = visitor.name;
  byId('visitor-kind').textContent = say(visitor.kind);
  facts(byId('visitor-facts'), [
    [say('drfo'), visitor.drfo],
    [say('unzr'), visitor.unzr],
    [say('organization'), visitor.organization],
    [say('edrpou'), visitor.edrpou],
    [say('jobTitle'), visitor.title],
    [say('way'), say(visitor.way)],
  ]);
  const { issuer, serial, not_before, not_after, qualified, hash } = visitor.certificate;
  facts(byId('certificate-facts'), [
    [say('issuer'), issuer],
    [say('serial'), serial],
    [say('validity'), `${date(not_before)} – ${date(not_after)}`],
    [say('signature'), qualified && say(qualified)],
    [say('hash'), hashName(hash)],
  ]);
}

/** @param {string} name */
function initials(name) {
  return name.split(/\s+/u).slice(0, 2).map((word) => [...word][0]?.toLocaleUpperCase('uk') ?? '').join('');
}
