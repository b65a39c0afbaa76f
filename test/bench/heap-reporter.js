/** Loaded before a measured server. On SIGUSR2 it collects garbage and prints the heap size. */
import console from 'node:console';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');

process.on('SIGUSR2', () => {
  // Twice: objects finalised by the first run are freed by the second.
  collect();
  collect();
  console.log(JSON.stringify({ heapUsed: process.memoryUsage().heapUsed }));
});
