/** One instruction of a Dockerfile, its continued lines joined. */
export interface Instruction {
  verb: string;
  text: string;
}

/** From one FROM to the next. */
export interface Stage {
  name: string | undefined;
  env: Record<string, string>;
  instructions: Instruction[];
}

/** A Dockerfile as its stages. Only what ours uses is understood. */
export function dockerfile(text: string): { stages: Stage[] } {
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const stages: Stage[] = [];
  for (const line of lines) {
    const [, verb, rest] = /^([A-Z]+)\s+(.*)$/.exec(line)!;
    if (verb === 'FROM') stages.push({ name: / AS (\w+)$/.exec(rest!)?.[1], env: {}, instructions: [] });
    const stage = stages.at(-1)!;
    stage.instructions.push({ verb: verb!, text: rest! });
    if (verb === 'ENV') for (const [, name, value] of rest!.matchAll(/(\w+)=(\S+)/g)) stage.env[name!] = value!;
  }
  return { stages };
}

/** The stage and the files that a COPY names. */
export function namedFiles(text: string): { from: string | undefined; sources: string[] } {
  const words = text.split(' ').filter((word) => !word.startsWith('--'));
  return { from: /--from=(\w+)/.exec(text)?.[1], sources: words.slice(0, -1) };
}
