import 'reflect-metadata';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RequestHandler } from 'express';
import { ALL_ROLES, run } from './boot/run.js';
import type { PageRenderer } from './web/page-contract.js';

const WEB = path.resolve(import.meta.dirname, '../../web');

/** What we use of Vite's server. */
interface ViteServer {
  middlewares: RequestHandler;
  transformIndexHtml(url: string, html: string): Promise<string>;
  ssrLoadModule(file: string): Promise<unknown>;
}

// Vite belongs to the web application; here it is a tool that is found there.
const vitePackage = path.dirname(createRequire(path.join(WEB, 'package.json')).resolve('vite/package.json'));
const { createServer } = (await import(pathToFileURL(path.join(vitePackage, 'dist/node/index.js')).href)) as {
  createServer(options: object): Promise<ViteServer>;
};
const vite = await createServer({ root: WEB, appType: 'custom', server: { middlewareMode: true, hmr: { port: 24_678 } } });

async function renderer(url: string): Promise<PageRenderer> {
  const template = await vite.transformIndexHtml(url, await readFile(path.join(WEB, 'index.html'), 'utf8'));
  const { handle } = (await vite.ssrLoadModule('/src/entry-server.ts')) as Pick<PageRenderer, 'handle'>;
  return { handle, template, manifest: {} };
}

await run(ALL_ROLES, { development: { middleware: vite.middlewares, renderer } });
