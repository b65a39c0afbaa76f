import { readFileSync } from 'node:fs';
import { FaultLab } from '../support/fault-lab.ts';
import { rush } from './row34.ts';
const lab = await FaultLab.start({ environment: { LOG_LEVEL: 'warn', NODE_OPTIONS: '--cpu-prof --cpu-prof-dir=/tmp/prof-f' } });
const cpu = (pid: number) => { const f = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '); return (Number(f[11]) + Number(f[12])) / 100; };
const pids = { first: lab.first.pid, second: lab.second.pid, self: process.pid, mongo: (lab as unknown as { parts: { mongo: { pid: number } } }).parts.mongo.pid, redis: lab.redis.pid };
const all = () => Object.fromEntries(Object.entries(pids).map(([n, p]) => [n, cpu(p)]));
await rush(lab, { users: 100, seats: 10 });
for (const users of [200, 200]) {
  const t: Record<string, number>[] = [];
  const origPayers = lab.payers.bind(lab);
  void origPayers;
  t.push(all());
  const r = await rush(lab, { users, seats: 50 });
  t.push(all());
  console.log(JSON.stringify({ ...r, others: r.others.length }), Object.keys(pids).map((n) => `${n} ${(t[1]![n]! - t[0]![n]!).toFixed(2)}`).join(', '));
}
await lab.first.stop(); await lab.stop();
process.exit(0);
