/** Loaded before a server that is measured: on SIGUSR2 it collects garbage and prints what is left. */
import console from 'node:console';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // Twice: what the first run finalises is free after the second.
  collect();
  collect();
  console.log(JSON.stringify({ heapUsed: process.memoryUsage().heapUsed }));
});
