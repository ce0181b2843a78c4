import type { ConnectionOverviewFragment, ConnectionState, DeliveryState } from '../../gql/generated/graphql.ts';

/** States in the order of the bar: what arrived, what is on its way, what stopped. */
export const STATES = [
  'DELIVERED',
  'VERIFIED',
  'ROLLED_UP',
  'SENDING',
  'WAITING',
  'UNKNOWN',
  'REJECTED',
  'EXCLUDED',
] as const satisfies readonly DeliveryState[];

type Tone = 'accent' | 'solution' | 'waiting' | 'problem' | undefined;

/** How a state looks beside its word. */
export const STATE_LOOKS: Record<DeliveryState, { tone: Tone; icon: string }> = {
  DELIVERED: { tone: 'solution', icon: 'check' },
  VERIFIED: { tone: 'solution', icon: 'check-check' },
  ROLLED_UP: { tone: undefined, icon: 'layers' },
  SENDING: { tone: 'accent', icon: 'send' },
  WAITING: { tone: 'waiting', icon: 'clock' },
  UNKNOWN: { tone: 'waiting', icon: 'circle-question-mark' },
  REJECTED: { tone: 'problem', icon: 'circle-x' },
  EXCLUDED: { tone: undefined, icon: 'ban' },
};

export const CONNECTION_LOOKS: Record<ConnectionState, { tone: Tone; icon: string }> = {
  RUNNING: { tone: 'solution', icon: 'play' },
  PAUSED: { tone: undefined, icon: 'pause' },
  PARKED: { tone: 'waiting', icon: 'triangle-alert' },
};

type Equation = ConnectionOverviewFragment['equation'];

/** How many deliveries stand in each state. */
export const countsOf = (e: Equation): Record<DeliveryState, number> => ({
  DELIVERED: e.delivered,
  VERIFIED: e.verified,
  ROLLED_UP: e.rolledUp,
  SENDING: e.sending,
  WAITING: e.waiting,
  UNKNOWN: e.unknown,
  REJECTED: e.rejected,
  EXCLUDED: e.excluded,
});

/** A state's name in the messages: what waits on a parked connection is parked (nothing of it was changed). */
export const stateWord = (state: DeliveryState, connection?: ConnectionState) =>
  `crm.state.${state === 'WAITING' && connection === 'PARKED' ? 'PARKED' : state}`;

/** Can it be sent (again)? What arrived or is on its way cannot. */
export const mayRetry = (state: DeliveryState) => ['REJECTED', 'EXCLUDED', 'WAITING', 'UNKNOWN'].includes(state);

/** Can it be left out? */
export const mayExclude = (state: DeliveryState) => ['REJECTED', 'WAITING', 'UNKNOWN'].includes(state);

/** Is it on its way while the connection runs? */
export const isMoving = (state: DeliveryState, connection: ConnectionState | undefined) =>
  connection === 'RUNNING' && ['WAITING', 'SENDING', 'UNKNOWN'].includes(state);

export const connectionPath = (id: string) => `/crm/${id}`;
export const deliveriesPath = (id: string) => `/crm/${id}/deliveries`;
