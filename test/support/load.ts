import { Agent, request, type RequestOptions } from 'node:http';

export interface LoadReport {
  /** Number of answers by status. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Error codes of requests without a complete answer, except refused connections. */
  readonly errors: readonly string[];
  /** Number of refused connections. */
  readonly refused: number;
}

export interface Load {
  /** Waits for the open requests, then ends the load. */
  stop(): Promise<LoadReport>;
}

const CONCURRENCY = 24;

/**
 * Requests a page continuously. Half of the clients keep their connection, half open one for each request.
 */
export function startLoad(url: string, headers: Record<string, string>): Load {
  let isOver = false;
  const statuses: Record<number, number> = {};
  const errors: string[] = [];
  let refused = 0;
  const ask = async (agent: Agent): Promise<void> => {
    while (!isOver) {
      try {
        const status = await get(url, { agent, headers });
        statuses[status] = (statuses[status] ?? 0) + 1;
      } catch (error) {
        const { code = String(error) } = error as { code?: string };
        if (code === 'ECONNREFUSED') {
          refused += 1;
          return;
        }
        errors.push(code);
      }
    }
  };
  const agents = [new Agent({ keepAlive: true }), new Agent({ keepAlive: false })];
  const people = Array.from({ length: CONCURRENCY }, (_, index) => ask(agents[index % 2]!));
  return {
    stop: async () => {
      isOver = true;
      await Promise.all(people);
      for (const agent of agents) agent.destroy();
      return { statuses, errors, refused };
    },
  };
}

function get(url: string, options: RequestOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    const asked = request(url, options, (response) => {
      response.resume();
      response.once('error', reject);
      response.once('end', () => {
        if (response.complete) resolve(response.statusCode ?? 0);
        else reject(new Error('half an answer'));
      });
    });
    asked.once('error', reject);
    asked.end();
  });
}
