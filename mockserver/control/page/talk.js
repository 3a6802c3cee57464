// How the page talks to the stand-in: GitLab's API as the chosen user, and the control interface.

// Where this GitLab is: the stand-in itself, or a space below it.
export const base = new URL('.', location.href).pathname.replace(/\/+$/, '');

export const state = { token: '' };

async function answerOf(response) {
  const text = await response.text();
  let body = null;
  try { body = text ? JSON.parse(text) : null; } catch { body = text; }
  if (!response.ok) {
    const why = body && (body.message || body.error) || text || response.statusText;
    throw new Error(`${response.status}: ${typeof why === 'string' ? why.trim() : JSON.stringify(why)}`);
  }
  return { body, header: (name) => response.headers.get(name) };
}

export async function api(method, path, fields) {
  const headers = { 'PRIVATE-TOKEN': state.token, 'X-Understudy-Page': 'look' }; // looking is no news for the journal
  if (fields) headers['Content-Type'] = 'application/json';
  return answerOf(await fetch(`${base}/api/v4${path}`, { method, headers, body: fields && JSON.stringify(fields) }));
}

export async function get(path) { return (await api('GET', path)).body; }

export async function control(method, path, body) {
  const headers = method === 'POST' || method === 'PUT' ? { 'Content-Type': 'application/json' } : {};
  const text = typeof body === 'string' ? body : body && JSON.stringify(body);
  return (await answerOf(await fetch(`${base}/-/understudy${path}`, { method, headers, body: text }))).body;
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

// The request as a command to paste.
export function curl(method, path, fields) {
  let line = `curl --request ${method} --header ${quoted('PRIVATE-TOKEN: ' + state.token)}`;
  for (const [name, value] of Object.entries(fields || {})) line += ` --data-urlencode ${quoted(`${name}=${value}`)}`;
  return `${line} ${quoted(`${location.origin}${base}/api/v4${path}`)}`;
}
