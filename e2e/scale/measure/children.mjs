// Processes that a run started. Each is stopped at its end, however it ends.
import { spawn } from 'node:child_process';

const living = new Set();

/** Starts a process that is stopped with this one. */
export function start(command, args, options) {
  const child = spawn(command, args, options);
  living.add(child);
  child.once('exit', () => living.delete(child));
  return child;
}

/** Asks a process to end and waits until it has. */
export async function stop(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  const patience = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await gone;
  clearTimeout(patience);
}

export async function stopAll() {
  await Promise.all([...living].map((child) => stop(child)));
}

/** Resolves with what the pattern finds in the output. @throws when the process ends before */
export function says(child, pattern) {
  let output = '';
  return new Promise((resolve, reject) => {
    const look = (chunk) => {
      output = (output + chunk).slice(-20_000);
      const found = pattern.exec(output);
      if (found !== null) resolve(found);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code, signal) => reject(new Error(`it stopped (${code ?? signal}):\n${output}`)));
  });
}
