// Text of others never runs, nothing is out of reach, and a great deal of it is shown in pages.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { api, control, launch, open, serve, skip } from './standin.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser, stand;
before(async () => { if (!skip) [browser, stand] = await Promise.all([launch(), serve()]); });
after(async () => { if (browser) await browser.close(); if (stand) stand.stop(); });

const views = ['board', 'timeline', 'hooks', 'journal', 'tools'];
const settled = (page) => page.waitForLoadState('networkidle').catch(() => {}); // the journal's stream never ends

test('text of others never runs', { skip, timeout: 120_000 }, async () => {
  const evil = `"'><img src=x onerror="window.hacked=1"><script>window.hacked=1</script>{{7*7}}\${window.hacked=1}`;
  const sha = 'a'.repeat(40);
  const space = await control(stand.url, 'POST', '/spaces', { dataset: {
    users: [{ username: 'evil', name: evil, admin: true }, { username: 'other', name: evil }],
    tokens: [{ token: evil, user: 'evil', role: evil, scopes: ['api'] }, { token: 'plain', user: 'evil', role: 'plain', scopes: ['api'] }],
    projects: [{
      path: 'evil/evil', name: evil, description: evil, members: { evil: 'owner' },
      branches: { main: sha }, commits: [{ sha, message: evil }],
      environments: [{ name: 'prod', external_url: `https://prod.example.com/?'onmouseover='window.hacked=1` }, { name: 'other', description: evil }],
      deployments: [{ environment: 'prod', status: 'success', user: 'evil' }],
    }],
  } });
  await api(space, 'plain', 'POST', '/projects/1/hooks', { url: 'http://127.0.0.1:9/?<script>window.hacked=1</script>', name: evil, deployment_events: true });
  await api(space, 'plain', 'POST', '/projects/1/deployments', { environment: `<b>`, sha: 'main', ref: 'main', tag: false, status: 'running' }).catch(() => {});
  await fetch(`${space.url}/api/v4/projects/1/deployments?${encodeURIComponent(evil)}=${encodeURIComponent(evil)}`, { headers: { 'PRIVATE-TOKEN': 'plain', 'User-Agent': evil } });
  await control(space.url, 'PUT', '/faults', { rules: [{ name: evil, match: { path: evil }, then: { status: 503, body: evil } }] });
  const { page, wrong } = await open(browser, space.url + '/');
  let seen = '';
  for (const view of [...views, 'deployment/1', evil]) {
    await page.goto(`${space.url}/#/${encodeURI(view)}`);
    await settled(page);
    await page.waitForTimeout(300); // scripts that were let in would have run
    for (const summary of await page.locator('summary').all()) await summary.click();
    seen += await page.locator('body').innerText();
    assert.equal(await page.locator('img, script:not([src]), b').count(), 0, view);
    assert.equal(await page.locator('a[href^="javascript:"]').count(), 0, view);
  }
  assert.ok(seen.includes(evil), 'it is shown as the text it is');
  assert.equal(await page.evaluate('window.hacked'), undefined);
  assert.deepEqual(wrong.filter((text) => !/stylesheet|favicon/.test(text)), []);
});

for (const width of [1280, 390]) {
  for (const colorScheme of ['light', 'dark']) {
    test(`no barrier at ${width} pixels, ${colorScheme}`, { skip, timeout: 180_000 }, async () => {
      const space = await control(stand.url, 'POST', '/spaces');
      await api(space, 'maintainer', 'POST', '/projects/1/hooks', { url: 'http://127.0.0.1:9/', deployment_events: true });
      const running = await api(space, 'developer', 'GET', '/projects/1/deployments?status=running');
      await api(space, 'developer', 'POST', '/projects/1/deployments', { environment: 'staging', sha: 'main', ref: 'main', tag: false, status: 'running' });
      await control(space.url, 'POST', '/snapshots');
      await control(space.url, 'PUT', '/faults', { rules: [{ then: { delay: '1ms' } }], catalogue: ['list-sort-default-desc'] });
      const blocked = await api(space, 'developer', 'GET', '/projects/1/deployments?status=blocked');
      const { page, wrong } = await open(browser, space.url + '/', { viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
      for (const view of [...views, `deployment/${running[0].id}`, `deployment/${blocked[0].id}`]) {
        await page.goto(`${space.url}/#/${view}`);
        await page.locator('h1').waitFor();
        await settled(page);
        for (const details of await page.locator('details').all()) await details.evaluate((element) => { element.open = true; });
        await page.evaluate(axe);
        const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
        assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join('\n')}`), [], view);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${view} is ${over} pixels wider than the window`);
      }
      assert.deepEqual(wrong, []);
    });
  }
}

test('as many as there are, in pages', { skip, timeout: 240_000 }, async (t) => {
  const count = Number(process.env.COUNT || 12_000);
  const big = await serve('--count', String(count));
  t.after(big.stop);
  const { projects } = await control(big.url, 'GET', '/');
  const { page, wrong } = await open(browser, big.url + '/#/timeline');
  await page.locator('tbody tr').first().waitFor();
  assert.ok(projects.length >= 1);
  assert.equal(await page.locator('tbody tr').count(), 50);
  const first = await page.locator('tbody th').first().innerText();
  await page.getByRole('button', { name: 'Older' }).click();
  await page.waitForFunction((before) => document.querySelector('tbody th').innerText !== before, first);
  await page.getByLabel('Page').fill('40');
  await page.getByLabel('Page').press('Enter');
  await page.waitForFunction(() => document.querySelectorAll('tbody tr').length > 0);
  assert.deepEqual(wrong, []);
});
