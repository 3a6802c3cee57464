// The parts that the views are made of.
import { html, useEffect, useState } from './htm-preact.js';
import { curl } from './talk.js';

const shapes = { success: '✔', failed: '✖', running: '▶', created: '○', blocked: '‖', canceled: '–', skipped: '»', approved: '✔', rejected: '✖' };

export const Status = ({ of }) => html`<span class=${'status ' + of}><span aria-hidden="true">${shapes[of] || '•'}</span> ${of}</span>`;

export const When = ({ at }) => at ? html`<time datetime=${at} title=${at}>${new Date(at).toLocaleString()}</time>` : '–';

// Only links that lead to pages are followed, whatever an environment says its address is.
export const Link = ({ to }) => /^https?:\/\//i.test(to || '') ? html`<a href=${to} rel="noreferrer noopener">${to}</a>` : html`${to || '–'}`;

export const short = (sha) => (sha || '').slice(0, 8);

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

// A button that sends a request, and the curl that it is.
export function Action({ label, method, path, fields, act }) {
  return html`<div>
    <button type="button" onClick=${() => act(label, method, path, fields)}>${label}</button>
    <details><summary class="quiet">curl for ${label}</summary><pre tabindex="0">${curl(method, path, fields)}</pre></details>
  </div>`;
}
