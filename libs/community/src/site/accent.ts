// The company's colour carries text: white, or the dark of the design system. One of them must have 4.5:1 (WCAG 2.2, 1.4.3).

/** A colour of linear light, each part from 0 to 1. */
type Linear = readonly [red: number, green: number, blue: number];

const ENOUGH = 4.5;
const WHITE: Linear = [1, 1, 1];
/** Text on a light accent, as the pages have it. */
const DARK = linear('#101418');

/** Is it `#rrggbb`? */
export function isHexColour(text: string): boolean {
  return /^#[0-9a-f]{6}$/i.test(text);
}

/** The better of the contrasts that white and dark text have on this colour (WCAG 2.2, "contrast ratio"). */
export function textContrast(hex: string): number {
  const colour = linear(hex);
  return Math.max(contrast(colour, WHITE), contrast(colour, DARK));
}

/**
 * The colour itself where text on it can be read, else the nearest shade of it on which text can be: a little darker (of the same
 * hue) or a little lighter (towards white).
 */
export function readableAccent(hex: string): string {
  const accent = hex.toLowerCase();
  const colour = linear(accent);
  for (let step = 0; step <= 100; step += 1) {
    const share = step / 100;
    const darker = hexOf(colour.map((part) => part * (1 - share)));
    if (textContrast(darker) >= ENOUGH) return step === 0 ? accent : darker;
    const lighter = hexOf(colour.map((part) => part + (1 - part) * share));
    if (textContrast(lighter) >= ENOUGH) return lighter;
  }
  return accent;
}

function contrast(one: Linear, other: Linear): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

/** WCAG 2.2, "relative luminance". */
function luminance([red, green, blue]: Linear): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(hex: string): Linear {
  return [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Linear;
}

function hexOf(parts: readonly number[]): string {
  const bytes = parts.map((part) => Math.round(255 * (part <= 0.0031308 ? part * 12.92 : 1.055 * part ** (1 / 2.4) - 0.055)));
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
