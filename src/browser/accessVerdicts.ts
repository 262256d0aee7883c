import { ask, type Caller, type GraphQLAnswer } from './callers.js';

/** What a caller may do at one coordinate, as `viewer { access }` says it. */
export interface Verdict {
  readonly coordinate: string;
  readonly read: string;
  readonly write: string;
  readonly because: string;
}

/** What the API says of one caller. */
export interface CallerAccess {
  readonly roles: readonly string[];
  readonly verdicts: ReadonlyMap<string, Verdict>;
}

/** The API did not say it; the message is for people. */
export class Refused extends Error {
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/** As many as one question may name. */
const MOST = 200;

interface Viewer {
  readonly roles: readonly string[];
  readonly access: readonly Verdict[] | null;
}

/** Asks as that caller, in as many portions as it takes. Throws {@link Refused}. */
export async function accessOf(
  caller: Caller,
  question: string,
  coordinates: readonly string[],
): Promise<CallerAccess> {
  const viewers: Viewer[] = [];
  for (let at = 0; at < coordinates.length; at += MOST)
    viewers.push(...(await askPortion(caller, question, coordinates.slice(at, at + MOST))));
  const verdicts = viewers.flatMap(({ access }) => access ?? []);
  return {
    roles: viewers[0]?.roles ?? [],
    verdicts: new Map(verdicts.map((verdict) => [verdict.coordinate, verdict])),
  };
}

/** A question that costs more than this caller may ask for at once is asked as two. */
async function askPortion(caller: Caller, query: string, coordinates: readonly string[]): Promise<Viewer[]> {
  const answer = await answerTo(caller, query, coordinates);
  const viewer = answer.data?.viewer as Viewer | null | undefined;
  if (viewer?.access) return [viewer];
  const [fault] = answer.errors ?? [];
  const code = fault?.extensions?.code;
  if (code !== 'QUERY_TOO_COMPLEX' || coordinates.length < 2)
    throw new Refused(fault?.message ?? 'The answer has no access in it.', typeof code === 'string' ? code : '');
  const half = Math.ceil(coordinates.length / 2);
  return [
    ...(await askPortion(caller, query, coordinates.slice(0, half))),
    ...(await askPortion(caller, query, coordinates.slice(half))),
  ];
}

async function answerTo(caller: Caller, query: string, coordinates: readonly string[]): Promise<GraphQLAnswer> {
  try {
    return await ask(caller, { query, variables: { coordinates } });
  } catch {
    throw new Refused('The API gave no answer that can be read. Is the server running?', 'NO_ANSWER');
  }
}
