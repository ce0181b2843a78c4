import urql from '@urql/vue';
import { renderToString, type SSRContext } from 'vue/server-renderer';
import { noClient } from './app/client.ts';
import { makeApp } from './app/make-app.ts';
import type { Fields } from './forms/form.ts';
import { submit, type Execute } from './forms/submit.ts';
import en from './i18n/en/index.ts';
import ru from './i18n/ru/index.ts';
import { Answers, answersKey } from './page/answers.ts';
import { headKey, headTags, type ServerHead } from './page/head.ts';
import type { Page } from './page/page.ts';
import { embed, packData } from './page/state.ts';
import { routeAt, stayAt } from './router/server-router.ts';

export interface PageRequest {
  method: 'GET' | 'POST';
  /** Path and query. */
  url: string;
  /** The urlencoded body of a POST. */
  fields?: Fields;
  locale: 'ru' | 'en';
  theme: 'light' | 'dark' | 'system';
  /** Public origin, for canonical links. */
  origin: string;
  /** index.html of the client build. */
  template: string;
  /** Module id → files of the client build. */
  manifest: Record<string, string[]>;
  execute: Execute;
}

export interface PageResponse {
  status: number;
  html?: string;
  redirect?: string;
}

const messages = { en, ru };

/** Answers one request for a page: a POST does its form's act first. */
export async function handle(request: PageRequest): Promise<PageResponse> {
  const url = new URL(request.url, request.origin);
  if (request.method === 'GET') return render(request);
  const { redirect, form } = await submit(url, request.fields ?? {}, request.execute);
  if (redirect) return { status: 303, redirect };
  return render(request, form, form?.errors.length ? 422 : 200);
}

/** What Vue finds out about each component's props and events, kept from one request's app to the next: it hangs on components alone. */
const known = { propsCache: new WeakMap(), emitsCache: new WeakMap(), optionsCache: new WeakMap() };

async function render(request: PageRequest, form?: Page['form'], status = 200): Promise<PageResponse> {
  const { locale, theme, origin } = request;
  const page: Page = { locale, theme, origin, now: Date.now(), status, ...(form && { form }) };
  const { app } = makeApp(page, messages[locale]);
  Object.assign(app._context, known);
  // Half a page must not be sent as a whole one: Vue only logs what fails inside a component otherwise.
  app.config.throwUnhandledErrorInProduction = true;
  const answers = new Answers(request.execute);
  const head: ServerHead = {};
  app.use(urql, noClient).provide(answersKey, answers).provide(headKey, head);
  stayAt(app, await routeAt(request.url));

  const context: SSRContext = {};
  const html = await renderToString(app, context);
  if (answers.failure) throw answers.failure;
  if (page.redirect) return { status: 303, redirect: page.redirect };

  const state = embed({ ...page, data: packData(answers.byKey, html) });
  const [start, beforeHead, beforeApp, beforeState, end] = splitTemplate(request.template);
  const tags = headTags(head) + preloads(context['modules'] as Set<string> | undefined, request.manifest);
  return {
    status: page.status,
    html: `${start}<html lang="${locale}" data-theme="${theme}"${beforeHead}${tags}${beforeApp}${html}${beforeState}<script id="state" type="application/json">${state}</script>${end}`,
  };
}

const split = new Map<string, string[]>();

/** The template between the places that are filled in; split once, since replacing in it would copy each page. */
function splitTemplate(template: string): string[] {
  const known = split.get(template);
  if (known) return known;
  const parts = template.split(/<html lang="en"|<!--(?:head|app|state)-->/);
  split.clear();
  split.set(template, parts);
  return parts;
}

/** The scripts of the lazily loaded page, so that the browser need not discover them one after another. */
function preloads(modules: Set<string> | undefined, manifest: Record<string, string[]>): string {
  const key = [...(modules ?? [])].join(' ');
  const known = linksOf.get(key);
  if (known !== undefined) return known;
  const files = new Set([...(modules ?? [])].flatMap((id) => manifest[id] ?? []));
  const links = [...files].map(linkTo).join('');
  // As many as there are kinds of pages; in development each build brings its own.
  if (linksOf.size >= 500) linksOf.clear();
  linksOf.set(key, links);
  return links;
}

const linksOf = new Map<string, string>();

function linkTo(file: string): string {
  if (file.endsWith('.js')) return `<link rel="modulepreload" crossorigin href="${file}">`;
  return file.endsWith('.css') ? `<link rel="stylesheet" href="${file}">` : '';
}
