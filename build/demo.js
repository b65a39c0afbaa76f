import { bundle } from './bundle.js';

await bundle('dist-demo', ['demo']);
await import('../dist-demo/demo.js');
