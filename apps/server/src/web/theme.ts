import { converter, formatCss, formatHex, type Oklch, wcagContrast } from 'culori';

const toOklch = converter('oklch');
type Theme = 'light' | 'dark';

/** The strongest of the page's own grounds (libs/ui, tokens.css, --n-4): what has contrast against it has it everywhere. */
const GROUND = { light: '#eaecf0', dark: '#282b31' };

/**
 * The variables that a page takes from the company's one colour, light and dark side by side.
 * @param hex `#rrggbb`, as an administrator chose it
 */
export function themeCss(hex: string): string {
  const { l, c, h = 0 } = toOklch(hex) as Oklch;
  const accent: Oklch = { mode: 'oklch', l, c, h };
  const both = (make: (theme: Theme) => Oklch) => `light-dark(${formatCss(make('light'))}, ${formatCss(make('dark'))})`;
  const strong = (theme: Theme) => withContrast(accent, theme, 4.6);
  const variables = [
    ['--accent-50', both((theme) => tint(accent, theme, 0.97, 0.24))],
    ['--accent-100', both((theme) => tint(accent, theme, 0.9, 0.36))],
    ['--accent-500', both((theme) => withContrast(accent, theme, 3.1))],
    ['--accent-600', both(strong)],
    ['--accent-700', both((theme) => ({ ...strong(theme), l: strong(theme).l + (theme === 'light' ? -0.06 : 0.06) }))],
    ['--on-accent', `light-dark(${textOn(strong('light'))}, ${textOn(strong('dark'))})`],
    ['--accent-hue', h.toFixed(1)],
  ];
  return `:root {\n${variables.map(([name, value]) => `  ${name}: ${value};`).join('\n')}\n}\n`;
}

function tint(accent: Oklch, theme: Theme, light: number, dark: number): Oklch {
  return { ...accent, l: theme === 'light' ? light : dark, c: Math.min(accent.c, 0.2) * (theme === 'light' ? 0.14 : 0.22) };
}

/** The accent, moved away from the ground until it has this contrast (WCAG 2.2, 1.4.3 and 1.4.11). */
function withContrast(accent: Oklch, theme: Theme, contrast: number): Oklch {
  const step = theme === 'light' ? -0.01 : 0.01;
  let found = theme === 'light' ? accent : { ...accent, c: Math.min(accent.c, 0.16) };
  while (wcagContrast(formatHex(found), GROUND[theme]) < contrast) found = { ...found, l: found.l + step };
  return found;
}

function textOn(colour: Oklch): string {
  return wcagContrast('#ffffff', formatHex(colour)) >= 4.5 ? '#ffffff' : '#101418';
}
