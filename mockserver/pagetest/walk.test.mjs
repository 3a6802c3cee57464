// What somebody does with the page on a working day, once with a mouse and once with a keyboard.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { api, control, launch, open, receiver, serve, skip } from './standin.mjs';
import { keyboard, mouse } from './hands.mjs';

let browser, stand;
before(async () => { if (!skip) [browser, stand] = await Promise.all([launch(), serve('--runner=50ms')]); });
after(async () => { if (browser) await browser.close(); if (stand) stand.stop(); });

// prepared is a space with an environment that stops by itself in three days, and the id of the deployment that is blocked.
async function prepared() {
  const state = await control(stand.url, 'GET', '/state');
  const { now } = await control(stand.url, 'GET', '/clock');
  const shop = state.projects.find((p) => p.path === 'acme/shop');
  shop.environments.push({ id: 1000, name: 'review/walk', auto_stop_at: new Date(Date.parse(now) + 3 * 24 * 3600_000).toISOString() });
  const space = await control(stand.url, 'POST', '/spaces', { dataset: state });
  const blocked = await api(space, 'maintainer', 'GET', '/projects/1/deployments?status=blocked&environment=production%2Feu');
  return { space, id: blocked[0].id, iid: blocked[0].iid };
}

for (const [name, hands] of Object.entries({ mouse, keyboard })) {
  test(`a working day with a ${name}`, { skip, timeout: 240_000 }, async (t) => {
    const { space, id, iid } = await prepared();
    const heard = await receiver();
    t.after(heard.stop);
    const { page, wrong } = await open(browser, space.url + '/');
    const { press, write, choose } = hands(page);
    const said = (text) => page.locator('#said', { hasText: text }).waitFor();
    const status = (text) => page.locator('dd .status', { hasText: text }).first().waitFor();

    await press('link', 'Clock, snapshots, faults, spaces');
    await write('Name', 'before');
    await press('button', 'Take a snapshot');
    await said('Take a snapshot: done');

    await press('link', 'Hooks');
    await write('Address', heard.url);
    await press('button', 'Add');
    await said('Add: done');

    // See the blocked deployment, approve as those who must, play, see it succeed.
    await press('link', 'Environments');
    const card = page.locator('.card', { has: page.getByRole('heading', { name: 'production/eu', exact: true }) });
    await card.getByText('waits').waitFor();
    await press('link', `#${iid}`);
    await status('blocked');
    await page.getByText('3 still needed.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Play', exact: true }).count(), 0, 'nobody can play before it is approved');
    const votes = [['maintainer', '2 still needed.'], ['maintainer2', '1 still needed.'], ['reporter', '0 still needed.']];
    for (const [person, left] of votes) {
      await choose('Act as', person);
      await page.getByRole('button', { name: 'Approve', exact: true }).waitFor();
      await write('Comment', `fine, says ${person}`);
      await press('button', 'Approve');
      await said('Approve: done');
      await page.getByText(left).waitFor();
      await page.getByText(`– fine, says ${person}`).waitFor();
    }
    assert.equal(await page.getByRole('button', { name: 'Delete', exact: true }).count(), 0, 'a reporter deletes nothing');
    await choose('Act as', 'developer');
    await press('button', 'Play');
    await said('Play: done');
    await status('success');

    // What the receiver was told, and once more.
    await press('link', 'Hooks');
    await page.getByText(/^thanks$/).first().waitFor({ state: 'attached' });
    const told = heard.heard.filter((event) => event.deployment_id === id);
    assert.deepEqual(told.map((event) => event.status), ['running', 'success']);
    await press('button', 'Send 2 again');
    await said('Send 2 again: done');
    await page.getByText('2 again,').waitFor();
    assert.deepEqual(heard.heard.at(-1), told[1]);

    // Past the end of the environment that stops by itself.
    await press('link', 'Environments');
    const walk = page.locator('.card', { has: page.getByRole('heading', { name: 'review/walk', exact: true }) });
    await walk.getByText('stops').waitFor();
    await press('link', 'Clock, snapshots, faults, spaces');
    await write('Move by', '4d');
    await press('button', 'Move');
    await said('Move: done');
    await press('link', 'Environments');
    await page.getByRole('heading', { name: 'production/eu', exact: true }).waitFor();
    assert.equal(await walk.count(), 0, 'what has stopped is not available');
    await choose('State', 'stopped');
    await walk.getByText('stopped').waitFor();

    // The journal has it all, and a fault shows there.
    await press('link', 'Clock, snapshots, faults, spaces');
    await write('Operation', 'getProjectDeployment');
    await press('button', 'Add the rule');
    await page.getByText('rule 1:').waitFor();
    await assert.rejects(api(space, 'developer', 'GET', `/projects/1/deployments/${id}?nonsense=1`), /503/);
    await press('link', 'Journal');
    const entry = page.locator('summary', { hasText: `GET /api/v4/projects/1/deployments/${id}?nonsense=1` });
    await entry.getByText('rule 1').waitFor();
    assert.match(await entry.locator('.note').innerText(), /nonsense/, 'what the contract does not know is explained');
    await page.locator('summary', { hasText: 'POST' }).first().waitFor();

    // Undo all of it.
    await press('link', 'Clock, snapshots, faults, spaces');
    await press('button', 'Let nothing go wrong');
    await said('Let nothing go wrong: done');
    await press('button', 'Back to before');
    await said('Back to before: done');
    await page.goto(`${space.url}/#/deployment/${id}`);
    await status('blocked');
    await page.getByText('3 still needed.').waitFor();
    assert.deepEqual(wrong, []);
  });
}

test('the contract is there to read and to try', { skip, timeout: 120_000 }, async () => {
  const { page, wrong } = await open(browser, stand.url + '/docs?document=deployments');
  await page.locator('.opblock-tag').first().click();
  await page.getByRole('button', { name: /GET.*deployment_id\}(?!\/)/ }).first().click();
  await page.getByPlaceholder('id', { exact: true }).first().fill('1');
  await page.getByPlaceholder('deployment_id', { exact: true }).first().fill('1');
  await page.getByRole('button', { name: 'Execute' }).first().click();
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  await page.locator('.opblock.is-open .opblock-summary-control').first().click();
  await page.getByRole('button', { name: /GET.*\/deployments(?!\/)/ }).first().click();
  await page.getByPlaceholder('id', { exact: true }).first().fill('1');
  await page.getByRole('button', { name: 'Execute' }).first().click(); // with nothing else filled in
  await page.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
  assert.equal(await page.getByPlaceholder('updated_after').first().inputValue(), '');
  assert.deepEqual(wrong, []);
});
