// One stand-in for the whole run.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function setup(project) {
  const directory = mkdtempSync(join(tmpdir(), 'understudy-'));
  const ready = join(directory, 'ready.json');
  const child = spawn(process.env.UNDERSTUDY || 'understudy', ['serve', '--addr', '127.0.0.1:0', '--ready-file', ready, '--log-level', 'error'], { stdio: 'ignore' });
  for (let waited = 0; !existsSync(ready); waited += 20) {
    if (child.exitCode !== null || waited > 20_000) throw new Error('understudy has not started');
    await new Promise((done) => setTimeout(done, 20));
  }
  project.provide('standIn', JSON.parse(readFileSync(ready, 'utf8')).url);
  return () => {
    child.kill();
    rmSync(directory, { recursive: true, force: true });
  };
}
