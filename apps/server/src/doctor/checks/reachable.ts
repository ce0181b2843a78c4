import net from 'node:net';
import type { Finding, LocalCheck } from '../check.js';

const PATIENCE = 5_000;

/** Servers that are configured answer: mail, and Redis where realtime goes through it. */
export const reachable: LocalCheck = {
  needsDatabase: false,
  async look({ config: { SMTP_URL, REDIS_URL } }) {
    const found: Finding[] = [];
    if (SMTP_URL !== undefined && !(await answers(SMTP_URL, 587)))
      found.push({
        name: 'mail-unreachable',
        says: {
          en: `Nobody answers at SMTP_URL (${hostOf(SMTP_URL)}): mails wait.`,
          ru: `По SMTP_URL (${hostOf(SMTP_URL)}) никто не отвечает: письма ждут.`,
        },
        mend: {
          en: 'Check host, port and firewall; without SMTP_URL mails are written to DATA_DIR/mail.',
          ru: 'Проверьте имя, порт и межсетевой экран; без SMTP_URL письма пишутся в DATA_DIR/mail.',
        },
      });
    if (REDIS_URL !== undefined && !(await answers(REDIS_URL, 6379)))
      found.push({
        name: 'redis-unreachable',
        says: {
          en: `Nobody answers at REDIS_URL (${hostOf(REDIS_URL)}): pages do not move by themselves.`,
          ru: `По REDIS_URL (${hostOf(REDIS_URL)}) никто не отвечает: страницы не обновляются сами.`,
        },
        mend: {
          en: 'Start Redis, or leave REDIS_URL out: PostgreSQL does its work then.',
          ru: 'Запустите Redis или уберите REDIS_URL: тогда его заменит PostgreSQL.',
        },
      });
    return found;
  },
};

function hostOf(url: string): string {
  return new URL(url).host;
}

function answers(url: string, standardPort: number): Promise<boolean> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = net.connect({ host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || standardPort), timeout: PATIENCE });
    const end = (works: boolean) => () => {
      socket.destroy();
      resolve(works);
    };
    socket.once('connect', end(true)).once('error', end(false)).once('timeout', end(false));
  });
}
