import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

export interface JournalLine {
  readonly kind: string;
  readonly record: unknown;
}

const COMPACT_FROM_BYTES = 16 * 1024 * 1024;

/**
 * Keeps records over restarts: one line of JSON for each change, the last one of a record wins. It is written before
 * the change is answered, so that a kill loses nothing that somebody was told; there is no fsync.
 */
export class Journal {
  private descriptor: number | undefined;
  private bytes = 0;
  private compactAt = COMPACT_FROM_BYTES;

  /** Without a file nothing is kept. */
  constructor(private readonly file: string | undefined) {}

  /** The lines of earlier runs. A last line that a crash cut short is left out. */
  *replay(): Generator<JournalLine> {
    if (this.file === undefined || !existsSync(this.file)) return;
    for (const line of readFileSync(this.file, 'utf8').split('\n')) {
      const parsed = parseLine(line);
      if (parsed) yield parsed;
    }
  }

  /** Replaces the file by the lines given, which must be all there is, and takes further lines from then on. */
  rewrite(lines: Iterable<JournalLine>): void {
    if (this.file === undefined) return;
    this.close();
    mkdirSync(dirname(this.file), { recursive: true });
    const draft = `${this.file}.new`;
    this.descriptor = openSync(draft, 'w');
    this.bytes = 0;
    for (const line of lines) this.write(line);
    renameSync(draft, this.file);
    this.compactAt = Math.max(COMPACT_FROM_BYTES, this.bytes * 3);
  }

  append(line: JournalLine): void {
    if (this.descriptor !== undefined) this.write(line);
  }

  /** Whether the file has grown so much that it should be rewritten. */
  isLarge(): boolean {
    return this.bytes > this.compactAt;
  }

  close(): void {
    if (this.descriptor !== undefined) closeSync(this.descriptor);
    this.descriptor = undefined;
  }

  private write(line: JournalLine): void {
    if (this.descriptor === undefined) return;
    this.bytes += writeSync(this.descriptor, `${JSON.stringify(line)}\n`);
  }
}

function parseLine(line: string): JournalLine | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as JournalLine;
  } catch {
    return undefined;
  }
}
