import type { Logger } from '../../src/shared/logger.ts';

export interface LogLine {
  readonly level: keyof Logger;
  readonly event: string;
  readonly fields: Record<string, unknown>;
}

/** Records every log line for the test. */
export function recordingLogger(lines: LogLine[]): Logger {
  const record = (level: keyof Logger) => (fields: object, event: string) => {
    lines.push({ level, event, fields: { ...fields } });
  };
  return { debug: record('debug'), info: record('info'), warn: record('warn'), error: record('error') };
}
