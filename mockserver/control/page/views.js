// The views of a project: its board, its timeline, one deployment, its hooks.
import { html, useState } from './htm-preact.js';
import { api, get } from './talk.js';
import { Action, Link, Status, When, short, useLoaded } from './parts.js';

const number = (d) => html`<a href=${'#/deployment/' + d.id}>#${d.iid}</a>`;

export function Board({ project, round, say }) {
  const [page, turn] = useState(1);
  const board = useLoaded(async () => {
    const root = `/projects/${project}`;
    const { body, header } = await api('GET', `${root}/environments?per_page=24&page=${page}`);
    const environments = await Promise.all(body.map((e) => get(`${root}/environments/${e.id}`)));
    const blocked = await get(`${root}/deployments?status=blocked&order_by=id&sort=desc&per_page=100`);
    const protections = await get(`${root}/protected_environments?per_page=100`).catch(() => []);
    return { environments, blocked, protections, next: header('X-Next-Page') };
  }, [project, page, round], say);
  if (!board) return html`<p>${board === undefined ? 'There is nothing to show.' : '…'}</p>`;
  return html`<ul class="cards">${board.environments.map((e) => html`<${Environment} key=${e.id} of=${e}
      waiting=${board.blocked.filter((d) => d.environment.id === e.id)} protection=${board.protections.find((p) => p.name === e.name)} />`)}</ul>
    <${Pages} page=${page} next=${board.next} turn=${turn} />`;
}

function Environment({ of: e, waiting, protection }) {
  const d = e.last_deployment;
  const approvals = protection && (protection.approval_rules || []).reduce((sum, r) => sum + r.required_approvals, 0);
  return html`<li class="card">
    <h2>${e.name}</h2>
    <p><span class="tag">${e.tier}</span> <span class="tag">${e.state}</span>
      ${protection && html` <span class="tag">protected${approvals ? `, ${approvals} approvals` : ''}</span>`}</p>
    <p>${d ? html`<${Status} of=${d.status} /> ${number(d)} <code>${short(d.sha)}</code> ${d.ref}` : 'Nothing is deployed.'}</p>
    ${d && html`<p class="quiet"><${When} at=${d.created_at} />${d.user && ' by ' + d.user.name}</p>`}
    ${waiting.map((w) => html`<p key=${w.id}><${Status} of="blocked" /> ${number(w)} waits</p>`)}
    ${e.external_url && html`<p class="quiet"><${Link} to=${e.external_url} /></p>`}
    ${e.auto_stop_at && html`<p class="quiet">stops <${When} at=${e.auto_stop_at} /></p>`}
  </li>`;
}

function Pages({ page, next, turn }) {
  return html`<p class="bar"><button type="button" disabled=${page < 2} onClick=${() => turn(page - 1)}>Newer</button>
    <span>Page ${page}</span><button type="button" disabled=${!next} onClick=${() => turn(page + 1)}>Older</button></p>`;
}

const statuses = ['created', 'running', 'success', 'failed', 'canceled', 'blocked'];

export function Timeline({ project, round, say }) {
  const [page, turn] = useState(1);
  const [status, only] = useState('');
  const [environment, within] = useState('');
  const rows = useLoaded(async () => {
    const filters = (status && `&status=${status}`) + (environment && `&environment=${encodeURIComponent(environment)}`);
    const { body, header } = await api('GET', `/projects/${project}/deployments?order_by=id&sort=desc&per_page=25&page=${page}${filters}`);
    return { body, next: header('X-Next-Page'), total: header('X-Total') };
  }, [project, page, status, environment, round], say);
  return html`<div class="bar">
      <label>Status <select value=${status} onChange=${(e) => { turn(1); only(e.target.value); }}>
        <option value="">all</option>${statuses.map((s) => html`<option key=${s}>${s}</option>`)}</select></label>
      <label>Environment <input value=${environment} onChange=${(e) => { turn(1); within(e.target.value.trim()); }} /></label>
      <span class="quiet">${rows && rows.total && `${rows.total} deployments`}</span>
    </div>
    ${rows && html`<div class="scroll"><table class="stack">
      <thead><tr><th scope="col">Deployment</th><th scope="col">Status</th><th scope="col">Environment</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">When</th></tr></thead>
      <tbody>${rows.body.map((d) => html`<tr key=${d.id}><th scope="row">${number(d)}</th><td><${Status} of=${d.status} /></td><td>${d.environment.name}</td>
        <td><code>${short(d.sha)}</code> ${d.ref}</td><td>${d.user && d.user.name}</td><td><${When} at=${d.created_at} /></td></tr>`)}</tbody></table></div>
      <${Pages} page=${page} next=${rows.next} turn=${turn} />`}`;
}

