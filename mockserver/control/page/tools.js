// What no GitLab has: a clock that can be moved, snapshots, spaces.
import { html, useState } from './htm-preact.js';
import { control } from './talk.js';
import { Faults } from './faults.js';
import { When, useLoaded } from './parts.js';

export function Tools({ overview, round, say, tool }) {
  const loaded = useLoaded(async () => ({ snapshots: await control('GET', '/snapshots'), spaces: await control('GET', '/spaces') }), [round], say);
  const [by, move] = useState('1h');
  const [name, call] = useState('');
  const button = (label, method, path, body) => html`<button type="button" onClick=${() => tool(label, method, path, body)}>${label}</button>`;
  const { now, frozen } = overview.clock;
  const { snapshots, spaces } = loaded || { snapshots: [], spaces: [] };
  return html`<h2>Clock</h2>
    <p>It is <${When} at=${now} />${frozen ? ', and the clock stands still' : ''}.</p>
    <div class="bar"><label>Move by <input value=${by} size="8" onInput=${(e) => move(e.target.value)} /></label>
      ${button('Move', 'POST', '/clock/advance', { by })}
      ${frozen ? button('Let it go', 'PUT', '/clock', { now, frozen: false }) : button('Freeze', 'PUT', '/clock', { frozen: true })}
      ${button('The machine’s time', 'PUT', '/clock', {})}</div>
    <h2>Snapshots</h2>
    <div class="bar"><label>Name <input value=${name} size="14" onInput=${(e) => call(e.target.value)} /></label>
      ${button('Take a snapshot', 'POST', '/snapshots', name ? { name } : {})}${button('Back to the start', 'POST', '/reset')}</div>
    <ul>${snapshots.map((s) => html`<li key=${s.name}>${s.name}, ${s.deployments} deployments ${button(`Back to ${s.name}`, 'POST', `/snapshots/${encodeURIComponent(s.name)}/restore`)}
      ${' '}${button(`Forget ${s.name}`, 'DELETE', `/snapshots/${encodeURIComponent(s.name)}`)}</li>`)}</ul>
    <h2>Faults</h2>
    <${Faults} round=${round} say=${say} tool=${tool} users=${Object.values(overview.users)} />
    <h2>Spaces</h2>
    <div class="bar">${button('Make a space', 'POST', '/spaces', {})}</div>
    <ul>${spaces.map((s) => html`<li key=${s.name}><a href=${s.url + '/'}>${s.name}</a>, ${s.requests} requests ${button(`End ${s.name}`, 'DELETE', `/spaces/${s.name}`)}</li>`)}</ul>`;
}
