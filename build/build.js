import { bundle } from './bundle.js';

await bundle('dist', ['server', 'worker', 'cli']);
