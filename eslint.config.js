import js from '@eslint/js';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/**
 * Imports point downward only:
 * entry (server, demo, worker, cli) -> app, compose -> jobs -> features -> web -> gateways -> config, shared.
 */
const layers = [
  { target: 'shared', mayImport: [] },
  { target: 'config', mayImport: ['shared'] },
  { target: 'gateways', mayImport: ['config', 'shared'] },
  { target: 'web', mayImport: ['gateways', 'config', 'shared', 'paths.ts'] },
  { target: 'features', mayImport: ['web', 'gateways', 'config', 'shared', 'paths.ts'] },
  { target: 'jobs', mayImport: ['features', 'gateways', 'config', 'shared', 'paths.ts'] },
  { target: 'devenv', mayImport: ['features', 'gateways', 'config', 'shared', 'paths.ts', 'compose.ts'] },
];
const zones = [
  ...layers.map(({ target, mayImport }) => ({
    target: `./src/${target}`,
    from: './src',
    except: [target, ...mayImport].map((path) => `./${path}`),
    message: `src/${target} may import only ${[target, ...mayImport].join(', ')}.`,
  })),
  ...['server.ts', 'worker.ts', 'app.ts', 'compose.ts'].map((file) => ({
    target: `./src/${file}`,
    from: './src/devenv',
    message: 'Production code never imports the development environment.',
  })),
];

const throughIndex = {
  regex: '(^\\.\\./(?!\\.\\.)[a-z-]+/|features/[a-z-]+/)(?!index\\.ts$).+',
  message: 'Use another feature only through its index.ts.',
};
const clients = {
  mongoose: { name: 'mongoose', message: 'mongoose stays in models, repositories and gateways/mongo.' },
  razorpay: { name: 'razorpay', message: 'The Razorpay package stays in gateways/razorpay.' },
  express: { name: 'express', message: 'Express stays in controllers, routes and web/.' },
  nodemailer: { name: 'nodemailer', message: 'nodemailer stays in gateways/mail.ts.' },
  sharp: { name: 'sharp', message: 'sharp stays in gateways/pictures.' },
};
/** Forbids all clients except the named ones, and in src/features also imports that bypass another feature's index. */
const restrictImports = (allowed, patterns = []) => ({
  '@typescript-eslint/no-restricted-imports': [
    'error',
    {
      paths: Object.entries(clients)
        .filter(([name]) => !allowed.includes(name))
        .map(([, rule]) => rule),
      patterns,
    },
  ],
});

export default tseslint.config(
  { ignores: ['dist', 'dist-test', 'dist-demo', 'node_modules', '.sureslot', 'coverage'] },
  js.configs.recommended,
  { files: ['eslint.config.js'], languageOptions: { globals: { process: 'readonly' } } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { 'import-x': importX },
    settings: {
      // Without these settings import-x does not parse our files, and so finds no cycles.
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [importX.createNodeResolver({ extensions: ['.ts', '.js'] })],
    },
    rules: {
      'import-x/no-cycle': 'error',
      'import-x/no-default-export': 'error',
      'import-x/no-restricted-paths': ['error', { zones }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/consistent-type-definitions': ['error', 'interface'],
      // Mongoose types its options as classes, but they are written as literals.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        // Constructors take their collaborators one by one.
        ...[
          'FunctionDeclaration',
          'ArrowFunctionExpression',
          'MethodDefinition[kind="method"] > FunctionExpression',
        ].map((kind) => ({
          selector: `${kind}[params.length>3]`,
          message: 'A function takes up to three parameters, then a named object.',
        })),
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Only src/config reads the environment.' },
      ],
    },
  },
  // renderPage takes request, response, view, model and options.
  { files: ['src/web/page-renderer.ts'], rules: { 'no-restricted-syntax': 'off' } },
  { files: ['src/**/*.ts'], rules: restrictImports([]) },
  { files: ['src/features/**/*.ts'], rules: restrictImports([], [throughIndex]) },
  {
    files: ['src/features/**/*.{model,repository}.ts'],
    rules: restrictImports(['mongoose'], [throughIndex]),
  },
  {
    files: ['src/features/**/*.{controller,routes}.ts'],
    rules: restrictImports(['express'], [throughIndex]),
  },
  { files: ['src/app.ts', 'src/web/**/*.ts', 'src/devenv/**/*.ts'], rules: restrictImports(['express']) },
  { files: ['src/devenv/assets/*.ts'], rules: restrictImports(['sharp']) },
  {
    files: ['src/gateways/mongo/**/*.ts', 'src/jobs/**/*.repository.ts'],
    rules: restrictImports(['mongoose']),
  },
  { files: ['src/gateways/razorpay/**/*.ts'], rules: restrictImports(['razorpay']) },
  { files: ['src/gateways/mail.ts'], rules: restrictImports(['nodemailer']) },
  { files: ['src/gateways/pictures/**/*.ts'], rules: restrictImports(['sharp']) },
  {
    files: ['src/config/**/*.ts', 'src/devenv/**/*.ts', 'test/**/*.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: [
      'src/{cli,demo,demo-site}.ts',
      'src/devenv/**/*.ts',
      'test/bench/**/*.ts',
      'test/support/sandbox-program.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['public/js/**/*.js'],
    languageOptions: {
      sourceType: 'script',
      globals: Object.fromEntries(
        [
          'window',
          'document',
          'navigator',
          'Razorpay',
          'fetch',
          'setTimeout',
          'clearTimeout',
          'HTMLFormElement',
          'FormData',
          'URLSearchParams',
          'URL',
          'DOMParser',
          'Intl',
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
);
