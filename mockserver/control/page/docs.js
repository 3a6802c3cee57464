// The contract, for people to read and to try: its renderer is Swagger UI, from its package.
import { control } from './talk.js';

const chosen = document.getElementById('document');
const role = document.getElementById('role');

const dark = matchMedia('(prefers-color-scheme: dark)');
const shade = () => document.documentElement.classList.toggle('dark-mode', dark.matches);
dark.addEventListener('change', shade);
shade();

async function show() {
  const spec = unfilled(await control('GET', `/contract?document=${chosen.value}`));
  SwaggerUIBundle({
    spec, domNode: document.getElementById('contract'), docExpansion: 'none', filter: true, tryItOutEnabled: true, deepLinking: false,
    validatorUrl: null, defaultModelsExpandDepth: -1, requestInterceptor: acting,
  });
}

// unfilled leaves the fields of what need not be sent empty: examples fill them, and filters that each make sense do not together.
function unfilled(spec) {
  const operations = Object.values(spec.paths).flatMap((path) => Object.values(path));
  const parameters = [...operations.flatMap((o) => o.parameters || []), ...Object.values(spec.components?.parameters || {})];
  for (const p of parameters) {
    if (p.required || p.example === undefined) continue;
    p.description = `${p.description || ''} Like ${p.example}.`;
    delete p.example;
  }
  return spec;
}

// acting sends what is tried with the chosen user's token, unless somebody has said whose to send.
function acting(request) {
  const headers = Object.keys(request.headers).map((name) => name.toLowerCase());
  const token = role.value;
  if (token && chosen.value !== 'control' && !headers.some((name) => ['authorization', 'private-token', 'job-token'].includes(name))) {
    request.headers['PRIVATE-TOKEN'] = token;
  }
  return request;
}

const { tokens } = await control('GET', '/');
for (const [name, token] of Object.entries(tokens)) role.add(new Option(name, token, name === 'maintainer', name === 'maintainer'));
role.add(new Option('nobody', ''));
const wanted = new URLSearchParams(location.search).get('document');
if ([...chosen.options].some((o) => o.value === wanted)) chosen.value = wanted;
chosen.addEventListener('change', show);
await show();
