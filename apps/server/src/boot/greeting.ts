import { SessionCookie, SetupService } from '@veche/identity';
import type { DemoSignIn } from '../demo/seed.js';
import type { Portal } from './portal.js';

interface Start {
  /** Seconds from the start of the process to the first page that was answered. */
  readyAfter: number;
  status: number;
  isNew: boolean;
  signIns: DemoSignIn[] | undefined;
}

/** What whoever started the portal needs to know: where it is, how long it took, who may sign in. */
export async function greet(portal: Portal, { readyAfter, status, isNew, signIns }: Start): Promise<void> {
  const lines = [
    '',
    `  Veche is at ${portal.url}`,
    `  First page (${status}) after ${readyAfter.toFixed(1)} s, ${isNew ? 'new' : 'existing'} database`,
    '',
  ];
  const setup = await portal.app.get(SetupService).issue();
  if (setup !== null)
    lines.push('  Make the first administrator here (once, within 24 hours):', `  ${portal.url}/setup?token=${setup}`, '');
  if (signIns !== undefined && signIns.length > 0) {
    const width = Math.max(...signIns.map(({ email }) => email.length));
    lines.push('  Sign in as', ...signIns.map(({ role, email, password }) => `    ${email.padEnd(width)}  ${password}  ${role}`), '');
  }
  const { warning } = portal.app.get(SessionCookie);
  if (warning !== undefined) lines.push(`  ${warning}`, '');
  process.stdout.write(`${lines.join('\n')}\n`);
}
