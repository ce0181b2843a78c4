import './boot/library-mode.js';
import 'reflect-metadata';
import { ALL_ROLES, run } from './boot/run.js';

await run(ALL_ROLES);
