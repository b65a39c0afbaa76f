import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { ConfigError, loadConfig } from '../../../src/config/config.ts';

const complete = {
  BASE_URL: 'https://sureslot.example',
  MONGODB_URI: 'mongodb://127.0.0.1:27017/sureslot?replicaSet=rs0',
  REDIS_URL: 'redis://127.0.0.1:6379/0',
  SESSION_SECRET: 'n0t-a-real-secret-of-the-tests-00',
  RAZORPAY_KEY_ID: 'rzp_test_1DP5mmOlF5G5ag',
  RAZORPAY_KEY_SECRET: 'key-secret-1',
  RAZORPAY_WEBHOOK_SECRET: 'webhook-secret-1',
};

/** The faults that loadConfig reports, by variable. */
function faultsOf(environment: NodeJS.ProcessEnv): Record<string, string> {
  try {
    loadConfig(environment);
  } catch (error) {
    expect(error).to.be.instanceOf(ConfigError);
    return variablesIn(/^ {2}(\w+): (.*)$/gm, (error as ConfigError).message);
  }
  return {};
}

/** The pairs of name and text that match a pattern. */
function variablesIn(pattern: RegExp, text: string): Record<string, string> {
  return Object.fromEntries(Array.from(text.matchAll(pattern), ([, name = '', value = '']) => [name, value]));
}

