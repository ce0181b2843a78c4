import { type Browser, chromium } from 'playwright-core';

/** Starts the packaged Chromium (tools/browser.mjs). */
export async function openBrowser(): Promise<Browser> {
  const { browserOptions } = await import('../../tools/browser.mjs');
  return chromium.launch(await browserOptions());
}
