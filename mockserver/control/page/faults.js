// What is to go wrong: a form for a rule, the catalogue, and all of it as JSON.
import { html, useState } from './htm-preact.js';
import { control } from './talk.js';
import { useLoaded } from './parts.js';

const empty = { operation: '', method: '', path: '', user: '', every: '', probability: '', times: '', delay: '', status: '503', retry_after: '', outcome: 'status' };

// ruleOf is the form as a rule: what is empty is left out.
function ruleOf(f) {
  const given = (o) => Object.fromEntries(Object.entries(o).filter(([, value]) => value !== '' && value !== undefined));
  const count = (text) => text === '' ? '' : Number(text);
  const then = {
    status: { status: count(f.status), retry_after: f.retry_after }, reset: { reset: true }, truncate: { truncate: 20 }, slow: {},
  }[f.outcome];
  return given({
    match: given({ operation: f.operation, method: f.method, path: f.path, user: f.user }), every: count(f.every), probability: count(f.probability),
    times: count(f.times), then: given({ ...then, delay: f.delay }),
  });
}

const bare = ({ seed, rules, rate_limits, catalogue }) => ({ seed, rules, rate_limits, catalogue });

export function Faults({ round, say, tool, users }) {
  const force = useLoaded(() => control('GET', '/faults'), [round], say);
  const known = useLoaded(() => control('GET', '/faults/catalogue'), [], say);
  const [form, fill] = useState(empty);
  const [wrong, choose] = useState('');
  const [limit, hold] = useState('60');
  const [text, write] = useState(null);
  if (!force || !known) return '';
  const put = (label, change) => tool(label, 'PUT', '/faults', { ...bare(force), ...change });
  const set = (name) => (e) => fill({ ...form, [name]: e.target.value });
  const field = (label, name, more) => html`<label>${label} <input size="12" value=${form[name]} onInput=${set(name)} ...${more} /></label>`;
  const found = known.find((w) => w.id === wrong);
  return html`<h3>In force</h3>
    ${force.rules.length + force.rate_limits.length + force.catalogue.length ? '' : html`<p>Nothing goes wrong on purpose.</p>`}
    <ul>${force.rules.map((r, i) => html`<li key=${'rule' + i}>${r.name || `rule ${i + 1}`}: <code>${JSON.stringify(r)}</code>, ${force.struck[i]} times</li>`)}
      ${force.rate_limits.map((l, i) => html`<li key=${'limit' + i}>${l.limit} requests per ${l.period}${l.users ? `, ${l.users}` : ''}</li>`)}
      ${force.catalogue.map((id, i) => html`<li key=${id}>${id}: ${(known.find((w) => w.id === id) || {}).sentence} ${force.changed[i]} answers</li>`)}</ul>
    <button type="button" onClick=${() => tool('Let nothing go wrong', 'DELETE', '/faults')}>Let nothing go wrong</button>
    <h3>A rule</h3>
    <form onSubmit=${(e) => { e.preventDefault(); put('Add the rule', { rules: [...force.rules, ruleOf(form)] }); }}>
      <div class="bar">${field('Operation', 'operation', { list: 'operations' })}${field('Method', 'method')}${field('Path', 'path')}
        <label>User <select value=${form.user} onChange=${set('user')}><option value="">anybody</option>${users.map((u) => html`<option key=${u}>${u}</option>`)}</select></label></div>
      <div class="bar">${field('Every', 'every', { type: 'number', min: 1 })}${field('Probability', 'probability', { type: 'number', min: 0, max: 1, step: 0.01 })}${field('Times', 'times', { type: 'number', min: 1 })}</div>
      <div class="bar"><label>What happens <select value=${form.outcome} onChange=${set('outcome')}><option value="status">another status</option>
          <option value="reset">the connection is reset</option><option value="truncate">the body breaks off</option><option value="slow">it only takes longer</option></select></label>
        ${form.outcome === 'status' && html`${field('Status', 'status', { type: 'number', min: 200, max: 599 })}${field('Retry after', 'retry_after', { placeholder: '30s' })}`}
        ${field('Delay', 'delay', { placeholder: '250ms' })}<button>Add the rule</button></div>
    </form>
    <datalist id="operations">${['listProjectDeployments', 'getProjectDeployment', 'createProjectDeployment', 'updateProjectDeployment', 'deleteProjectDeployment',
      'listDeploymentMergeRequests', 'approveOrRejectProjectDeployment'].map((id) => html`<option key=${id} value=${id} />`)}</datalist>
    <h3>A rate limit</h3>
    <div class="bar"><label>Requests per minute <input type="number" min="0" value=${limit} onInput=${(e) => hold(e.target.value)} /></label>
      <button type="button" onClick=${() => put('Limit the rate', { rate_limits: [{ limit: Number(limit), period: '1m' }] })}>Limit the rate</button></div>
    ${known.length ? html`<h3>Wrong as the catalogue has it</h3>
    <div class="bar"><label>One of ${known.length} <input list="catalogue" size="40" value=${wrong} onInput=${(e) => choose(e.target.value)} /></label>
      <button type="button" disabled=${!found} onClick=${() => put('Be wrong', { catalogue: [...force.catalogue, wrong] })}>Be wrong</button></div>
    <datalist id="catalogue">${known.map((w) => html`<option key=${w.id} value=${w.id}>${w.sentence}</option>`)}</datalist>
    ${found && html`<p>${found.sentence} <span class="quiet">${found.rule}</span></p>`}` : ''}
    <details><summary>All of it as JSON</summary>
      <label>Faults <textarea rows="8" value=${text === null ? JSON.stringify(bare(force), null, 2) : text} onInput=${(e) => write(e.target.value)}></textarea></label>
      <button type="button" onClick=${() => tool('Let it go wrong', 'PUT', '/faults', text === null ? bare(force) : text).then(() => write(null))}>Let it go wrong</button>
    </details>`;
}
