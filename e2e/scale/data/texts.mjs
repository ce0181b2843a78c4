// Texts by a seeded generator: the same seed gives the same words, forever.
import { en } from './words.en.mjs';
import { ru } from './words.ru.mjs';

/** Numbers in [0, 1) by mulberry32: small, fast, the same everywhere. */
export function dice(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SYLLABLES = {
  en: ['ta', 'vo', 'lun', 'mer', 'ki', 'ras', 'ello', 'dun', 'sto', 'bri', 'na', 'wex'],
  ru: ['та', 'во', 'лун', 'мер', 'ки', 'рас', 'элло', 'дун', 'сто', 'бри', 'на', 'гор'],
};
const languages = { en, ru };

/**
 * Titles, bodies and comments in both languages.
 * @param {{ seed: number, titles: number, bodies: number }} size of the pool, per language
 * @returns {{ lang: 'en' | 'ru', part: 'title' | 'question' | 'answer' | 'comment', text: string }[]}
 */
export function textPool({ seed, titles, bodies }) {
  const pool = [];
  for (const lang of /** @type {const} */ (['en', 'ru'])) {
    const roll = dice(seed + (lang === 'ru' ? 1 : 0));
    const writer = new Writer(languages[lang], lang, roll);
    for (let i = 0; i < titles; i++) pool.push({ lang, part: 'title', text: writer.title() });
    for (let i = 0; i < bodies; i++)
      pool.push({ lang, part: 'question', text: writer.body('questions') }, { lang, part: 'answer', text: writer.body('answers') });
    for (let i = 0; i < bodies / 2; i++) pool.push({ lang, part: 'comment', text: writer.comment() });
  }
  return pool;
}

/** Names of people, both languages in turn. */
export function names(count, seed) {
  const roll = dice(seed + 7);
  return Array.from({ length: count }, (_, i) => {
    const { first, last } = languages[i % 2 === 0 ? 'en' : 'ru'];
    return `${pick(first, roll)} ${pick(last, roll)}`;
  });
}

/** Names of tags: plain ones, then ones with a number, as communities have them. */
export function tagNames(count) {
  const plain = [...en.slots.tag, ...ru.slots.tag];
  return Array.from({ length: count }, (_, i) =>
    i < plain.length ? plain[i] : `${plain[i % plain.length]}-${Math.floor(i / plain.length) + 1}`,
  );
}

function pick(list, roll) {
  return list[Math.floor(roll() * list.length)];
}

class Writer {
  constructor(words, lang, roll) {
    Object.assign(this, { words, lang, roll });
  }

  title() {
    return this.fill(pick(this.words.titles, this.roll), true).slice(0, 200);
  }

  comment() {
    const count = 1 + Math.floor(this.roll() * 3);
    return Array.from({ length: count }, () => this.sentence('comments')).join(' ');
  }

  /** Paragraphs of sentences, now and then a list or an address: 500 characters on average. */
  body(kind) {
    const paragraphs = [];
    const wanted = 140 + this.roll() * 440;
    for (let length = 0; length < wanted;) {
      const sentences = Array.from({ length: 2 + Math.floor(this.roll() * 3) }, () => this.sentence(kind));
      const shape = this.roll();
      const text =
        shape < 0.1
          ? sentences.map((one) => `- ${one}`).join('\n')
          : shape < 0.15
            ? `${sentences.join(' ')} [${this.fill('{model}')}](https://example.org/${Math.floor(this.roll() * 9000)})`
            : sentences.join(' ');
      paragraphs.push(text);
      length += text.length;
    }
    return paragraphs.join('\n\n');
  }

  sentence(kind) {
    return this.fill(pick(this.words[kind], this.roll), true);
  }

  /** Puts words into the places of a template. */
  fill(template, isSentence = false) {
    const text = template.replace(/\{(\w+)\}/g, (_, slot) => this.word(slot));
    return isSentence ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  }

  word(slot) {
    if (slot === 'code') return `${'EFHT'[Math.floor(this.roll() * 4)]}-${100 + Math.floor(this.roll() * 900)}`;
    if (slot !== 'model') return pick(this.words.slots[slot], this.roll);
    // Few models are on everybody's lips, many on few: the tail that real words have.
    const rank = Math.floor(this.roll() ** 3 * 1500);
    const syllables = SYLLABLES[this.lang];
    const name = syllables[rank % 12] + syllables[Math.floor(rank / 12) % 12];
    return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${100 + (rank % 40) * 10}`;
  }
}
