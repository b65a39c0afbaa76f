import * as z from 'zod';
import type { Logger } from '../../shared/logger.ts';
import type { Operation } from './call-policy.ts';
import { GatewayError } from './gateway-error.ts';
import type { RazorpayPage } from './razorpay-gateway.ts';
import { razorpayListSchema } from './razorpay.schema.ts';

export type EntitySchema = z.ZodType<{ readonly id: string; readonly status: string }>;

const rawStatusSchema = z.object({ status: z.string() });

/** Parses Razorpay's answers. Unknown values are logged, so that somebody looks into them. */
export class AnswerReader {
  constructor(private readonly logger: Logger) {}

  /** @throws GatewayError if the answer is not what Razorpay documents, such as HTML with status 200 or half a body */
  readEntity<T extends EntitySchema>(operation: Operation, schema: T, answer: unknown): z.output<T> {
    const entity = readAs(schema, answer);
    this.#logUnknownStatus(operation, entity, answer);
    return entity;
  }

  /** For a list that decides about money: no item may be missing. @throws GatewayError if an item cannot be read */
  readAll<T extends EntitySchema>(operation: Operation, schema: T, answer: unknown): readonly z.output<T>[] {
    const { items } = readAs(razorpayListSchema, answer);
    return items.map((item) => this.readEntity(operation, schema, item));
  }

  /** For a list that may contain records of other applications: unreadable items are skipped. */
  readPage<T extends EntitySchema>(
    operation: Operation,
    schema: T,
    answer: unknown,
  ): RazorpayPage<z.output<T>> {
    const list = readAs(razorpayListSchema, answer);
    const items: z.output<T>[] = [];
    const problems: string[] = [];
    for (const item of list.items) {
      const read = schema.safeParse(item);
      if (read.success) items.push(read.data);
      else problems.push(placesOf(read.error));
      if (read.success) this.#logUnknownStatus(operation, read.data, item);
    }
    if (problems.length > 0)
      this.logger.warn({ operation, skipped: problems.length, problems }, 'razorpay.items-skipped');
    return { items, skipped: problems.length };
  }

  #logUnknownStatus(operation: Operation, entity: z.output<EntitySchema>, answer: unknown): void {
    // Only an unknown status is logged.
    const status = rawStatusSchema.safeParse(answer).data?.status;
    if (status !== entity.status)
      this.logger.info({ operation, id: entity.id, status }, 'razorpay.unknown-status');
  }
}

function readAs<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new GatewayError('unavailable', {
    message: `Razorpay: an answer that cannot be read (${placesOf(read.error)})`,
    statusCode: 200,
  });
}

function placesOf(error: z.ZodError): string {
  return error.issues.map(({ path }) => path.join('.') || 'body').join(', ');
}