describe('loadConfig', () => {
  it('parses, types and freezes a complete environment, and fills in the defaults', () => {
    const config = loadConfig(complete);
    expect(config).to.deep.include({
      isProduction: true,
      port: 3000,
      host: '0.0.0.0',
      site: 'sureslot.example',
      isHttps: true,
      trustProxy: false,
      worker: 'inline',
      webConcurrency: 1,
      reconcileEverySeconds: 60,
      reconcileAfterSeconds: 900,
      rateLimitFactor: 1,
      requireVerifiedMentors: false,
      smtpUrl: undefined,
    });
    expect(config.razorpay).to.include({ apiUrl: 'https://api.razorpay.com', isLiveApi: true });
    expect(config).to.be.frozen;
    expect(config.razorpay).to.be.frozen;
    expect(config.sessionSecrets).to.be.frozen;
  });

  it('accepts a MONGODB_URI that names the members of a replica set', () => {
    const uris = [
      'mongodb://user:p%40ss@a.example:27017,b.example:27017,c.example/sureslot?replicaSet=rs0&w=majority',
      'mongodb+srv://cluster.example/sureslot',
    ];
    for (const uri of uris) expect(loadConfig({ ...complete, MONGODB_URI: uri }).mongodbUri).to.equal(uri);
    for (const uri of ['mongodb://', 'mongodb+srv://a,b/', 'http://a/', 'mongodb://a, b/', 'a:27017'])
      expect(faultsOf({ ...complete, MONGODB_URI: uri })).to.have.all.keys('MONGODB_URI');
  });

  it('names every missing variable at once', () => {
    const required = Object.keys(complete);
    const faults = faultsOf({});
    expect(faults).to.have.all.keys(required);
    expect(new Set(Object.values(faults))).to.deep.equal(new Set(['is missing']));
  });

  it('names missing and malformed variables together, also by the rules of production', () => {
    const faults = faultsOf({
      ...complete,
      BASE_URL: 'http://sureslot.example',
      REDIS_URL: undefined,
      PORT: '70000',
      LOG_LEVEL: 'loud',
    });
    expect(faults).to.have.all.keys('BASE_URL', 'REDIS_URL', 'PORT', 'LOG_LEVEL');
    expect(faults.BASE_URL).to.contain('https');
  });

  it('treats an empty variable as missing', () => {
    expect(faultsOf({ ...complete, SESSION_SECRET: '' })).to.deep.equal({ SESSION_SECRET: 'is missing' });
    expect(loadConfig({ ...complete, PORT: '', SMTP_URL: '', RAZORPAY_API_URL: '' })).to.deep.include({
      port: 3000,
      smtpUrl: undefined,
    });
  });

  it('repeats no value in the message, because it may be a secret', () => {
    const secret = 'tell-nobody';
    const environment = Object.fromEntries(Object.keys(complete).map((name) => [name, secret]));
    expect(() => loadConfig({ ...environment, METRICS_TOKEN: secret, MAIL_FROM: secret, PORT: secret }))
      .to.throw(ConfigError)
      .with.property('message')
      .that.does.not.contain(secret);
  });

  it('refuses an http BASE_URL in production, unless its host is this machine', () => {
    for (const host of ['sureslot.example', '127.0.0.1.example', 'localhost.example', '10.0.0.1']) {
      expect(faultsOf({ ...complete, BASE_URL: `http://${host}` }), host).to.have.all.keys('BASE_URL');
    }
    for (const host of ['localhost', '127.0.0.1:3000', '[::1]:3000', 'app.localhost']) {
      expect(faultsOf({ ...complete, BASE_URL: `http://${host}` }), host).to.be.empty;
    }
    expect(faultsOf({ ...complete, NODE_ENV: 'test', BASE_URL: 'http://sureslot.example' })).to.be.empty;
  });

  it('14.1 refuses weak settings in production, and names each', () => {
    const key = complete.RAZORPAY_KEY_SECRET;
    const weak = [
      ['SESSION_SECRET', { SESSION_SECRET: 'a'.repeat(64) }],
      ['SESSION_SECRET', { SESSION_SECRET: `${complete.SESSION_SECRET},${'ab'.repeat(20)}` }],
      ['SESSION_SECRET', { RAZORPAY_WEBHOOK_SECRET: complete.SESSION_SECRET }],
      ['SESSION_SECRET', { RAZORPAY_KEY_SECRET: complete.SESSION_SECRET }],
      ['RAZORPAY_WEBHOOK_SECRET', { RAZORPAY_WEBHOOK_SECRET: key }],
      ['RAZORPAY_WEBHOOK_SECRET', { RAZORPAY_WEBHOOK_SECRET: `webhook-secret-2,${key}` }],
      ['RAZORPAY_API_URL', { RAZORPAY_API_URL: 'http://api.example' }],
      ['RAZORPAY_CHECKOUT_URL', { RAZORPAY_CHECKOUT_URL: 'http://checkout.example' }],
      ['METRICS_TOKEN', { METRICS_TOKEN: 'm'.repeat(15) }],
    ] as const;
    for (const [name, settings] of weak) {
      const environment = { ...complete, ...settings };
      expect(faultsOf(environment), JSON.stringify(settings)).to.have.all.keys(name);
      expect(faultsOf({ ...environment, NODE_ENV: 'test' })).to.be.empty;
      expect(faultsOf({ ...environment, PORT: 'x' }), 'with another fault').to.have.all.keys(name, 'PORT');
    }
    const local = 'http://127.0.0.1:4100';
    const sandbox = { RAZORPAY_API_URL: local, RAZORPAY_CHECKOUT_URL: local, METRICS_TOKEN: 'm'.repeat(16) };
    expect(faultsOf({ ...complete, ...sandbox })).to.be.empty;
  });

  it('14.1 refuses placeholders of examples in production under a public name, and names each', () => {
    const own = { ...complete, BASE_URL: 'https://sureslot.in' };
    const example = variablesIn(/^([A-Z_]+)=(.*)$/gm, readFileSync('.env.example', 'utf8'));
    const given = [
      ['MAIL_FROM', example.MAIL_FROM],
      ['SUPPORT_EMAIL', example.SUPPORT_EMAIL],
      ['MAIL_FROM', 'Us <us@example.com>'],
      ['SUPPORT_EMAIL', 'help@mail.example.org'],
      ['SESSION_SECRET', 'change-me-change-me-change-me'],
      ['SESSION_SECRET', `${complete.SESSION_SECRET},your-session-secret-here`],
      ['RAZORPAY_KEY_ID', 'rzp_live_xxxxxxxxxxxxxx'],
      ['RAZORPAY_KEY_SECRET', '<key secret>'],
      ['RAZORPAY_WEBHOOK_SECRET', 'changeme'],
      ['METRICS_TOKEN', 'replace-me-0123456789'],
    ] as const;
    for (const [name, value] of given) {
      const environment = { ...own, [name]: value };
      expect(faultsOf(environment), `${name}=${value}`).to.have.all.keys(name);
      expect(faultsOf({ ...environment, NODE_ENV: 'development' })).to.be.empty;
      expect(faultsOf({ ...environment, BASE_URL: 'http://localhost:3000' }), 'a trial').to.be.empty;
    }
    const filled = { MAIL_FROM: 'Sureslot <no-reply@sureslot.in>', SUPPORT_EMAIL: 'help@sureslot.in' };
    expect(faultsOf({ ...own, ...filled, METRICS_TOKEN: '9f2c61d0a4b7e853' })).to.be.empty;
    expect(faultsOf(own), 'both left out').to.be.empty;
  });

  it('4.1.3 listens only on this machine behind a proxy, unless it is told otherwise', () => {
    const proxied = { ...complete, TRUST_PROXY: '1' };
    expect(loadConfig(proxied).host).to.equal('127.0.0.1');
    expect(loadConfig({ ...proxied, HOST: '0.0.0.0' }).host).to.equal('0.0.0.0');
    expect(loadConfig({ ...complete, TRUST_PROXY: '0' }).host).to.equal('0.0.0.0');
    const example = readFileSync('.env.example', 'utf8');
    expect(example)
      .to.match(/^TRUST_PROXY=1$/m)
      .and.match(/^HOST=127\.0\.0\.1$/m);
  });

  it('runs as in production without NODE_ENV', () => {
    expect(loadConfig({ ...complete, NODE_ENV: '' }).isProduction).to.be.true;
  });

  it('accepts origins with a slash at the end, but with no path, user or other protocol', () => {
    expect(loadConfig({ ...complete, BASE_URL: 'https://sureslot.example/' }).baseUrl).to.equal(
      complete.BASE_URL,
    );
    const wrong = [
      'sureslot.example',
      'https://a.example/b',
      'https://u:p@a.example',
      'ftp://a.example',
      'https://a.example?b',
    ];
    for (const text of wrong) {
      const faults = faultsOf({ ...complete, BASE_URL: text, RAZORPAY_API_URL: text });
      expect(faults, text).to.have.all.keys('BASE_URL', 'RAZORPAY_API_URL');
    }
  });

  it('keeps the port in site, and sets isLiveApi to false for any other API', () => {
    const config = loadConfig({
      ...complete,
      BASE_URL: 'http://localhost:3000',
      RAZORPAY_API_URL: 'http://127.0.0.1:4100',
    });
    expect(config.site).to.equal('localhost:3000');
    expect(config.isHttps).to.be.false;
    expect(config.razorpay.isLiveApi).to.be.false;
  });

  it('reads session secrets for a rotation: the newest first, without blanks, each long enough', () => {
    const [newest, old] = ['newest-of-the-secrets-0123456789', 'before-it-this-secret-0123456789-abcdef'];
    const { sessionSecrets } = loadConfig({ ...complete, SESSION_SECRET: ` ${newest} ,${old},` });
    expect(sessionSecrets).to.deep.equal([newest, old]);
    for (const text of [`${newest},short`, 'short', ',', ' ']) {
      expect(faultsOf({ ...complete, SESSION_SECRET: text }), text).to.have.all.keys('SESSION_SECRET');
    }
  });

  it('reads several webhook secrets, and refuses an empty list', () => {
    const { razorpay } = loadConfig({ ...complete, RAZORPAY_WEBHOOK_SECRET: 'new-secret, old-secret' });
    expect(razorpay.webhookSecrets).to.deep.equal(['new-secret', 'old-secret']);
    expect(faultsOf({ ...complete, RAZORPAY_WEBHOOK_SECRET: ' , ' })).to.have.key('RAZORPAY_WEBHOOK_SECRET');
  });

  it('refuses numbers that are not whole, plain and in range', () => {
    for (const text of ['-1', '1.5', '1e3', '0x10', ' 80', '80a', '65536', '99999999999']) {
      expect(faultsOf({ ...complete, PORT: text }), text).to.have.all.keys('PORT');
    }
    expect(faultsOf({ ...complete, WEB_CONCURRENCY: '0' })).to.have.all.keys('WEB_CONCURRENCY');
    for (const text of ['0', '-1', 'NaN', '1,5', '9'.repeat(400), '']) {
      const faults = faultsOf({ ...complete, RATE_LIMIT_FACTOR: text });
      expect(Object.keys(faults), text).to.deep.equal(text === '' ? [] : ['RATE_LIMIT_FACTOR']);
    }
    expect(loadConfig({ ...complete, RATE_LIMIT_FACTOR: '0.5' }).rateLimitFactor).to.equal(0.5);
  });

  it('refuses values that could never work', () => {
    for (const [name, text] of [
      ['HOST', ' '],
      ['HOST', 'two words'],
      ['HOST', '[::1]'],
      ['RAZORPAY_KEY_SECRET', 'key-secret-1 '],
      ['RAZORPAY_KEY_SECRET', ' '],
      ['METRICS_TOKEN', 'a token of three words'],
      ['SMTP_URL', 'smtp://'],
      ['SMTP_URL', 'mail.example.com'],
    ] as const) {
      expect(faultsOf({ ...complete, [name]: text }), `${name}=${text}`).to.have.all.keys(name);
    }
    for (const host of ['0.0.0.0', '::1', 'fe80::1%eth0', 'app-1.internal']) {
      expect(loadConfig({ ...complete, HOST: host }).host).to.equal(host);
    }
  });

  it('accepts a MAIL_FROM that is an address, alone or after a name', () => {
    for (const text of ['no-reply@a.example', 'Sureslot <no-reply@a.example>', 'Süß & Söhne <a@b.example>']) {
      expect(loadConfig({ ...complete, MAIL_FROM: text }).mailFrom).to.equal(text);
    }
    for (const text of ['Sureslot', 'a@b, c@d', '<a@b> x', 'A <a@b>\r\nBcc: c@d']) {
      expect(faultsOf({ ...complete, MAIL_FROM: text }), text).to.have.all.keys('MAIL_FROM');
    }
  });

  it('.env.example names every variable that is read, and no other', () => {
    const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const named = [...example.matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    const source = readFileSync(new URL('../../../src/config/config.ts', import.meta.url), 'utf8');
    const read = new Set([...source.matchAll(/\benv\.([A-Z_]+)/g)].map(([, name]) => name));
    expect(new Set(named)).to.deep.equal(read);
    expect(named).to.have.length(read.size);
  });

  it('.env.example with the secrets filled in is a complete environment', () => {
    const example = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8');
    const values = variablesIn(/^([A-Z_]+)=(.*)$/gm, example);
    expect(Object.keys(faultsOf(values))).to.have.members([
      'SESSION_SECRET',
      'RAZORPAY_KEY_ID',
      'RAZORPAY_KEY_SECRET',
      'RAZORPAY_WEBHOOK_SECRET',
    ]);
  });
});
