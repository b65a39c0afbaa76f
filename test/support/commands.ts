import { collection } from './journey.ts';
import type { Site } from './site.ts';

/**
 * Runs the work. Returns every command that MongoDB's profiler recorded meanwhile, such as `insert payments`.
 */
export async function commandsOf(site: Site, work: () => Promise<void>): Promise<readonly string[]> {
  const found = await profiledOf(site, work);
  return found.map(({ ns, command }) => `${operationOf(command as object)} ${String(ns).split('.').pop()}`);
}

/** Like `commandsOf`, but returns the whole commands. */
export async function profiledCommands(
  site: Site,
  work: () => Promise<void>,
): Promise<readonly Record<string, unknown>[]> {
  return (await profiledOf(site, work)).map(({ command }) => command as Record<string, unknown>);
}

export async function profiledOf(site: Site, work: () => Promise<void>) {
  const { db } = site.services.mongo;
  const profiled = collection(site, 'system.profile');
  await db!.setProfilingLevel('all');
  try {
    await work();
  } finally {
    await db!.setProfilingLevel('off');
  }
  const found = await profiled
    .find({ ns: { $not: /system\.profile$/ } })
    .sort({ ts: 1 })
    .toArray();
  await profiled.drop();
  return found;
}

/**
 * The first field of a command is its name. The profiler records the updates of a bulk write without it, only
 * with `q` and `u`.
 */
function operationOf(command: object): string {
  const [name = 'unknown'] = Object.keys(command);
  return name === 'q' ? 'update' : name;
}
