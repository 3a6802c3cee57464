// One space for each test: nobody waits for anybody, and nobody sees anybody.
import { inject, test as base } from 'vitest';

// call sends a request and returns what the answer says.
export async function call(method, url, { token, ...fields } = {}) {
  const headers = { 'Content-Type': 'application/json', ...(token && { 'PRIVATE-TOKEN': token }) };
  const response = await fetch(url, { method, headers, body: Object.keys(fields).length ? JSON.stringify(fields) : undefined });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${url}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : undefined;
}

export const test = base.extend({
  space: async ({}, use) => {
    const spaces = `${inject('standIn')}/-/understudy/spaces`;
    const space = await call('POST', spaces, { clock: { now: '2030-01-01T00:00:00Z', frozen: true } });
    await use(space);
    await call('DELETE', `${spaces}/${space.name}`);
  },
});
