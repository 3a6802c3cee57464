// The parts that the views are made of.
import { html, useEffect, useState } from './htm-preact.js';
import { curl } from './talk.js';

const shapes = { success: '✔', failed: '✖', running: '▶', created: '○', blocked: '‖', canceled: '–', skipped: '»', approved: '✔', rejected: '✖' };

export const Status = ({ of }) => html`<span class=${'status ' + of}><span aria-hidden="true">${shapes[of] || '•'}</span> ${of}</span>`;

export const When = ({ at }) => at ? html`<time datetime=${at} title=${at}>${new Date(at).toLocaleString()}</time>` : '–';

// Only links that lead to pages are followed, whatever an environment says its address is.
export const Link = ({ to }) => /^https?:\/\//i.test(to || '') ? html`<a href=${to} rel="noreferrer noopener">${to}</a>` : html`${to || '–'}`;

export const short = (sha) => (sha || '').slice(0, 8);

export const number = (d) => html`<a href=${'#/deployment/' + d.id}>#${d.iid}</a>`;

export function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

// useLoaded runs load again whenever one of the keys changes.
export function useLoaded(load, keys, say) {
  const [value, set] = useState(null);
  useEffect(() => {
    let wanted = true;
    load().then((v) => wanted && set(v), (error) => wanted && (set(undefined), say(error.message, true)));
    return () => { wanted = false; };
  }, keys);
  return value;
}

// useTick counts up every so often, for what nobody tells of.
export function useTick(ms) {
  const [n, set] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => document.hidden || set((before) => before + 1), ms);
    return () => clearInterval(timer);
  }, []);
  return n;
}

export const Loading = ({ of }) => html`<p>${of === undefined ? 'There is nothing to show.' : '…'}</p>`;

export function Pages({ page, next, turn }) {
  return html`<div class="bar"><button type="button" disabled=${page < 2} onClick=${() => turn(page - 1)}>Newer</button>
    <label class="line">Page <input type="number" min="1" value=${page} onChange=${(e) => turn(Math.max(1, Number(e.target.value) || 1))} /></label>
    <button type="button" disabled=${!next} onClick=${() => turn(page + 1)}>Older</button></div>`;
}

// A button that sends a request, and the curl that it is.
export function Action({ label, method, path, fields, act }) {
  return html`<div>
    <button type="button" onClick=${() => act(label, method, path, fields)}>${label}</button>
    <details><summary class="quiet">curl for ${label}</summary><pre tabindex="0">${curl(method, path, fields)}</pre></details>
  </div>`;
}
