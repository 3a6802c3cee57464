// A project's hooks, and what they were sent.
import { html, useState } from './htm-preact.js';
import { control, get } from './talk.js';
import { Action, When, pretty, useLoaded, useTick } from './parts.js';

export function Hooks({ project, round, say, act, tool }) {
  const [url, write] = useState('http://127.0.0.1:9000/');
  const root = `/projects/${project}/hooks`;
  const hooks = useLoaded(() => get(`${root}?per_page=100`), [project, round], say) || [];
  const told = useLoaded(() => control('GET', `/deliveries?project=${project}&limit=100`), [project, round, useTick(2000)], say) || [];
  return html`<ul class="cards">${hooks.map((h) => html`<li class="card" key=${h.id}><h2>${h.url}</h2>
      <p class="quiet">${h.deployment_events ? 'is told of deployments' : 'is told of no deployments'}</p>
      <${Action} label=${`Send the latest deployment to hook ${h.id}`} method="POST" path=${`${root}/${h.id}/test/deployment_events`} act=${act} />
      <${Action} label=${`Remove hook ${h.id}`} method="DELETE" path=${`${root}/${h.id}`} act=${act} /></li>`)}</ul>
    <h2>Add a hook</h2>
    <label>Address <input type="url" value=${url} onInput=${(e) => write(e.target.value)} /></label>
    <${Action} label="Add" method="POST" path=${root} fields=${{ url, deployment_events: true }} act=${act} />
    <h2>Deliveries</h2>
    ${told.length ? '' : html`<p>Nothing has been sent yet.</p>`}
    ${[...told].reverse().map((d) => html`<${Delivered} key=${d.number} of=${d} tool=${tool} />`)}`;
}

function Delivered({ of: d, tool }) {
  return html`<div class="row"><details><summary><span class=${'status ' + (d.failure ? 'failed' : 'success')}><span aria-hidden="true">${d.failure ? '✖' : '✔'}</span> ${d.status || 'no answer'}</span>
      ${' '}<code>${d.number} to hook ${d.hook}, ${d.url}</code> <span class="quiet">${d.attempt > 1 ? `attempt ${d.attempt}, ` : ''}${d.resend_of ? `${d.resend_of} again, ` : ''}${d.duration_ms} ms</span>
      ${d.failure && html`<div class="note">⚠ ${d.failure}</div>`}</summary>
      <p class="quiet"><${When} at=${d.at} /></p>
      <pre tabindex="0">${Object.entries(d.headers).map(([name, value]) => `${name}: ${value}\n`).sort()}</pre>
      <pre tabindex="0">${pretty(d.sent.text)}</pre>
      ${d.answered && html`<p class="quiet">Answered</p><pre tabindex="0">${pretty(d.answered)}</pre>`}</details>
    <button type="button" onClick=${() => tool(`Send ${d.number} again`, 'POST', `/deliveries/${d.number}/resend`)}>Send ${d.number} again</button></div>`;
}
