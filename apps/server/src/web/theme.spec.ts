import { describe, expect, it } from '@jest/globals';
import { formatHex, parse, wcagContrast } from 'culori';
import { themeCss } from './theme.js';

/** The light and the dark value of a variable, as sRGB. */
function valuesOf(css: string, name: string): [string, string] {
  const [, light, dark] = new RegExp(`${name}: light-dark\\((oklch\\([^)]*\\)|#\\w+), (oklch\\([^)]*\\)|#\\w+)\\)`).exec(css) ?? [];
  return [formatHex(parse(light!))!, formatHex(parse(dark!))!];
}

describe('the theme made from one colour', () => {
  it.each(['#3a5bd9', '#ffff00', '#000000', '#ffffff', '#808080', '#ff0066', '#00ff88'])('can be read in light and dark: %s', (hex) => {
    const css = themeCss(hex);
    const [light, dark] = valuesOf(css, '--accent-600');
    const [onLight, onDark] = valuesOf(css, '--on-accent');
    expect(wcagContrast(light, '#ffffff')).toBeGreaterThanOrEqual(4.5);
    expect(wcagContrast(dark, '#16181c')).toBeGreaterThanOrEqual(4.5);
    expect(wcagContrast(onLight, light)).toBeGreaterThanOrEqual(4.5);
    expect(wcagContrast(onDark, dark)).toBeGreaterThanOrEqual(4.5);
    expect(css).not.toContain('NaN');
  });
});
