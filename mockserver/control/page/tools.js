// What no GitLab has: the journal, the clock, snapshots, faults, spaces.
import { html, useEffect, useState } from './htm-preact.js';
import { base, control } from './talk.js';
import { When, useLoaded } from './parts.js';

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

function pretty(text) {
  try { return JSON.stringify(JSON.parse(text), null, 2); } catch { return text; }
}

export function Tools({ overview, round, say, tool }) {
  const loaded = useLoaded(async () => ({
    snapshots: await control('GET', '/snapshots'), spaces: await control('GET', '/spaces'), faults: await control('GET', '/faults'),
  }), [round], say);
  const [by, move] = useState('1h');
  const [name, call] = useState('');
  const [faults, write] = useState('{"rules": [{"match": {"method": "GET"}, "every": 3, "then": {"status": 503}}]}');
  const button = (label, method, path, body) => html`<button type="button" onClick=${() => tool(label, method, path, body)}>${label}</button>`;
  const { now, frozen } = overview.clock;
  const { snapshots, spaces, faults: force } = loaded || { snapshots: [], spaces: [], faults: { rules: [], struck: [] } };
  return html`<h2>Clock</h2>
    <p>It is <${When} at=${now} />${frozen ? ', and the clock stands still' : ''}.</p>
    <div class="bar"><label>Move by <input value=${by} size="8" onInput=${(e) => move(e.target.value)} /></label>
      ${button('Move', 'POST', '/clock/advance', { by })}
      ${frozen ? button('Let it go', 'PUT', '/clock', { now, frozen: false }) : button('Freeze', 'PUT', '/clock', { frozen: true })}
      ${button('The machine’s time', 'PUT', '/clock', {})}</div>
    <h2>Snapshots</h2>
    <div class="bar"><label>Name <input value=${name} size="14" onInput=${(e) => call(e.target.value)} /></label>
      ${button('Take a snapshot', 'POST', '/snapshots', name ? { name } : {})}${button('Back to the start', 'POST', '/reset')}</div>
    <ul>${snapshots.map((s) => html`<li key=${s.name}>${s.name}, ${s.deployments} deployments ${button(`Back to ${s.name}`, 'POST', `/snapshots/${encodeURIComponent(s.name)}/restore`)}</li>`)}</ul>
    <h2>Faults</h2>
    <label>What is to go wrong <textarea rows="4" value=${faults} onInput=${(e) => write(e.target.value)}></textarea></label>
    <div class="bar">${button('Let it go wrong', 'PUT', '/faults', faults)}${button('Let nothing go wrong', 'DELETE', '/faults')}</div>
    <ul>${force.rules.map((r, i) => html`<li key=${i}>${r.name || `rule ${i + 1}`}: ${force.struck[i]} times</li>`)}</ul>
    <h2>Spaces</h2>
    <div class="bar">${button('Make a space', 'POST', '/spaces', {})}</div>
    <ul>${spaces.map((s) => html`<li key=${s.name}><a href=${s.url + '/'}>${s.name}</a>, ${s.requests} requests ${button(`End ${s.name}`, 'DELETE', `/spaces/${s.name}`)}</li>`)}</ul>`;
}
