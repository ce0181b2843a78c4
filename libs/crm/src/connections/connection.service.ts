import { Injectable } from '@nestjs/common';
import { AuditLog } from '@veche/interactions';
import { Clock, DAY, Database, Jobs, Secrets, type Tx, isId, newId, notFound, rows, sql } from '@veche/platform';
import type { Viewer } from '@veche/visibility';
import { newWebhookSecret } from '../connectors/webhook/signature.js';
import { DeliveryProjection } from '../deliveries/delivery.projection.js';
import { type ConnectionInput, type ConnectionSettings, settingsOf } from './connection.input.js';
import { PROBE_JOB, probeJobKey } from './probe.js';

/** What was saved, and the secret if the portal made one. */
export interface SavedConnection {
  id: string;
  newSecret: string | null;
}

/** Adds and changes connections. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly database: Database,
    private readonly audit: AuditLog,
    private readonly projection: DeliveryProjection,
    private readonly jobs: Jobs,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a connection, or changes one. A new one takes the log from its first row on; without a secret it gets one, which is
   * told once. A former secret signs along for a day.
   * @throws Refusal INVALID with the field; NOT_FOUND when the connection to change is not there
   */
  save(viewer: Viewer, input: ConnectionInput): Promise<SavedConnection> {
    const settings = settingsOf(input);
    const { id } = input;
    return this.database.transaction((tx) =>
      id === null || id === undefined ? this.add(tx, viewer, settings) : this.change(tx, viewer, id, settings),
    );
  }

  private async add(tx: Tx, viewer: Viewer, settings: ConnectionSettings): Promise<SavedConnection> {
    const id = newId();
    const newSecret = settings.secret === null ? newWebhookSecret() : null;
    await rows(
      tx,
      sql`insert into crm_connection (id, name, kind, url, secret, takes_imported, excluded_kinds, start_position, cursor_position, created_at)
          values (${id}, ${settings.name}, 'webhook', ${settings.url}, ${this.secrets.seal(settings.secret ?? newSecret!)},
            ${settings.takesImported}, ${settings.excludedKinds}, 0, 0, ${this.clock.now()})`,
    );
    await this.projection.readAgain(tx);
    await this.audit.record(tx, viewer, 'connection.added', id, told(settings));
    return { id, newSecret };
  }

  private async change(tx: Tx, viewer: Viewer, id: string, settings: ConnectionSettings): Promise<SavedConnection> {
    if (!isId(id)) throw notFound();
    const [before] = await rows<Before>(
      tx,
      sql`select state, secret, takes_imported as "takesImported", excluded_kinds as "excludedKinds"
          from crm_connection where id = ${id}`,
    );
    if (before === undefined) throw notFound();
    // First the log's cursor, then the connection: the order in which the projection locks them.
    const rules = ({ takesImported, excludedKinds }: Rules) => JSON.stringify([takesImported, excludedKinds]);
    if (rules(before) !== rules(settings)) await this.projection.readAgain(tx);
    await rows(
      tx,
      sql`update crm_connection set name = ${settings.name}, url = ${settings.url}, takes_imported = ${settings.takesImported},
            excluded_kinds = ${settings.excludedKinds} where id = ${id}`,
    );
    const secretChanged = await this.changeSecret(tx, id, before.secret, settings.secret);
    if (before.state === 'parked') await this.jobs.add(tx, PROBE_JOB, { connection: id }, { key: probeJobKey(id) });
    await this.audit.record(tx, viewer, 'connection.changed', id, { ...told(settings), secretChanged });
    return { id, newSecret: null };
  }

  private async changeSecret(tx: Tx, id: string, before: Buffer, secret: string | null): Promise<boolean> {
    if (secret === null || secret === this.opened(before)) return false;
    await rows(
      tx,
      sql`update crm_connection set secret = ${this.secrets.seal(secret)}, previous_secret = secret,
            previous_secret_until = ${new Date(this.clock.now().getTime() + DAY)} where id = ${id}`,
    );
    return true;
  }

  /** Undefined when it was sealed with another key: a new secret mends just that. */
  private opened(sealed: Buffer): string | undefined {
    try {
      return this.secrets.open(sealed);
    } catch {
      return undefined;
    }
  }
}

type Rules = Pick<ConnectionSettings, 'takesImported' | 'excludedKinds'>;
type Before = Rules & { state: string; secret: Buffer };

function told({ name, url, takesImported, excludedKinds }: ConnectionSettings): Record<string, unknown> {
  // The path stays out: many receivers give every customer a secret one.
  return { name, host: new URL(url).host, takesImported, excludedKinds };
}
