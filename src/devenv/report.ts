import { Presets, SingleBar } from 'cli-progress';

const BYTES_PER_MB = 1_000_000;

/** How far a download is. */
export interface DownloadBar {
  update(bytes: number): void;
  stop(): void;
}

/** Tells the waiting person what goes on. */
export interface Report {
  readonly step: (text: string) => void;
  readonly download: (label: string, totalBytes: number) => DownloadBar;
}

/** One line a step; a bar for downloads where the output is a terminal, a line where it is not. */
export const consoleReport: Report = {
  step: (text) => console.log(text),
  download: (label, totalBytes) => (process.stdout.isTTY ? showBar : showLine)(label, totalBytes),
};

export const silentReport: Report = {
  step: () => undefined,
  download: () => ({ update: () => undefined, stop: () => undefined }),
};

/** Says nothing of the usual steps, but does not let anybody wait for a download without a word. */
export const downloadReport: Report = { step: () => undefined, download: consoleReport.download };

function showBar(label: string, totalBytes: number): DownloadBar {
  const bar = new SingleBar(
    { format: `${label} {bar} {percentage} % of ${inMegabytes(totalBytes)} MB`, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(totalBytes, 0);
  return { update: (bytes) => bar.update(Math.min(bytes, totalBytes)), stop: () => bar.stop() };
}

function showLine(label: string, totalBytes: number): DownloadBar {
  console.log(`${label} (${inMegabytes(totalBytes)} MB) ...`);
  return { update: () => undefined, stop: () => undefined };
}

function inMegabytes(bytes: number): number {
  return Math.ceil(bytes / BYTES_PER_MB);
}

/** Thrown when the demo or the tests cannot start; the message is written for the person who started them. */
export class DevenvError extends Error {
  override readonly name = 'DevenvError';
}
