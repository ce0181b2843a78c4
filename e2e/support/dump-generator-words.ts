/** Numbers that look random and are the same for the same seed (mulberry32). */
export class Dice {
  constructor(private state: number) {}

  /** From 0 to 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.next() * from.length)]!;
  }

  shuffle<T>(list: T[]): T[] {
    for (let last = list.length - 1; last > 0; last -= 1) {
      const other = this.between(0, last);
      [list[last], list[other]] = [list[other]!, list[last]!];
    }
    return list;
  }
}

const ENGLISH =
  'the hive scale reports a weight that jumps at night when wind moves our sensor and then graph shows honey nobody brought so I would like to know whether firmware averages readings or sends each one because battery lasts two weeks instead of nine'.split(
    ' ',
  );
const RUSSIAN =
  'весы под ульем показывают скачок ночью когда ветер качает датчик а на графике появляется мёд которого никто не приносил поэтому хочу понять усредняет ли прошивка замеры или шлёт каждый ведь батареи хватает на две недели вместо девяти'.split(
    ' ',
  );
const RARE = [
  '🐝',
  '👩‍🌾',
  'naïve',
  'СОТЫ',
  'Ёж',
  'a​b',
  'x < y && y > z',
  '&lt;b&gt;',
  '*not bold*',
  'snake_case_name',
  '1) first',
  '# no heading',
  '~~kept~~',
  '`tick',
  '[not](a link',
  '\\o/',
  'C:\\temp',
];

/** Some words in one of the two languages, now and then with something that a careless program trips over. */
export function words(dice: Dice, count: number): string {
  const language = dice.chance(0.4) ? RUSSIAN : ENGLISH;
  return Array.from({ length: count }, () => (dice.chance(0.04) ? dice.pick(RARE) : dice.pick(language))).join(' ');
}

export function title(dice: Dice): string {
  const text = words(dice, dice.between(3, 12)).slice(0, 140).trim();
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}?`;
}

export function personName(dice: Dice, id: number): string {
  const first = dice.pick(['Hive', 'Clover', 'Пасечник', 'Linden', 'Smoker', "O'Comb", 'Мёд & Ко', 'bee<keeper>', '蜂', 'Ünal']);
  return dice.chance(0.02) ? `user${id}` : `${first} ${dice.chance(0.3) ? '' : id}`.trim();
}

const text = (dice: Dice, from: number, to: number): string => escapeHtml(words(dice, dice.between(from, to)));

/** HTML as different editors wrote it over the years, good and bad. */
const BLOCKS: readonly ((dice: Dice) => string)[] = [
  (dice) => `<p>${text(dice, 10, 60)}</p>\n\n`,
  (dice) =>
    `<p>${text(dice, 5, 20)} <em>${text(dice, 1, 3)}</em> <strong>${text(dice, 1, 4)}</strong> ${text(dice, 3, 20)}<br>\r\n${text(dice, 3, 9)}</p>\n`,
  (dice) =>
    `<p>${text(dice, 3, 9)} <a href="https://example.org/hive?a=1&amp;b=${dice.between(1, 99)}" rel="nofollow">${text(dice, 1, 4)}</a>, https://example.org/a_b_c/d*e</p>\n`,
  (dice) =>
    `<ul>\n<li>${text(dice, 3, 9)}\n\n<ol>\n<li>${text(dice, 2, 9)}</li>\n<li>${text(dice, 2, 9)}</li>\n</ol></li>\n<li><p>${text(dice, 4, 20)}</p></li>\n</ul>\n`,
  (dice) => `<blockquote>\n  <p>${text(dice, 6, 30)}</p>\n  <blockquote><p>${text(dice, 3, 9)}</p></blockquote>\n</blockquote>\n`,
  (dice) =>
    `<pre class="lang-js prettyprint-override"><code>for (const bee of hive) {\n  if (bee.age &lt; ${dice.between(1, 40)} &amp;&amp; !bee.tired) feed(bee); // ${text(dice, 1, 5)}\n}\n</code></pre>\n`,
  (dice) => `<PRE>${text(dice, 2, 6)}\n  \`\`\` ${text(dice, 2, 6)}</PRE><P>${text(dice, 4, 9)}<P>${text(dice, 4, 9)}`,
  (dice) => `<p><img src="//img.example.net/${dice.between(1, 9999)}.png" alt="enter image description here"></p>\n`,
  (dice) =>
    `<p><a href="https://img.example.net/big.jpg"><img src="https://img.example.net/small.jpg" alt="${text(dice, 1, 3)}"></a> ${text(dice, 2, 9)}</p>\n`,
  (dice) =>
    `<h2>${text(dice, 2, 6)}</h2>\n\n<p>H<sub>2</sub>O, m<sup>2</sup>, <kbd>Ctrl</kbd>+<kbd>C</kbd>, <del>${text(dice, 1, 3)}</del></p>\n<hr>\n`,
  (dice) =>
    `<table><thead><tr><th>${text(dice, 1, 2)}</th><th>a|b</th></tr></thead><tbody><tr><td>${text(dice, 1, 4)}</td><td colspan="999999999">${text(dice, 1, 4)}</td></tr></tbody></table>\n`,
  (dice) =>
    `<p onclick="alert(1)">${text(dice, 2, 9)}<script>alert("${dice.between(1, 99)}")</script> <a href="javascript:alert(2)">${text(dice, 1, 3)}</a><img src=x onerror=alert(3)></p>\n`,
  (dice) => `<div><b><i>${text(dice, 2, 9)}</b></i><font color=red>${text(dice, 2, 9)}</div></p>\n`,
];

export function html(dice: Dice): string {
  // Most of what people write is paragraphs.
  return Array.from({ length: dice.between(1, 8) }, () => (dice.chance(0.6) ? BLOCKS[0]! : dice.pick(BLOCKS))(dice)).join('');
}

const REMARKS: readonly ((dice: Dice) => string)[] = [
  (dice) => `@${dice.pick(['Clover', 'Пасечник'])} ${words(dice, dice.between(3, 30))}`,
  (dice) => `${words(dice, 5)} **${words(dice, 2)}** and _${words(dice, 2)}_, \`${dice.pick(['weigh()', 'мёд'])}\``,
  (dice) => `[${words(dice, 2)}](https://example.org/q/${dice.between(1, 999)}) ${words(dice, 4)} [tag:hive-scale]`,
  (dice) => `- ${words(dice, 4)}\n- <b>${words(dice, 3)}</b> <script>alert(4)</script>`,
  (dice) => `# ${words(dice, 3)}`,
];

/** A comment, in the mark-up that comments have. */
export function remark(dice: Dice): string {
  return dice.pick(REMARKS)(dice);
}

function escapeHtml(plain: string): string {
  return plain.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
