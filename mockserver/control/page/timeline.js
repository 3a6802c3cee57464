// A project's deployments as a timeline and as a table, which says the same.
import { html, useState } from './htm-preact.js';
import { api } from './talk.js';
import { Loading, Pages, Status, When, number, short, useLoaded } from './parts.js';

const statuses = ['created', 'running', 'success', 'failed', 'canceled', 'blocked'];

export function Timeline({ project, round, say }) {
  const [page, turn] = useState(1);
  const [status, only] = useState('');
  const [environment, within] = useState('');
  const rows = useLoaded(async () => {
    const filters = (status && `&status=${status}`) + (environment && `&environment=${encodeURIComponent(environment)}`);
    const { body, header } = await api('GET', `/projects/${project}/deployments?order_by=id&sort=desc&per_page=50&page=${page}${filters}`);
    return { body, next: header('X-Next-Page'), total: header('X-Total') };
  }, [project, page, status, environment, round], say);
  const other = (set) => (e) => { turn(1); set(e.target.value.trim()); };
  return html`<div class="bar">
      <label>Status <select value=${status} onChange=${other(only)}>
        <option value="">all</option>${statuses.map((s) => html`<option key=${s}>${s}</option>`)}</select></label>
      <label>Environment <input value=${environment} onChange=${other(within)} /></label>
      <span class="quiet">${rows && (rows.total ? `${rows.total} deployments` : 'more than 10,000 deployments')}</span>
    </div>
    ${!rows ? html`<${Loading} of=${rows} />` : html`<${Drawing} of=${rows.body} />
      <div class="scroll"><table class="stack">
      <thead><tr><th scope="col">Deployment</th><th scope="col">Status</th><th scope="col">Environment</th><th scope="col">What</th><th scope="col">Who</th><th scope="col">When</th></tr></thead>
      <tbody>${rows.body.map((d) => html`<tr key=${d.id}><th scope="row">${number(d)}</th><td><${Status} of=${d.status} /></td><td>${d.environment.name}</td>
        <td><code>${short(d.sha)}</code> ${d.ref}</td><td>${d.user && d.user.name}</td><td><${When} at=${d.created_at} /></td></tr>`)}</tbody></table></div>
      ${rows.body.length ? '' : html`<p>There is no such deployment.</p>`}
      <${Pages} page=${page} next=${rows.next} turn=${turn} />`}`;
}

// What each status looks like around its middle: color alone would not tell everybody.
const marks = {
  success: 'M-6,0a6,6 0 1,0 12,0a6,6 0 1,0 -12,0',
  failed: 'M-6,-4l2,-2l4,4l4,-4l2,2l-4,4l4,4l-2,2l-4,-4l-4,4l-2,-2l4,-4z',
  running: 'M-5,-6l11,6l-11,6z',
  created: 'M-5,-5h10v10h-10z',
  blocked: 'M-5,-6h3.5v12h-3.5zM1.5,-6h3.5v12h-3.5z',
  canceled: 'M-6,-2h12v4h-12z',
  skipped: 'M-6,-5l6,5l-6,5zM0,-5l6,5l-6,5z',
};

const rowHeight = 26;

// Drawing has a row for each environment and a mark for each deployment, earlier ones further left. It is for those who see and
// point; the table has it all for everybody.
function Drawing({ of: deployments }) {
  if (!deployments.length) return '';
  const width = Math.max(320, Math.min(1000, document.documentElement.clientWidth - 32)); // so that a telephone shows the latest, too
  const letters = width < 600 ? 17 : 28, nameWidth = letters * 7.5;
  const names = [...new Set(deployments.map((d) => d.environment.name))];
  const times = deployments.map((d) => Date.parse(d.created_at));
  const first = Math.min(...times), span = Math.max(...times) - first || 1;
  const x = (time) => nameWidth + 12 + (time - first) / span * (width - nameWidth - 24);
  const y = (name) => (names.indexOf(name) + .5) * rowHeight;
  const height = names.length * rowHeight;
  return html`<div class="scroll timeline" tabindex="0" role="group" aria-label="Drawing of the table below"><svg viewBox=${`0 0 ${width} ${height}`} width=${width} height=${height} aria-hidden="true">
      ${names.map((name) => html`<g key=${name}><line x1=${nameWidth} x2=${width} y1=${y(name)} y2=${y(name)} />
        <text x="0" y=${y(name) + 5}>${name.length > letters ? name.slice(0, letters - 1) + '…' : name}</text></g>`)}
      ${deployments.map((d, i) => html`<path key=${d.id} class=${d.status} d=${marks[d.status] || marks.created}
        transform=${`translate(${x(times[i]).toFixed(1)},${y(d.environment.name)})`} onClick=${() => { location.hash = '#/deployment/' + d.id; }}>
        <title>#${d.iid} ${d.status}, ${d.environment.name}, ${new Date(d.created_at).toLocaleString()}</title></path>`)}
    </svg></div>
    <p class="quiet legend" aria-hidden="true">${Object.keys(marks).map((s) => html`<span key=${s}><svg viewBox="-8 -8 16 16" width="16" height="16"><path class=${s} d=${marks[s]} /></svg> ${s}</span> `)}</p>`;
}
