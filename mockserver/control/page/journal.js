// The journal, as it grows.
import { html, useEffect, useState } from './htm-preact.js';
import { base } from './talk.js';
import { When, pretty } from './parts.js';

export function useJournal(changed) {
  const [all, set] = useState([]);
  useEffect(() => {
    const stream = new EventSource(`${base}/-/understudy/requests/stream?after=0`);
    stream.addEventListener('request', (e) => {
      const asked = JSON.parse(e.data);
      set((before) => before.some((b) => b.number === asked.number) ? before : [asked, ...before].slice(0, 300));
      if (asked.method !== 'GET') changed();
    });
    return () => stream.close();
  }, []);
  return [all, () => set([])];
}

export function Journal({ all, clear, tool }) {
  const [noted, only] = useState(false);
  const [text, search] = useState('');
  const shown = all.filter((a) => (!noted || a.notes.length) && `${a.method} ${a.path} ${a.operation} ${a.user} ${a.status}`.includes(text)).slice(0, 100);
  return html`<div class="bar">
      <label>Search <input type="search" value=${text} onInput=${(e) => search(e.target.value)} /></label>
      <label class="line"><input type="checkbox" checked=${noted} onChange=${(e) => only(e.target.checked)} /> only with notes</label>
      <button type="button" onClick=${() => tool('Empty the journal', 'DELETE', '/requests').then(clear)}>Empty the journal</button>
    </div>
    ${shown.length ? '' : html`<p>No requests yet. They appear here as they come.</p>`}
    ${shown.map((a) => html`<details key=${a.number}><summary><code>${a.status || '✖'} ${a.method} ${a.path}${a.query && '?' + a.query}</code>
        ${' '}<span class="quiet">${a.user || 'nobody'}, ${a.duration_ms} ms${a.fault ? ', ' + a.fault : ''}</span>
        ${a.notes.map((n) => html`<div class="note">⚠ ${n.message}</div>`)}</summary>
      <dl><dt>When</dt><dd><${When} at=${a.at} /></dd><dt>Operation</dt><dd>${a.operation || 'none'}</dd></dl>
      ${a.sent.text && html`<p class="quiet">Sent</p><pre tabindex="0">${a.sent.text}</pre>`}
      ${a.answered.text && html`<p class="quiet">Answered</p><pre tabindex="0">${pretty(a.answered.text)}</pre>`}
    </details>`)}`;
}
