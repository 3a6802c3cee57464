// A project's environments as a board.
import { html, useState } from './htm-preact.js';
import { api, get } from './talk.js';
import { Link, Loading, Pages, Status, When, number, short, useLoaded } from './parts.js';

export function Board({ project, round, say }) {
  const [page, turn] = useState(1);
  const [state, only] = useState('available');
  const board = useLoaded(async () => {
    const root = `/projects/${project}`;
    const { body, header } = await api('GET', `${root}/environments?per_page=24&page=${page}${state && `&states=${state}`}`);
    const environments = await Promise.all(body.map((e) => get(`${root}/environments/${e.id}`)));
    const blocked = await get(`${root}/deployments?status=blocked&order_by=id&sort=desc&per_page=100`);
    const protections = await get(`${root}/protected_environments?per_page=100`).catch(() => []);
    return { environments, blocked, protections, next: header('X-Next-Page') };
  }, [project, page, state, round], say);
  return html`<div class="bar"><label>State <select value=${state} onChange=${(e) => { turn(1); only(e.target.value); }}>
      <option value="available">available</option><option value="stopped">stopped</option><option value="">all</option></select></label></div>
    ${!board ? html`<${Loading} of=${board} />` : html`<ul class="cards">${board.environments.map((e) => html`<${Environment} key=${e.id} of=${e}
      waiting=${board.blocked.filter((d) => d.environment.id === e.id)} protection=${board.protections.find((p) => p.name === e.name)} />`)}</ul>
    ${board.environments.length ? '' : html`<p>There is no such environment.</p>`}
    <${Pages} page=${page} next=${board.next} turn=${turn} />`}`;
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
