import { spawn } from 'node:child_process';
import { builtEntry } from './support/build.ts';

/**
 * Runs all tests: the faults, which often wait, beside the others. What the faults print comes last.
 * Exits with 0 only when both have passed.
 */
async function runAll(): Promise<void> {
  // Both need the compiled programs.
  await builtEntry('server');
  const faults = run('test:faults', 'pipe');
  const others = run('test:parallel', 'inherit');
  const codes = await Promise.all([others.ended, faults.ended]);
  process.stdout.write(`\nThe faults:\n${faults.output()}`);
  process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
}

function run(script: string, output: 'inherit' | 'pipe') {
  const child = spawn('npm', ['run', '--silent', script], { stdio: ['ignore', output, output] });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { ended, output: () => Buffer.concat(chunks).toString() };
}

await runAll();
