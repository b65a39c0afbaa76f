import type { Request, RequestHandler } from 'express';
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy';
import { DomainError } from '../shared/errors.ts';

/** The fields before the file are a token and a few short texts. */
const MAX_FIELDS = 10;
const MAX_FIELD_BYTES = 1_000;
const MAX_BYTES_BEFORE_FILE = 256 * 1024;
/** Files are held in memory, so each process limits how many it receives at once. */
const MAX_AT_ONCE = 8;

export type ReceivedFile =
  | { readonly kind: 'received'; readonly bytes: Buffer }
  | { readonly kind: 'missing' }
  | { readonly kind: 'too-large' };

interface OpenFile {
  readonly field: string;
  readonly stream: BusboyFileStream;
}

const uploads = new WeakMap<Request, Upload>();
let receiving = 0;

/**
 * Parses a multipart form up to its file; the fields become the body. The file waits in the connection until a route
 * calls `receiveFile`, so requests without login, token or role are refused before it is read. The token must therefore
 * precede the file, or be in the header.
 */
export function readFieldsBeforeFile(paths: readonly string[]): RequestHandler {
  return (req, res, next) => {
    if (!paths.includes(req.path) || !req.is('multipart/form-data')) {
      next();
      return;
    }
    const upload = new Upload(req);
    uploads.set(req, upload);
    res.once('close', () => upload.discard());
    res.once('finish', () => upload.discard());
    upload.fields.then((fields) => {
      req.body = fields;
      next();
    }, next);
  };
}

/**
 * Reads the file into memory.
 * @throws DomainError BAD_REQUEST if it ends too soon; SERVICE_UNAVAILABLE if too many uploads are running
 */
export async function receiveFile(
  req: Request,
  { field, maxBytes }: { readonly field: string; readonly maxBytes: number },
): Promise<ReceivedFile> {
  const upload = uploads.get(req);
  if (!upload) return { kind: 'missing' };
  if (receiving >= MAX_AT_ONCE) {
    const message = 'Too many files are being sent just now. Nothing was changed.';
    throw new DomainError('SERVICE_UNAVAILABLE', { message });
  }
  receiving += 1;
  try {
    return await upload.receive(field, maxBytes);
  } finally {
    receiving -= 1;
    upload.discard();
  }
}

/** One multipart body: its fields, then at most one file. */
class Upload {
  readonly fields: Promise<Readonly<Record<string, string | string[]>>>;
  private readonly parser: BusboyInstance;
  private file: OpenFile | undefined;
  private bytesRead = 0;
  private isDiscarded = false;
  private readonly failed: Promise<never>;

  constructor(private readonly req: Request) {
    this.parser = createParser(req);
    this.failed = this.watchFailures();
    // Marks the rejection as handled. Different callers wait for it, depending on how far the form was read.
    this.failed.catch(() => undefined);
    this.fields = Promise.race([this.readFields(), this.failed]);
    req.pipe(this.parser);
  }

  async receive(field: string, maxBytes: number): Promise<ReceivedFile> {
    if (this.file?.field !== field) return { kind: 'missing' };
    const { stream } = this.file;
    return Promise.race([collect(stream, maxBytes), this.failed]);
  }

  /** Reads the rest and drops it. Browsers show the answer only after they have sent everything. */
  discard(): void {
    if (this.isDiscarded) return;
    this.isDiscarded = true;
    this.req.unpipe(this.parser);
    this.req.resume();
  }

  private readFields(): Promise<Readonly<Record<string, string | string[]>>> {
    const given = new Map<string, string[]>();
    return new Promise((resolve) => {
      const finish = () =>
        resolve(
          Object.fromEntries(
            // A repeated field becomes an array, which schemas refuse.
            [...given].map(([name, values]) => [name, values.length === 1 ? (values[0] ?? '') : values]),
          ),
        );
      this.parser.on('field', (name, value) => given.set(name, [...(given.get(name) ?? []), value]));
      this.parser.on('file', (field, stream) => {
        this.file = { field, stream };
        finish();
      });
      this.parser.on('finish', finish);
    });
  }

  private watchFailures(): Promise<never> {
    return new Promise((_resolve, reject) => {
      const fail = (cause?: unknown) => reject(new DomainError('BAD_REQUEST', { cause }));
      this.parser.on('error', fail);
      this.parser.on('file', (_field, stream) => stream.on('error', fail));
      this.req.once('close', () => {
        if (!this.req.complete) fail();
      });
      this.req.on('data', (chunk: Buffer) => {
        this.bytesRead += chunk.length;
        if (!this.file && this.bytesRead > MAX_BYTES_BEFORE_FILE)
          reject(new DomainError('PAYLOAD_TOO_LARGE'));
      });
    });
  }
}

/** @throws DomainError BAD_REQUEST without a boundary */
function createParser({ headers }: Request): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      limits: {
        fields: MAX_FIELDS,
        fieldSize: MAX_FIELD_BYTES,
        files: 1,
        parts: MAX_FIELDS + 1,
        headerPairs: 20,
        headerSize: 8 * 1024,
      },
    });
  } catch (cause) {
    throw new DomainError('BAD_REQUEST', { cause });
  }
}

/** Browsers send an empty file field as a file of zero bytes. */
function collect(stream: BusboyFileStream, maxBytes: number): Promise<ReceivedFile> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    stream.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) resolve({ kind: 'too-large' });
      else chunks.push(chunk);
    });
    stream.on('end', () =>
      resolve(size === 0 ? { kind: 'missing' } : { kind: 'received', bytes: Buffer.concat(chunks) }),
    );
  });
}
