// One deployment, and what the chosen user may do with it.
import { html, useState } from './htm-preact.js';
import { get } from './talk.js';
import { Action, Link, Loading, Status, When, useLoaded } from './parts.js';

const developer = 30, maintainer = 40;

// who the chosen user is in the project, and in the groups that rules are about.
async function chosen(project, rules) {
  const user = await get('/user');
  const { permissions: p } = await get(`/projects/${project}`);
  const levels = [p && p.project_access, p && p.group_access].map((access) => access ? access.access_level : 0);
  const groups = new Set(rules.map((r) => r.group_id).filter(Boolean));
  for (const id of groups) {
    await get(`/groups/${id}/members/${user.id}`).catch(() => groups.delete(id));
  }
  return { id: user.id, level: user.is_admin ? 60 : Math.max(...levels), groups };
}

// fits tells whether a rule of approval or of deploying is about somebody.
const fits = (rule, who) => rule.user_id === who.id || rule.access_level && who.level >= rule.access_level || who.groups.has(rule.group_id);

async function load(project, path) {
  const d = await get(path);
  const protection = await get(`/projects/${project}/protected_environments/${encodeURIComponent(d.environment.name)}`).catch(() => null);
  const rules = d.approval_summary ? d.approval_summary.rules : [];
  const who = await chosen(project, [...rules, ...(protection ? protection.deploy_access_levels : [])]);
  return {
    d, rules, protection, requests: await get(`${path}/merge_requests`).catch(() => []),
    writes: who.level >= developer && (!protection || protection.deploy_access_levels.some((r) => fits(r, who))),
    votes: rules.some((r) => fits(r, who)), removes: who.level >= maintainer,
  };
}

export function Deployment({ project, id, round, say, act }) {
  const [comment, write] = useState('');
  const path = `/projects/${project}/deployments/${id}`;
  const found = useLoaded(() => load(project, path), [project, id, round], say);
  if (!found) return html`<${Loading} of=${found} />`;
  const { d, rules, protection, requests } = found;
  const job = d.deployable;
  const own = (label, method, below, fields) => html`<${Action} label=${label} method=${method} path=${path + below} fields=${fields} act=${act} />`;
  const ofJob = (label, verb) => html`<${Action} label=${label} method="POST" path=${`/projects/${project}/jobs/${job.id}/${verb}`} act=${act} />`;
  const actions = [
    found.writes && !job && d.status === 'created' && own('Start', 'PUT', '', { status: 'running' }),
    ...(found.writes && !job && ['created', 'running'].includes(d.status) ? ['success', 'failed', 'canceled'].map((s) => own(`Finish as ${s}`, 'PUT', '', { status: s })) : []),
    found.votes && d.status === 'blocked' && html`<label>Comment <input value=${comment} onInput=${(e) => write(e.target.value)} /></label>
      ${own('Approve', 'POST', '/approval', { status: 'approved', comment })}${own('Reject', 'POST', '/approval', { status: 'rejected', comment })}`,
    found.writes && job && job.status === 'manual' && !(d.status === 'blocked' && d.pending_approval_count > 0) && ofJob('Play', 'play'),
    found.writes && job && ['pending', 'running', 'created'].includes(job.status) && ofJob('Cancel', 'cancel'),
    found.writes && job && ['success', 'failed', 'canceled'].includes(job.status) && ofJob('Retry', 'retry'),
    found.removes && own('Delete', 'DELETE', ''),
  ].filter(Boolean);
  return html`<dl>
      <dt>Status</dt><dd><${Status} of=${d.status} />${d.status === 'blocked' && d.pending_approval_count === 0 ? ' until its job is played' : ''}</dd>
      <dt>Environment</dt><dd>${d.environment.name}${protection && html` <span class="tag">protected</span>`} <${Link} to=${d.environment.external_url} /></dd>
      <dt>Commit</dt><dd><code>${d.sha}</code> on ${d.ref}${job && job.commit && html`<br />${job.commit.title}`}</dd>
      <dt>By</dt><dd>${d.user ? d.user.name : '–'}, <${When} at=${d.created_at} /></dd>
      <dt>Job</dt><dd>${job ? html`${job.name}, <${Status} of=${job.status} />` : 'none: it was made through the API'}
        ${job && job.status === 'pending' && html`<br /><span class="quiet">It waits for a runner: serve --runner has one.</span>`}</dd>
      <dt>Merge requests</dt><dd>${requests.length ? requests.map((m) => html`<div key=${m.id}>!${m.iid} ${m.title}</div>`) : 'none'}</dd>
    </dl>
    <${Votes} of=${d} rules=${rules} />
    <h2>What can be done</h2>
    ${actions.length ? html`<div class="actions">${actions}</div>` : html`<p>Nothing, by this user.</p>`}`;
}

function Votes({ of: d, rules }) {
  if (!rules.length && !(d.approvals || []).length) return '';
  return html`<h2>Approvals</h2><p>${d.pending_approval_count} still needed.</p>
    <ul>${rules.map((r) => html`<li key=${r.id}>${r.access_level_description || (r.user_id ? 'a user' : 'a group')}: ${r.required_approvals} needed
      ${(r.deployment_approvals || []).map((a) => html`<div><${Status} of=${a.status} /> ${a.user.name} ${a.comment && html`– ${a.comment}`}</div>`)}</li>`)}</ul>`;
}
