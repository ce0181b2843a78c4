import { converter, formatCss, formatHex, wcagContrast, type Oklch } from 'culori';

const oklch = converter('oklch');

/** A step of the accent: its lightness, and how much of its colourfulness remains. */
interface Step {
  name: string;
  light: [lightness: number, chroma: number];
  dark: [lightness: number, chroma: number];
}

const STEPS: Step[] = [
  { name: '--accent-50', light: [0.97, 0.12], dark: [0.26, 0.3] },
  { name: '--accent-100', light: [0.93, 0.25], dark: [0.32, 0.4] },
];

/** The variables that a page takes from the company's one colour, for both themes. `hex` is `#rrggbb`, already checked. */
export function themeCss(hex: string): string {
  const base = oklch(hex) as Oklch;
  const accent: Oklch = { mode: 'oklch', l: base.l, c: base.c, h: base.h ?? 0 };
  return [rule(':root', variables(accent, 'light')), rule(':root[data-theme="dark"]', variables(accent, 'dark')), systemDark(accent)].join(
    '\n',
  );
}

function systemDark(accent: Oklch): string {
  return `@media (prefers-color-scheme: dark) {\n${rule(':root[data-theme="system"]', variables(accent, 'dark'))}\n}`;
}

function variables(accent: Oklch, theme: 'light' | 'dark'): [string, string][] {
  const steps = STEPS.map(({ name, [theme]: [l, part] }): [string, string] => [name, formatCss({ ...accent, l, c: accent.c * part })]);
  // On a dark page the accent itself must be lighter to stand out, and its text darker.
  const main = theme === 'light' ? accent : { ...accent, l: Math.max(accent.l, 0.7), c: Math.min(accent.c, 0.15) };
  return [
    ...steps,
    ['--accent-500', formatCss(main)],
    ['--accent-600', formatCss({ ...main, l: main.l - 0.06 })],
    ['--accent-700', formatCss(readable(main, theme))],
    ['--on-accent', wcagContrast('#ffffff', formatHex(main)) >= 4.5 ? '#ffffff' : '#101418'],
    ['--accent-hue', accent.h === undefined ? '0' : accent.h.toFixed(1)],
  ];
}

/** The accent as text on the page's ground: moved until it has 4.5:1 (WCAG 2.2, 1.4.3). */
function readable(colour: Oklch, theme: 'light' | 'dark'): Oklch {
  const ground = theme === 'light' ? '#ffffff' : '#16181c';
  const step = theme === 'light' ? -0.02 : 0.02;
  let found = colour;
  while (wcagContrast(formatHex(found), ground) < 5 && found.l > 0.05 && found.l < 0.98) found = { ...found, l: found.l + step };
  return found;
}

function rule(selector: string, pairs: [string, string][]): string {
  return `${selector} {\n${pairs.map(([name, value]) => `  ${name}: ${value};`).join('\n')}\n}`;
}
