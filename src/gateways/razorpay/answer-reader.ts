import { z } from 'zod';
import type { Logger } from '../../shared/logger.ts';
import type { Operation } from './call-policy.ts';
import { GatewayError } from './gateway-error.ts';
import type { RazorpayPage } from './razorpay-gateway.ts';
import { razorpayListSchema } from './razorpay.schema.ts';

/** A schema of orders, payments or refunds. */
export type EntitySchema = z.ZodType<{ readonly id: string; readonly status: string }>;

const rawStatusSchema = z.object({ status: z.string() });

/** Reads what Razorpay answers. What we do not know is logged, so that somebody looks into it. */
export class AnswerReader {
  constructor(private readonly logger: Logger) {}

  /** @throws GatewayError when the answer is not what Razorpay documents: an HTML page with status 200, half a body. */
  readEntity<T extends EntitySchema>(operation: Operation, schema: T, answer: unknown): z.output<T> {
    const entity = readAs(schema, answer);
    this.#logUnknownStatus(operation, entity, answer);
    return entity;
  }

  /** A list that decides about money: no item may be missing. @throws GatewayError when one cannot be read. */
  readAll<T extends EntitySchema>(operation: Operation, schema: T, answer: unknown): readonly z.output<T>[] {
    const { items } = readAs(razorpayListSchema, answer);
    return items.map((item) => this.readEntity(operation, schema, item));
  }

  /** A list of whatever the account has, also of other applications: what cannot be read must not stop the rest. */
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
      this.logger.warn({ operation, skipped: problems.length, problems }, 'razorpay.items_skipped');
    return { items, skipped: problems.length };
  }

  #logUnknownStatus(operation: Operation, entity: z.output<EntitySchema>, answer: unknown): void {
    // A status that we know is read as it is.
    const status = rawStatusSchema.safeParse(answer).data?.status;
    if (status !== entity.status)
      this.logger.info({ operation, id: entity.id, status }, 'razorpay.unknown_status');
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