export function Deployment({ project, id, round, say, act }) {
  const [comment, write] = useState('');
  const path = `/projects/${project}/deployments/${id}`;
  const found = useLoaded(async () => {
    const d = await get(path);
    return { d, requests: await get(`${path}/merge_requests`).catch(() => []) };
  }, [project, id, round], say);
  if (!found) return html`<p>${found === undefined ? 'There is nothing to show.' : '…'}</p>`;
  const { d, requests } = found;
  const job = d.deployable;
  const votes = d.pending_approval_count > 0 || d.approval_summary && d.approval_summary.rules.length > 0;
  const own = (label, method, below, fields) => html`<${Action} label=${label} method=${method} path=${path + below} fields=${fields} act=${act} />`;
  const ofJob = (label, verb) => html`<${Action} label=${label} method="POST" path=${`/projects/${project}/jobs/${job.id}/${verb}`} act=${act} />`;
  return html`<dl>
      <dt>Status</dt><dd><${Status} of=${d.status} /></dd>
      <dt>Environment</dt><dd>${d.environment.name} <${Link} to=${d.environment.external_url} /></dd>
      <dt>Commit</dt><dd><code>${d.sha}</code> on ${d.ref}${job && job.commit && html`<br />${job.commit.title}`}</dd>
      <dt>By</dt><dd>${d.user ? d.user.name : '–'}, <${When} at=${d.created_at} /></dd>
      <dt>Job</dt><dd>${job ? html`${job.name}, <${Status} of=${job.status} />` : 'none: it was made through the API'}</dd>
      <dt>Merge requests</dt><dd>${requests.length ? requests.map((m) => html`<div key=${m.id}>!${m.iid} ${m.title}</div>`) : 'none'}</dd>
    </dl>
    <${Votes} of=${d} />
    <h2>What can be done</h2>
    <div class="actions">
      ${!job && d.status === 'created' && own('Start', 'PUT', '', { status: 'running' })}
      ${!job && ['created', 'running'].includes(d.status) && ['success', 'failed', 'canceled'].map((s) => own(`Finish as ${s}`, 'PUT', '', { status: s }))}
      ${d.status === 'blocked' && votes && html`<label>Comment <input value=${comment} onInput=${(e) => write(e.target.value)} /></label>
        ${own('Approve', 'POST', '/approval', { status: 'approved', comment })}${own('Reject', 'POST', '/approval', { status: 'rejected', comment })}`}
      ${job && job.status === 'manual' && ofJob('Play', 'play')}
      ${job && ['pending', 'running', 'created'].includes(job.status) && ofJob('Cancel', 'cancel')}
      ${job && ['success', 'failed', 'canceled'].includes(job.status) && ofJob('Retry', 'retry')}
      ${own('Delete', 'DELETE', '')}
    </div>`;
}

function Votes({ of: d }) {
  const rules = d.approval_summary ? d.approval_summary.rules : [];
  if (!rules.length && !(d.approvals || []).length) return '';
  return html`<h2>Approvals</h2><p>${d.pending_approval_count} still needed.</p>
    <ul>${rules.map((r) => html`<li key=${r.id}>${r.access_level_description || (r.user_id ? 'a user' : 'a group')}: ${r.required_approvals} needed
      ${(r.deployment_approvals || []).map((a) => html`<div><${Status} of=${a.status} /> ${a.user.name} ${a.comment && html`– ${a.comment}`}</div>`)}</li>`)}</ul>`;
}

export function Hooks({ project, round, say, act }) {
  const [url, write] = useState('http://127.0.0.1:9000/');
  const root = `/projects/${project}/hooks`;
  const hooks = useLoaded(() => get(`${root}?per_page=100`), [project, round], say) || [];
  return html`<ul class="cards">${hooks.map((h) => html`<li class="card" key=${h.id}><h2>${h.url}</h2>
      <p class="quiet">${h.deployment_events ? 'is told of deployments' : 'is told of no deployments'}</p>
      <${Action} label=${`Send the latest deployment to hook ${h.id}`} method="POST" path=${`${root}/${h.id}/test/deployment_events`} act=${act} />
      <${Action} label=${`Remove hook ${h.id}`} method="DELETE" path=${`${root}/${h.id}`} act=${act} /></li>`)}</ul>
    <h2>Add a hook</h2>
    <label>Address <input type="url" value=${url} onInput=${(e) => write(e.target.value)} /></label>
    <${Action} label="Add" method="POST" path=${root} fields=${{ url, deployment_events: true }} act=${act} />`;
}
