import { Presets, SingleBar } from 'cli-progress';

const BYTES_PER_MB = 1_000_000;

/** The progress of a download. */
export interface DownloadBar {
  update(bytes: number): void;
  stop(): void;
}

/** Reports progress to the person who waits. */
export interface Report {
  readonly step: (text: string) => void;
  readonly download: (label: string, totalBytes: number) => DownloadBar;
}

/** One line per step. Downloads have a bar in terminals, and a line elsewhere. */
export const consoleReport: Report = {
  step: (text) => console.log(text),
  download: (label, totalBytes) => (process.stdout.isTTY ? showBar : showLine)(label, totalBytes),
};

export const silentReport: Report = {
  step: () => undefined,
  download: () => ({ update: () => undefined, stop: () => undefined }),
};

/** Reports only downloads, because these take long. */
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

/** Thrown if the demo or the tests cannot start. The message is for the person who started them. */
export class DevenvError extends Error {
  override readonly name = 'DevenvError';
}
