import { once } from 'node:events';
import { parseDemoArguments } from './devenv/demo-environment.ts';
import { consoleReport, DevenvError } from './devenv/report.ts';
import { startDemoServices } from './devenv/demo-services.ts';

const FOLDER = '.sureslot';

const loadSite = () => import('./demo-site.ts');

async function runDemo(): Promise<void> {
  const { reset, port } = parseDemoArguments(process.argv.slice(2));
  const demo = await startDemoServices({
    folder: FOLDER,
    reset,
    port,
    report: consoleReport,
    // The site's modules are loaded while MongoDB starts.
    onLaunch: () => void loadSite().catch(() => undefined),
  });
  try {
    // Registered before anything is printed, because a reader of the welcome text may stop the demo at once.
    const isAskedToStop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    const { serveDemo } = await loadSite();
    const stop = await serveDemo(demo);
    await isAskedToStop;
    console.log('Stopping ...');
    await stop();
  } finally {
    await demo.stop();
  }
}

try {
  await runDemo();
} catch (error) {
  console.error(error instanceof DevenvError ? error.message : error);
  process.exitCode = 1;
}
