import { ApiUnderTest, type GraphQLAnswer } from '../support/ApiUnderTest';
import { covers, dotted, pathOf, receivedAttributes, requestedAttributes } from '../support/attributesOfCall';
import type { RecordedCall } from '../support/RecordedCall';
import type { Role } from './accessTable';
import { AuditCallers, type Prober, type Visit } from './AuditCallers';
import { scenesFor, worldOf, type Scene } from './auditWorld';
import { expectationOf, type Expected } from './expectation';
import { pathsTo, type Path } from './paths';
import { probeOf } from './probes';

const KEYS = ['pk', 'sk', 'gsi1pk', 'gsi1sk'];
/** What is looked at of an item for a role, where the key does not tell: whose it is, whether it still exists for visitors. */
const FACTS: Partial<Record<Role, readonly string[]>> = {
  GUEST: ['guestSessionId', 'archivedAt'],
  CUSTOMER: ['customerId', 'archivedAt'],
};

/** The API with the audit's world in it, questioned over HTTP and held against the contract. */
export class AccessProbing {
  /** How many questions were asked and found answered as the contract says. */
  questions = 0;

  private constructor(
    readonly api: ApiUnderTest,
    private readonly scenes: readonly Scene[],
    private readonly callers: AuditCallers,
  ) {}

  static async start(): Promise<AccessProbing> {
    const api = await ApiUnderTest.start([]);
    const [buyer, stranger] = [await api.guestSessions.issue(), await api.guestSessions.issue()];
    const scenes = scenesFor(buyer.session.id);
    await api.put(worldOf(scenes));
    return new AccessProbing(api, scenes, new AuditCallers(api, scenes, { buyer, stranger }));
  }

  sceneOf(shopId: string): Scene {
    const scene = this.scenes.find((each) => each.shopId === shopId);
    if (!scene) throw new RangeError(`no scene of ${shopId}`);
    return scene;
  }

  async probers(roles: readonly Role[], scene: Scene, visits: readonly Visit[]): Promise<Prober[]> {
    return (await Promise.all(visits.map(async (visit) => this.callers.of(roles, scene, visit)))).flat();
  }

  pathsTo(type: string, scene: Scene): readonly Path[] {
    return pathsTo(type, scene, this.scenes);
  }

  /** What the contract says of a question. */
  expected(path: Path, coordinates: readonly string[], prober: Prober): Expected {
    return expectationOf(path, coordinates, prober);
  }

  /** Asks for these fields of one type, and compares answer and traffic with what the contract says. */
  async check(
    path: Path,
    coordinates: readonly string[],
    prober: Prober,
    expected = this.expected(path, coordinates, prober),
  ): Promise<Expected> {
    const fields = coordinates.map((coordinate) => probeOf(coordinate).select).join(' ');
    const text = path.steps.reduceRight((inner, step) => step.text(inner), fields);
    const answer = await this.api.execute(`{ ${text} }`, prober.headers);
    const question = `${coordinates.join(' ')} along ${path.name}, asked by ${prober.name}`;
    const traffic = trafficOf(answer.calls, coordinates, prober, expected);
    expect({ question, ...shownIn(answer), ...traffic }).toEqual({ question, ...shownBy(expected), ...SILENT });
    this.questions += 1;
    return expected;
  }
}

interface PublicError {
  readonly extensions: Readonly<Record<string, unknown>>;
}

function shownIn({ status, body }: GraphQLAnswer) {
  const errors = (body.errors ?? []) as readonly PublicError[];
  const denials = errors.map(({ extensions: { coordinate, code, count, requires } }) => ({
    coordinate,
    code,
    count,
    needsVisit: String(requires).includes('a current visit token'),
  }));
  const inOrder = denials.sort((a, b) => (String(a.coordinate) < String(b.coordinate) ? -1 : 1));
  return { status, data: body.data as unknown, denials: inOrder };
}

/** Whoever could get there by a visit is told so; whether others are told of that way, too, is left open. */
function shownBy({ data, denials }: Expected) {
  const told = denials.map((denial) => ({ ...denial, needsVisit: denial.needsVisit || expect.any(Boolean) }));
  return { status: 200, data, denials: told };
}

/** What traffic is like that keeps the contract. */
const SILENT = { beyondAllowed: [], notAskedFor: [], readWrongly: [] };

function trafficOf(
  calls: readonly RecordedCall[],
  coordinates: readonly string[],
  prober: Prober,
  { seen, onTheWay }: Expected,
) {
  const seenProbes = [...seen].map(probeOf);
  const behind = seenProbes.flatMap(({ attributes, beside = [] }) => [...attributes, ...beside]);
  const facts = prober.roles.flatMap((role) => FACTS[role] ?? []);
  const allowed = [...KEYS, ...facts, ...onTheWay, ...behind].map(pathOf);
  const judged = calls.filter((call) => !(prober.presentsVisit && isVisitCheck(call)));
  const touched = [...judged.flatMap(requestedOf), ...judged.flatMap(receivedAttributes)];
  const asked = new Set(calls.flatMap(requestedOf).map(dotted));
  return {
    beyondAllowed: touched.filter((path) => !allowed.some((whole) => covers(whole, path))).map(dotted),
    notAskedFor: seenProbes.flatMap(({ attributes }) => attributes.filter((name) => !asked.has(name))),
    readWrongly: coordinates.filter((coordinate) => isRead(calls, coordinate) === !seen.has(coordinate)),
  };
}

/** Whether items behind the field were read; `undefined` where there are none beside its own. */
function isRead(calls: readonly RecordedCall[], coordinate: string): boolean | undefined {
  const { reads } = probeOf(coordinate);
  return reads && calls.some(({ requestText }) => reads.test(requestText));
}

function requestedOf(call: RecordedCall) {
  return requestedAttributes(call).flatMap(({ attributes }) => (attributes === 'ALL' ? [['everything']] : attributes));
}

/** The one read that tells whether a visit token is current: the serial of the shop, and nothing else. */
function isVisitCheck(call: RecordedCall): boolean {
  const names = requestedOf(call).map(dotted);
  return names.filter((name) => !KEYS.includes(name)).join() === 'visitSerial';
}
