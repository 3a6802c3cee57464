import { expect } from 'vitest';
import { call, test } from './space.js';

const deploy = (space, environment) => call('POST', `${space.url}/api/v4/projects/1/deployments`, {
  token: space.tokens.developer, environment, sha: 'main', ref: 'main', tag: false, status: 'success',
});

test.concurrent.for([...Array(100).keys()])('test %i has a GitLab of its own', async (n, { space }) => {
  const first = await deploy(space, `review/${n}`);
  expect(first.created_at).toBe('2030-01-01T00:00:00.000Z');
  await call('POST', `${space.url}/-/understudy/clock/advance`, { by: '1h' });
  const second = await deploy(space, `review/${n}-again`);
  expect(second.iid).toBe(first.iid + 1);
  expect(second.created_at).toBe('2030-01-01T01:00:00.000Z');
  const seen = await call('GET', `${space.url}/-/understudy/requests?operation=createProjectDeployment`);
  expect(seen.map((request) => request.arguments.environment)).toEqual([`review/${n}`, `review/${n}-again`]);
});
