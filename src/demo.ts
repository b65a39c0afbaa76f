import { once } from 'node:events';
import { parseDemoArguments } from './devenv/demo-options.ts';
import { startDemoServices } from './devenv/demo-services.ts';
import { DevenvError } from './devenv/devenv-error.ts';
import { consoleReport } from './devenv/report.ts';

const FOLDER = '.sureslot';

async function runDemo(): Promise<void> {
  const { reset, port } = parseDemoArguments(process.argv.slice(2));
  const services = await startDemoServices({ folder: FOLDER, reset, port, report: consoleReport });
  console.log(`Razorpay sandbox: ${services.sandbox.url}`);
  console.log('Press Ctrl-C to stop.');
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  console.log('Stopping ...');
  await services.stop();
}

try {
  await runDemo();
} catch (error) {
  console.error(error instanceof DevenvError ? error.message : error);
  process.exitCode = 1;
}
