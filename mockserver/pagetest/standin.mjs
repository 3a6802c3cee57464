// A stand-in, a browser and a receiver for the tests of the page.
import { execFileSync, spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

function found() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    try { return execFileSync('which', [name], { encoding: 'utf8' }).trim(); } catch { /* the next one */ }
  }
  return '';
}

const executable = found();

// skip is why the tests cannot run here.
export const skip = executable ? false : 'no Chromium here: install it, or name one in CHROMIUM';

export const launch = () => chromium.launch({ executablePath: executable, args: ['--no-sandbox'] });

// serve starts the command UNDERSTUDY, or understudy, and waits until it listens.
export async function serve(...flags) {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-'));
  const file = join(directory, 'ready.json');
  const child = spawn(process.env.UNDERSTUDY || 'understudy', ['serve', '--addr', '127.0.0.1:0', '--ready-file', file, '--log-level', 'error', ...flags],
    { stdio: ['ignore', 'ignore', 'inherit'] });
  for (let waited = 0; !existsSync(file); waited += 20) {
    if (child.exitCode !== null || waited > 60_000) throw new Error('understudy has not started');
    await new Promise((done) => setTimeout(done, 20));
  }
  const { url } = JSON.parse(readFileSync(file, 'utf8'));
  return { url, stop() { child.kill(); rmSync(directory, { recursive: true, force: true }); } };
}

// control asks the control interface of a stand-in or a space.
export async function control(url, method, path, body) {
  const response = await fetch(`${url}/-/understudy${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

// api asks GitLab's API.
export async function api(space, role, method, path, body) {
  const response = await fetch(`${space.url}/api/v4${path}`, { method, body: body && JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', 'PRIVATE-TOKEN': space.tokens[role] } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text && JSON.parse(text);
}

// receiver hears what hooks are sent.
export async function receiver() {
  const heard = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => { heard.push(JSON.parse(body)); response.end('thanks'); });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { url: `http://127.0.0.1:${server.address().port}/`, heard, stop: () => server.close() };
}

// open shows a page of a space and returns it, and what went wrong in it: scripts that failed, and what the policy forbade.
export async function open(browser, url, options) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  const wrong = [];
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('console', (message) => { if (/Content Security Policy|Refused to/.test(message.text())) wrong.push(message.text()); });
  page.on('dialog', (dialog) => { wrong.push(`dialog ${dialog.message()}`); dialog.dismiss(); });
  await page.goto(url);
  return { page, wrong };
}
