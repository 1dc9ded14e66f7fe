// SPDX-FileCopyrightText: The Pidpys Authors
// SPDX-License-Identifier: BSD-3-Clause

/**
 * Дія.Підпис for pages. Only a cabinet's server may ask Diia for a signature,
 * so this needs no extension: the page shows the code that its server got, and
 * its server tells it how that ended.
 *
 *     import { Diia, drawQR } from './diia.js';
 *     const diia = new Diia({
 *       start: () => post('/api/diia/start/auth'), events: (id) => `/api/diia/events/${id}`, finish: (id) => post(`/api/diia/finish/${id}`),
 *     });
 *     const result = await diia.request({ shown: ({ qr }) => place.replaceChildren(drawQR(document, qr)) });
 *
 * A server in Go has these answers from host/relying/diia, whose example says what post is.
 */

import { PidpysError } from './client.js';

/** How long after a code's end the server has what came of it, in seconds: `Keep` of host/relying/diia. */
const KEEP = 600;

/** How wide the light edge around a QR code is, in modules (ISO/IEC 18004). */
const QUIET = 4;

/** How wide a code is drawn, in pixels, as far as whole modules allow, and a module at least. */
const WIDTH = 210;
const MODULE = 3;

/**
 * @typedef {{size: number, rows: string[]}} QR  The modules of a code, row by row, "1" for a dark one.
 *
 * @typedef {object} Code  What a person confirms, as the page's server began it.
 * @property {string} id
 * @property {string} deeplink  Opens Diia on a phone.
 * @property {QR} qr  The same, for the phone to scan.
 * @property {number} life  How long it is valid, in seconds from now: the clocks of page and server differ.
 */

/** The page's way to Дія.Підпис, through its own server. */
export class Diia {
  #start;
  #events;
  #finish;
  #connect;

  /**
   * @param {object} server
   * @param {() => Promise<Code>} server.start  Has the server begin a request.
   * @param {(id: string) => string} server.events  Where the server tells of one by Server-Sent Events, once: `confirmed`,
   *   `failed` with data `{code}`, or `expired`.
   * @param {(id: string) => Promise<any>} [server.finish]  Collects from the server what was confirmed.
   * @param {(address: string) => EventSource} [server.connect]
   */
  constructor({ start, events, finish, connect = (address) => new EventSource(address) }) {
    this.#start = start;
    this.#events = events;
    this.#finish = finish;
    this.#connect = connect;
  }

  /**
   * Has one request confirmed on the visitor's phone.
   *
   * @param {{shown: (code: Code) => void, signal?: AbortSignal}} options  `shown` is given what the visitor is to scan, or to open.
   * @returns {Promise<any>} What `finish` had; nothing without it.
   * @throws {PidpysError} `cancelled` by the signal, `timed-out`, also where the server is not heard of any more, or the
   *   server's code, `failed` where it refuses. What `start` and `finish` throw is not changed.
   */
  async request({ shown, signal }) {
    stopIf(signal);
    const code = await this.#start();
    stopIf(signal);
    const told = this.#connect(this.#events(code.id));
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let end;
    try {
      await new Promise((resolve, reject) => {
        const fail = (/** @type {string} */ reason, /** @type {unknown} */ cause = undefined) => reject(new PidpysError(reason, { cause }));
        signal?.addEventListener('abort', () => fail('cancelled', signal.reason), { once: true });
        told.addEventListener('confirmed', resolve);
        told.addEventListener('failed', ({ data }) => fail(JSON.parse(data).code));
        told.addEventListener('expired', () => fail('timed-out'));
        end = setTimeout(() => fail('timed-out'), 1000 * (code.life + KEEP));
        // A connection that broke is made anew by the browser, unless the server refused.
        told.addEventListener('error', () => told.readyState === told.CLOSED && fail('failed'));
        shown(code);
      });
    } finally {
      clearTimeout(end);
      told.close();
    }
    return this.#finish?.(code.id);
  }
}

/** @param {AbortSignal} [signal] */
function stopIf(signal) {
  if (signal?.aborted) throw new PidpysError('cancelled', { cause: signal.reason });
}

/**
 * Draws a QR code, dark on light in every theme and each module whole pixels wide, as scanners want it.
 *
 * @param {Document} page
 * @param {QR} code
 * @returns {SVGSVGElement} Without a name for those who do not see it.
 */
export function drawQR(page, { size, rows }) {
  const whole = size + 2 * QUIET;
  const runs = rows.flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ index, 0: dark }) => `M${index + QUIET} ${y + QUIET}h${dark.length}v1h-${dark.length}z`));
  const width = whole * Math.max(MODULE, Math.floor(WIDTH / whole));
  const drawing = draw(page, 'svg', { viewBox: `0 0 ${whole} ${whole}`, width, height: width, 'shape-rendering': 'crispEdges', 'aria-hidden': 'true' });
  drawing.append(draw(page, 'rect', { width: whole, height: whole, fill: '#fff' }), draw(page, 'path', { d: runs.join(''), fill: '#000' }));
  return drawing;
}

/**
 * @template {keyof SVGElementTagNameMap} T
 * @param {Document} page
 * @param {T} tag
 * @param {Record<string, string | number>} attributes
 */
function draw(page, tag, attributes) {
  const drawn = page.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, String(value));
  return drawn;
}

/**
 * Tells how long is left: at once, each second, and at the end.
 *
 * @param {number} end  When it is too late, as `Date.now()` has it.
 * @param {(seconds: number, clock: string) => void} tell  In seconds, and in minutes and seconds as "4:32".
 * @param {Pick<Window, 'setTimeout' | 'clearTimeout'>} [view]
 * @returns {() => void} Ends it before.
 */
export function countDown(end, tell, view = window) {
  /** @type {number | undefined} */
  let timer;
  const look = () => {
    // Measured anew: a page out of sight, or a computer asleep, misses seconds.
    const left = Math.max(0, end - Date.now());
    const seconds = Math.ceil(left / 1000);
    if (left > 0) timer = view.setTimeout(look, left % 1000 || 1000);
    tell(seconds, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`);
  };
  look();
  return () => view.clearTimeout(timer);
}
