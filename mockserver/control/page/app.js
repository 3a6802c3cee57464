import { html, render, useEffect, useRef, useState } from './htm-preact.js';
import { api, control, state } from './talk.js';
import { Board } from './board.js';
import { Deployment } from './deployment.js';
import { Hooks } from './hooks.js';
import { Journal, useJournal } from './journal.js';
import { Timeline } from './timeline.js';
import { Tools } from './tools.js';

const views = { board: 'Environments', timeline: 'Deployments', journal: 'Journal', hooks: 'Hooks', tools: 'Clock, snapshots, faults, spaces' };

const where = () => location.hash.replace(/^#\//, '').split('/');

function App() {
  const [overview, learn] = useState(null);
  const [route, go] = useState(where());
  const [role, as] = useState('');
  const [project, choose] = useState(0);
  const [said, set] = useState({ text: '', wrong: false });
  const [round, again] = useState(0);
  const heading = useRef(null);
  const say = (text, wrong = false) => set({ text, wrong });
  const timer = useRef(0);
  const changed = () => { clearTimeout(timer.current); timer.current = setTimeout(() => again((n) => n + 1), 150); };
  const [journal, emptied] = useJournal(changed);

  useEffect(() => { control('GET', '/').then((o) => {
    learn(o);
    if (!role) {
      const first = 'maintainer' in o.tokens ? 'maintainer' : Object.keys(o.tokens)[0] || '';
      state.token = o.tokens[first] || '';
      as(first);
    }
    if (!o.projects.some((p) => p.id === project)) choose(o.projects.length ? o.projects[0].id : 0);
  }, (e) => say(e.message, true)); }, [round]);
  useEffect(() => {
    const follow = () => { go(where()); say(''); if (heading.current) heading.current.focus(); };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  if (!overview) return html`<main><h1>understudy</h1><p id="said" role="status" class=${said.wrong ? 'wrong' : ''}>${said.text || '…'}</p></main>`;
  const act = (label, method, path, fields) => api(method, path, fields).then(() => say(`${label}: done`), (e) => say(`${label}: ${e.message}`, true)).then(changed);
  const tool = (label, method, path, body) => control(method, path, body).then(() => say(`${label}: done`), (e) => say(`${label}: ${e.message}`, true)).then(changed);
  const view = views[route[0]] || route[0] === 'deployment' ? route[0] : 'board';
  const title = view === 'deployment' ? `Deployment ${route[1]}` : views[view];
  const shared = { project, round: `${round} ${role}`, say, act, tool };
  document.title = `${title} – understudy`;
  return html`<header>
      <p><strong>understudy</strong> <span class="quiet">GitLab ${overview.version}, ${overview.tier}${overview.space ? `, ${overview.space}` : ''}</span></p>
      <div class="bar">
        <label>Project <select value=${project} onChange=${(e) => choose(Number(e.target.value))}>${overview.projects.map((p) => html`<option key=${p.id} value=${p.id}>${p.path}</option>`)}</select></label>
        <label>Act as <select value=${role} onChange=${(e) => { state.token = overview.tokens[e.target.value]; as(e.target.value); }}>${Object.keys(overview.tokens).map((r) => html`<option key=${r} value=${r}>${r}</option>`)}</select></label>
      </div>
      <nav aria-label="Views"><ul>${Object.entries(views).map(([name, label]) => html`<li key=${name}><a href=${'#/' + name} aria-current=${name === view ? 'page' : undefined}>${label}</a></li>`)}<li><a href="docs">Contract</a></li></ul></nav>
    </header>
    <main>
      <h1 tabindex="-1" ref=${heading}>${title}</h1>
      <p id="said" role="status" class=${said.wrong ? 'wrong' : ''}>${said.text}</p>
      ${project === 0 && view !== 'journal' && view !== 'tools' ? html`<p>There is no project.</p>`
        : view === 'board' ? html`<${Board} key=${project} ...${shared} />`
        : view === 'timeline' ? html`<${Timeline} key=${project} ...${shared} />`
        : view === 'deployment' ? html`<${Deployment} key=${route[1]} id=${route[1]} ...${shared} />`
        : view === 'hooks' ? html`<${Hooks} ...${shared} />`
        : view === 'journal' ? html`<${Journal} all=${journal} clear=${emptied} ...${shared} />`
        : html`<${Tools} overview=${overview} ...${shared} />`}
    </main>`;
}

render(html`<${App} />`, document.body);
