import { expect } from 'chai';
import { loadConfig } from '../../../src/config/config.ts';
import { demoEnvironment } from '../../../src/devenv/demo-environment.ts';

const places = {
  port: 3001,
  mongodbUri: 'mongodb://127.0.0.1:27117/sureslot',
  redisUrl: 'redis://127.0.0.1:6479',
  sandboxUrl: 'http://127.0.0.1:4300',
  state: {
    ports: {},
    sessionSecret: 's'.repeat(64),
    razorpayKeySecret: 'key secret',
    razorpayWebhookSecret: 'webhook secret',
  },
};

describe('demoEnvironment', () => {
  it('is a complete configuration for the demo with its own services', () => {
    const config = loadConfig(demoEnvironment(places, {}));
    expect(config).to.include({ port: 3001, baseUrl: 'http://localhost:3001', host: '127.0.0.1' });
    expect(config.isProduction).to.equal(false);
    expect(config.razorpay).to.include({ apiUrl: places.sandboxUrl, isLiveApi: false });
  });

  it('ignores real services that the shell names', () => {
    const shell = {
      NODE_ENV: 'production',
      MONGODB_URI: 'mongodb://db.example/shop',
      REDIS_URL: 'redis://cache.example',
      SMTP_URL: 'smtps://mail.example',
      RAZORPAY_API_URL: 'https://api.razorpay.com',
      RAZORPAY_KEY_SECRET: 'live',
    };
    expect(demoEnvironment(places, shell)).to.deep.equal(demoEnvironment(places, {}));
  });

  it('keeps a log level of the shell', () => {
    expect(demoEnvironment(places, { LOG_LEVEL: 'debug' })).to.include({ LOG_LEVEL: 'debug' });
  });
});
