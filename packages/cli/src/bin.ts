#!/usr/bin/env node
import module from 'node:module';

// From Node 22.1 on: what was compiled once is kept for the next start. Before the program is loaded, or it would not count.
if ('enableCompileCache' in module) (module.enableCompileCache as () => void)();
await import('./main.js');
