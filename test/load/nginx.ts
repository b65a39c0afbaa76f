import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import type { Entrance } from '../support/town/browser.ts';

const run = promisify(execFile);
const CONFIGURATION = new URL('../../docs/deployment/nginx.conf', import.meta.url);
/** The host name in the configuration file. */
const HOST = 'sureslot.example';
const CERTIFICATES = `/etc/letsencrypt/live/${HOST}`;

/** Required environment of the servers behind nginx. */
export const behindNginx = { BASE_URL: `https://${HOST}`, TRUST_PROXY: '1' } as const;

export interface Nginx {
  readonly entrance: Entrance;
  stop(): Promise<void>;
}

/**
 * Runs nginx with docs/deployment/nginx.conf in front of these servers. Replaces only ports, certificate, log
 * and servers.
 * @throws Error when nginx or openssl is missing, or when the file lacks a part that must be replaced
 */
export async function startNginx(servers: readonly string[]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'sureslot-nginx-'));
  const [secure, plain] = [await freePort(), await freePort()];
  await makeCertificate(folder);
  const site = adapt(await readFile(CONFIGURATION, 'utf8'), {
    'server 127.0.0.1:3000;': servers.map((url) => `server ${new URL(url).host};`).join('\n'),
    'listen 443 ': `listen 127.0.0.1:${secure} `,
    'listen 80;': `listen 127.0.0.1:${plain};`,
    '/var/log/nginx/': `${folder}/`,
    '/var/cache/nginx/': `${folder}/`,
    [`${CERTIFICATES}/fullchain.pem`]: join(folder, 'fullchain.pem'),
    [`${CERTIFICATES}/privkey.pem`]: join(folder, 'privkey.pem'),
  });
  const main = `user ${userInfo().username}; daemon off; pid nginx.pid; error_log stderr crit; events {} http { access_log off; ${site} }`;
  await writeFile(join(folder, 'nginx.conf'), main);
  const nginx = spawn('nginx', ['-p', folder, '-e', 'stderr', '-c', 'nginx.conf'], { stdio: 'inherit' });
  await once(nginx, 'spawn');
  await until(() => fetch(`http://127.0.0.1:${plain}`, { redirect: 'manual' }).catch(() => undefined));
  return {
    entrance: {
      origins: [`https://127.0.0.1:${secure}`],
      host: HOST,
      ca: await readFile(join(folder, 'fullchain.pem'), 'utf8'),
    },
    stop: async () => {
      nginx.kill('SIGQUIT');
      await once(nginx, 'exit');
      await rm(folder, { recursive: true });
    },
  };
}

function adapt(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements).reduce((adapted, [from, to]) => {
    if (!adapted.includes(from)) throw new Error(`${CONFIGURATION.pathname} has no "${from}" any more`);
    return adapted.replace(from, to);
  }, text);
}

async function makeCertificate(folder: string): Promise<void> {
  const files = ['-keyout', join(folder, 'privkey.pem'), '-out', join(folder, 'fullchain.pem')];
  const subject = ['-subj', `/CN=${HOST}`, '-addext', `subjectAltName=DNS:${HOST}`];
  await run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject]);
}
